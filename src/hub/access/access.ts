// Who may come in: one store of credentials in the data folder, for the hub, its broker, pairing and the command line.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { HubFault } from '../fault.ts'
import { accessFileIn, changeAccess, readAccess, stampOf } from './access-file.ts'
import {
  type Credential,
  type Holder,
  holderOf,
  type KeptCredential,
  spent,
  type Wanted,
  wanted,
} from './credential.ts'
import { idIn, newSecret, proofOf, proves } from './secret.ts'

export type Minted = {
  readonly credential: Credential
  /** Shown to whoever it is for, and kept nowhere. */
  readonly secret: string
}

export type Checked =
  | { readonly ok: true; readonly holder: Holder }
  | { readonly ok: false; readonly why: 'unknown' | 'expired' | 'revoked' }

export interface Access {
  /** A new credential, safe on disk. Throws HubFault `bad-configuration` for one that cannot be, or one too many. */
  mint(of: Wanted): Minted
  /** Oldest first, the spent ones among them. */
  list(): readonly Credential[]
  /** From now on the secret of `id` opens nothing; undefined when there is no such credential. */
  revoke(id: string): Credential | undefined
  /** Whose secret this is; a success counts as a use. */
  check(secret: string): Checked
  /** Whether what `id` stands for may still go on. */
  stands(id: string): boolean
  /** Told after each change of the store, by whomever. The returned function ends that. */
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

export type AccessOptions = {
  readonly now: () => number
  /** Told in a sentence when the store on disk cannot be read; what was read before goes on to count. */
  readonly report?: (text: string) => void
  /** Looks after what others change, and writes down what was used. Only the hub does. */
  readonly watch?: boolean
}

const most = 1000
/** How long a spent credential is still listed. */
const remembered_ms = 90 * 86_400_000
const every_ms = { look: 1_000, note: 60_000 }
const usedShape = z.record(z.string(), z.iso.datetime())

/** Opens the store in the data folder `root`. Throws HubFault `data-unusable` for one that cannot be read. */
export function openAccess(root: string, { now, report, watch = false }: AccessOptions): Access {
  const path = accessFileIn(root)
  const usedPath = join(root, 'access-used.json')
  const listeners = new Set<() => void>()
  const used = new Map<string, string>(Object.entries(usedIn(usedPath)))
  let usedChanged = false
  let stamp = stampOf(path)
  let known = indexOf(readAccess(path))

  function look(): void {
    try {
      const found = stampOf(path)
      if (found === stamp) return
      stamp = found
      known = indexOf(readAccess(path))
    } catch (error) {
      report?.(error instanceof Error ? error.message : String(error))
      return
    }
    for (const listener of listeners) listener()
  }

  function change<Result>(
    by: (list: readonly KeptCredential[]) => readonly [readonly KeptCredential[], Result],
  ): Result {
    const result = changeAccess(root, list => by(list.filter(of => isRemembered(of, now()))))
    look()
    return result
  }

  async function note(): Promise<void> {
    if (!usedChanged) return
    usedChanged = false
    const entries = [...used].filter(([id]) => known.has(id))
    await writeFile(usedPath, JSON.stringify(Object.fromEntries(entries)), { mode: 0o600 }).catch(error =>
      report?.(`${usedPath} cannot be written: ${String(error)}`),
    )
  }

  const looking = watch ? setInterval(look, every_ms.look).unref() : undefined
  const noting = watch ? setInterval(() => void note(), every_ms.note).unref() : undefined
  const shown = (kept: KeptCredential): Credential => {
    const { salt: _s, hash: _h, ...rest } = kept
    const used_at = used.get(kept.id)
    return { ...rest, ...(used_at !== undefined && { used_at }) }
  }

  return {
    mint(of) {
      const read = wanted.safeParse(of)
      if (!read.success) {
        const issue = read.error.issues[0]
        throw new HubFault('bad-configuration', `${issue?.path.join('.')}: ${issue?.message}.`)
      }
      const { id, text } = newSecret()
      const kept = { ...read.data, id, created_at: new Date(now()).toISOString(), ...proofOf(text) }
      change(list => {
        if (list.length < most) return [[...list, kept], undefined]
        throw new HubFault(
          'bad-configuration',
          `There are ${most} credentials already; revoke some with "pitwall access revoke".`,
        )
      })
      return { credential: shown(kept), secret: text }
    },
    list: () => [...known.values()].map(shown),
    revoke(id) {
      const revoked = change(list => {
        const found = list.find(of => of.id === id)
        if (found === undefined || found.revoked_at !== undefined) return [list, found]
        const next = { ...found, revoked_at: new Date(now()).toISOString() }
        return [list.map(of => (of === found ? next : of)), next]
      })
      return revoked === undefined ? undefined : shown(revoked)
    },
    check(secret) {
      const id = idIn(secret)
      if (id === undefined) return { ok: false, why: 'unknown' }
      if (!known.has(id)) look()
      const kept = known.get(id)
      if (kept === undefined || !proves(secret, kept)) return { ok: false, why: 'unknown' }
      const why = spent(kept, now())
      if (why !== undefined) return { ok: false, why }
      used.set(id, new Date(now()).toISOString())
      usedChanged = true
      return { ok: true, holder: holderOf(kept) }
    },
    stands(id) {
      const kept = known.get(id)
      return kept !== undefined && spent(kept, now()) === undefined
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      clearInterval(looking)
      clearInterval(noting)
      if (watch) await note()
    },
  }
}

const indexOf = (list: readonly KeptCredential[]) => new Map(list.map(kept => [kept.id, kept]))

function isRemembered({ revoked_at, expires_at }: KeptCredential, now: number): boolean {
  const ended = Math.min(...[revoked_at, expires_at].map(at => (at === undefined ? now : Date.parse(at))))
  return now - ended < remembered_ms
}

/** What was noted of uses; a broken note is worth nothing, and costs nothing. */
function usedIn(path: string): Readonly<Record<string, string>> {
  try {
    return usedShape.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
