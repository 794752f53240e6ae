// Who may talk to the hub over HTTP: the right name in the Host header, the right origin, and the token when there is one.
import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

export type Asked = {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly header: (name: string) => string | undefined
}

export type Guard = {
  /** Why the request is refused; undefined when it may pass. */
  readonly refuse: (asked: Asked) => Refusal | undefined
  /** Whether `token` is the token; true for any when none is set. */
  readonly admits: (token: string | undefined) => boolean
}

export type Refusal = { readonly status: 401 | 403 | 421; readonly reason: string }

export const tokenCookie = 'pitwall_token'

/**
 * A page of a stranger must not reach the hub through the browser of its user: a name that somebody else may point
 * at this machine is refused (DNS rebinding), so are requests that another origin sends.
 */
export function makeGuard(hosts: readonly string[], token: string | undefined): Guard {
  const names = new Set(['localhost', ...hosts.map(host => host.toLowerCase())])
  const admits = (given: string | undefined): boolean => {
    if (token === undefined) return true
    return given !== undefined && timingSafeEqual(digest(given), digest(token))
  }
  return {
    admits,
    refuse(asked) {
      const host = hostOf(asked.header('host'))
      if (host === undefined || !(isIP(host) !== 0 || names.has(host) || host.endsWith('.localhost'))) {
        return {
          status: 421,
          reason: `this hub does not answer to the name ${JSON.stringify(host ?? '')}; start it with --hosts NAME to allow it`,
        }
      }
      const origin = asked.header('origin')
      if (origin !== undefined && originHost(origin) !== asked.header('host')?.toLowerCase()) {
        return { status: 403, reason: 'requests of another origin are refused' }
      }
      if (admits(givenToken(asked))) return undefined
      return {
        status: 401,
        reason: 'this hub wants its token: Authorization: Bearer TOKEN, or open /?token=TOKEN',
      }
    },
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The name without the port, IPv6 without its brackets. */
function hostOf(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d+)?$/i.exec(header ?? '')
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined
}

function givenToken(asked: Asked): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(asked.header('authorization') ?? '')
  if (bearer !== null) return bearer[1]
  const cookie = new RegExp(`(?:^|;\\s*)${tokenCookie}=([^;]+)`).exec(asked.header('cookie') ?? '')
  if (cookie?.[1] !== undefined) return decodeURIComponent(cookie[1])
  const query = asked.url.indexOf('?')
  return query < 0 ? undefined : (new URLSearchParams(asked.url.slice(query)).get('token') ?? undefined)
}
