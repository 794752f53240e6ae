// Knows whom a secret belongs to, whichever way it came: HTTP, WebSocket or MQTT. Counts those that are wrong, and lets
// nobody guess.
import { createHash, timingSafeEqual } from 'node:crypto'
import { type Grant, rigGrant } from '../../broker/access.ts'
import { Allowance, machineOf } from '../../broker/allowance.ts'
import type { Clock } from '../../model/clock.ts'
import type { Access } from './access.ts'
import type { Holder } from './credential.ts'
import { idIn } from './secret.ts'

export type Recognised =
  | { readonly kind: 'holder'; readonly holder: Holder }
  /** Showed nothing. */
  | { readonly kind: 'stranger' }
  /** Showed something that opens nothing. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Showed too much of that. */
  | { readonly kind: 'hasty'; readonly reason: string; readonly retry_s: number }

export interface Doorkeeper {
  recognise(secret: string | undefined, address: string | undefined): Recognised
  /** Whether somebody who came in may stay. */
  stands(id: string): boolean
  readonly counters: { readonly wrong_secrets: number; readonly guesses_refused: number }
}

/** A secret that is told and not stored. */
export type ToldSecret = { readonly secret: string; readonly holder: Holder }

export type DoorkeeperOptions = {
  readonly access?: Pick<Access, 'check' | 'stands'>
  readonly told: readonly ToldSecret[]
  /** Whoever shows nothing: the owner where only this machine can come, a reader where reading is open. */
  readonly unasked?: Holder
  readonly clock: Pick<Clock, 'elapsed'>
}

export const thisMachine: Holder = { id: 'this-machine', role: 'owner', name: 'this machine' }
export const anybody: Holder = { id: 'anybody', role: 'reader', name: 'anybody' }

/** Wrong secrets of one machine: more than a person mistypes, and too few to guess with. */
const wrongRate = { burst: 10, per_s: 1 / 6 }

export function makeDoorkeeper({ access, told, unasked, clock }: DoorkeeperOptions): Doorkeeper {
  const wrong = new Allowance(wrongRate, () => clock.elapsed())
  const counters = { wrong_secrets: 0, guesses_refused: 0 }
  const known = told.map(({ secret, holder }) => ({ holder, digest: digestOf(secret) }))
  const hasty = (retry_s: number): Recognised => {
    counters.guesses_refused++
    return { kind: 'hasty', reason: `too many wrong secrets came from there; wait ${retry_s} s`, retry_s }
  }

  return {
    counters,
    stands: id => [thisMachine.id, anybody.id].includes(id) || isTold(id) || (access?.stands(id) ?? false),
    recognise(secret, address) {
      if (secret === undefined || secret === '')
        return unasked === undefined ? { kind: 'stranger' } : { kind: 'holder', holder: unasked }
      // Behind a gateway nobody knows who tries; it is the gateway that limits.
      const machine = address === undefined ? undefined : machineOf(address)
      if (idIn(secret) !== undefined) {
        // Nobody can guess these, so nobody is kept out because of what others try from the same address.
        const checked = access?.check(secret) ?? { ok: false, why: 'unknown' }
        if (checked.ok) return { kind: 'holder', holder: checked.holder }
        if (checked.why !== 'unknown')
          return { kind: 'refused', reason: `this secret was ${checked.why}; ask the owner for another` }
      }
      const wait = machine === undefined ? 0 : wrong.wait(machine)
      if (wait > 0) return hasty(wait)
      const digest = digestOf(secret)
      let found: Holder | undefined
      for (const of of known) if (timingSafeEqual(of.digest, digest)) found ??= of.holder
      if (found !== undefined) return { kind: 'holder', holder: found }
      if (unasked?.role === 'owner') return { kind: 'holder', holder: unasked }
      if (machine !== undefined) wrong.take(machine)
      counters.wrong_secrets++
      return { kind: 'refused', reason: 'this secret is not known here' }
    },
  }

  function isTold(id: string): boolean {
    return known.some(({ holder }) => holder.id === id)
  }
}

/** What a holder may do at the broker: everything as owner, a rig its own, all others listen. */
export function grantOf({ id, role, name, site, rig }: Holder): Grant {
  if (role === 'owner') return { id, name }
  if (role === 'rig' && site !== undefined && rig !== undefined) return { id, ...rigGrant(site, rig), name }
  return { id, name, publish: [], subscribe: role === 'rig' ? [] : ['#'] }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
