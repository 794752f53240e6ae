// Who may talk to the hub over HTTP: the right name in the Host header, the right origin, and a secret whose role is
// enough for what is asked.
import { isIP } from 'node:net'
import type { Holder } from './access/credential.ts'
import type { Doorkeeper } from './access/doorkeeper.ts'
import { type Needed, suffices } from './access/role.ts'

export type Asked = {
  /** Path and query. */
  readonly url: string
  readonly header: (name: string) => string | undefined
  /** Where it comes from; undefined where that is not known, as behind a gateway. */
  readonly address?: string | undefined
  readonly needs: Needed
}

export type Admission =
  | { readonly ok: true; readonly holder: Holder | undefined; readonly shown: ShownSecret | undefined }
  | Refusal

export type Refusal = {
  readonly ok: false
  readonly status: 401 | 403 | 421 | 429
  readonly reason: string
  readonly retry_s?: number
  /** The cookie opens nothing any more: it should be forgotten. */
  readonly staleCookie?: true
}

export type Guard = { readonly admit: (asked: Asked) => Admission }

/** A secret and how it was shown. */
export type ShownSecret = { readonly secret: string; readonly by: 'header' | 'cookie' | 'link' }

/**
 * A page of a stranger must not reach the hub through the browser of its user: a name that somebody else may point
 * at this machine is refused (DNS rebinding), so are requests that another origin sends.
 */
export function makeGuard(hosts: readonly string[], doorkeeper: Pick<Doorkeeper, 'recognise'>): Guard {
  const names = new Set(['localhost', ...hosts.map(host => host.toLowerCase())])
  return {
    admit(asked) {
      const host = hostOf(asked.header('host'))
      if (host === undefined || !(isIP(host) !== 0 || names.has(host) || host.endsWith('.localhost'))) {
        const reason = `this hub does not answer to the name ${JSON.stringify(host ?? '')}; name it in PITWALL_HOSTS or under "hosts" in pitwall.json to allow it`
        return { ok: false, status: 421, reason }
      }
      const origin = asked.header('origin')
      if (origin !== undefined && originHost(origin) !== asked.header('host')?.toLowerCase())
        return { ok: false, status: 403, reason: 'requests of another origin are refused' }
      return enough(asked, shownBy(asked), doorkeeper)
    },
  }
}

function enough(
  { needs, address }: Asked,
  shown: ShownSecret | undefined,
  doorkeeper: Pick<Doorkeeper, 'recognise'>,
): Admission {
  const found = doorkeeper.recognise(shown?.secret, address)
  if (found.kind === 'hasty') return { ok: false, status: 429, reason: found.reason, retry_s: found.retry_s }
  // A browser sends what it was once given: with a secret that has ended it is a visitor as any other.
  const stale = found.kind === 'refused' && shown?.by === 'cookie'
  if (found.kind === 'refused' && !stale) return { ok: false, status: 401, reason: found.reason }
  const visitor = stale ? doorkeeper.recognise(undefined, address) : found
  const holder = visitor.kind === 'holder' ? visitor.holder : undefined
  if (suffices(holder?.role, needs)) return { ok: true, holder, shown: stale ? undefined : shown }
  if (stale) return { ok: false, status: 401, reason: found.reason, staleCookie: true }
  if (holder === undefined || shown === undefined)
    return { ok: false, status: 401, reason: `this wants the secret of a ${needs}, or more; ${howTo}` }
  const reason = `"${holder.name}" is here as ${holder.role}, and this wants the role ${needs}`
  return { ok: false, status: 403, reason }
}

const howTo =
  'show it as Authorization: Bearer SECRET, or open /?token=SECRET; "pitwall access add" makes one'

/** Hubs on one machine have one cookie jar: its port tells them apart. */
export const cookieName = (host: string | undefined): string =>
  `pitwall_token${/:(\d+)$/.exec(host ?? '')?.[0].replace(':', '_') ?? ''}`

/** The name without the port, IPv6 without its brackets. */
function hostOf(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d+)?$/i.exec(header ?? '')
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined
}

function shownBy(asked: Asked): ShownSecret | undefined {
  const bearer = /^Bearer (.+)$/i.exec(asked.header('authorization') ?? '')?.[1]
  if (bearer !== undefined) return { secret: bearer.trim(), by: 'header' }
  const query = asked.url.indexOf('?')
  const linked = query < 0 ? null : new URLSearchParams(asked.url.slice(query)).get('token')
  if (linked !== null && linked !== '') return { secret: linked, by: 'link' }
  const name = cookieName(asked.header('host'))
  const cookie = new RegExp(`(?:^|;\\s*)${name}=([^;]+)`).exec(asked.header('cookie') ?? '')?.[1]
  return cookie === undefined ? undefined : { secret: decoded(cookie), by: 'cookie' }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
