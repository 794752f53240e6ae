// Where rigs ask a hub to be let in: who waits, under which code, and how often a code may be guessed.
import type { CpaceSecret } from '../../lan/pairing/cpace.ts'
import {
  type PairingContext,
  type PairingKeys,
  pairingHalf,
  pairingKeys,
  sameProof,
  sealed,
} from '../../lan/pairing/keys.ts'
import {
  nonceBytes,
  type PairingGrant,
  type PairingNo,
  type PairingRequest,
} from '../../lan/pairing/words.ts'
import type { ListedRequest, PairingState } from '../../model/pairing.ts'

export type DeskOptions = {
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  /** A whole number from 0 to below `limit`, each as likely. */
  readonly pick: (limit: number) => number
  /** SHA-256 of the certificate that this hub shows; undefined without TLS. */
  readonly fingerprint: () => string | undefined
  /** Whether there is a credential for this rig already. */
  readonly knows: (site: string, rig: string) => boolean
  /** Lets the rig in from now on. Throws when that cannot be written down. */
  readonly admit: (site: string, rig: string) => PairingGrant
  /** Told after a request has come or has ended. */
  readonly changed?: () => void
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | ({ readonly ok: false } & PairingNo)

export interface Desk {
  ask(request: PairingRequest, address: string): Answer<{ id: string; expires_in_s: number; known: boolean }>
  /** Takes the half of the rig and gives that of the hub; this is what counts as a try. */
  share(id: string, element: Uint8Array): Answer<{ readonly element: Uint8Array }>
  prove(id: string, proof: Uint8Array): Answer<{ readonly sealed: Uint8Array }>
  /** How long the code still counts. */
  waits(id: string): Answer<{ readonly expires_in_s: number }>
  /** The owner says no; false when nobody waits under that id. */
  refuse(id: string): boolean
  list(): readonly ListedRequest[]
  /** Until when nobody is paired, in ms since 1970; undefined when somebody may be. */
  restsUntil(): number | undefined
}

export const pairingLimits = {
  lifetime_ms: 120_000,
  tries: 3,
  /** How long the end of a request is still told. */
  remembered_ms: 120_000,
  waiting: 8,
  waitingPerAddress: 2,
  /** Within the life of a code; each is a line on somebody's screen. */
  asked: 24,
  kept: 32,
  failures: 10,
  failuresWithin_ms: 3_600_000,
  rest_ms: 600_000,
  longestRest_ms: 86_400_000,
} as const

type Kept = {
  readonly id: string
  readonly request: PairingRequest
  readonly address: string
  readonly known: boolean
  readonly expires: number
  readonly context: PairingContext
  triesLeft: number
  state: PairingState
  /** While a try is under way. */
  run?: { readonly half: CpaceSecret; readonly keys: PairingKeys } | undefined
}

export function openDesk(options: DeskOptions): Desk {
  const { now, random, pick } = options
  const kept = new Map<string, Kept>()
  const guesses = openGuesses(now)
  let asked: readonly number[] = []

  function tidy(): void {
    for (const [id, request] of kept) {
      if (request.state === 'waiting' && request.expires <= now()) end(request, 'expired')
      if (request.expires + pairingLimits.remembered_ms <= now()) kept.delete(id)
    }
    for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - pairingLimits.kept))) kept.delete(id)
  }

  /** What has ended holds no key any more. */
  function end(request: Kept, state: PairingState): void {
    request.state = state
    request.run = undefined
    options.changed?.()
  }

  const waiting = () => [...kept.values()].filter(({ state }) => state === 'waiting')
  const secondsOf = ({ expires }: Kept) => Math.max(0, Math.ceil((expires - now()) / 1000))

  function open(id: string): Kept | ({ readonly ok: false } & PairingNo) {
    tidy()
    const request = kept.get(id)
    switch (request?.state) {
      case 'waiting':
        return request
      case 'refused':
        return { ok: false, refusal: 'refused' }
      case 'spent':
        return { ok: false, refusal: 'spent' }
      default:
        return { ok: false, refusal: 'gone' }
    }
  }

  return {
    ask(request, address) {
      tidy()
      if (guesses.restsUntil() !== undefined) return { ok: false, refusal: 'resting' }
      // Who asks again, because he was started again, takes his own place and no second one.
      for (const other of waiting())
        if (other.address === address && sameRig(other.request, request)) kept.delete(other.id)
      asked = asked.filter(at => now() - at < pairingLimits.lifetime_ms)
      const others = waiting()
      const near = others.filter(other => other.address === address)
      const isFull =
        others.length >= pairingLimits.waiting ||
        near.length >= pairingLimits.waitingPerAddress ||
        asked.length >= pairingLimits.asked
      if (isFull) return { ok: false, refusal: 'full' }
      asked = [...asked, now()]
      const nonce = random(nonceBytes)
      const id = Buffer.from(nonce).toString('base64url')
      const { site, rig } = request
      const known = options.knows(site, rig)
      const code = String(pick(1_000_000)).padStart(6, '0')
      const nonces = [Buffer.from(request.nonce, 'base64url'), nonce] as const
      const context = { code, site, rig, fingerprint: options.fingerprint(), nonces }
      const expires = now() + pairingLimits.lifetime_ms
      const entry: Kept = {
        ...{ id, request, address, known, expires, context },
        ...{ triesLeft: pairingLimits.tries, state: 'waiting' },
      }
      kept.set(id, entry)
      options.changed?.()
      return { ok: true, value: { id, expires_in_s: secondsOf(entry), known } }
    },
    share(id, element) {
      const request = open(id)
      if ('ok' in request) return request
      if (guesses.restsUntil() !== undefined) return { ok: false, refusal: 'resting' }
      if (request.triesLeft === 0) {
        end(request, 'spent')
        return { ok: false, refusal: 'spent' }
      }
      // Counted before anything is told: who breaks off after he has heard our half has guessed as well.
      request.triesLeft--
      guesses.count()
      const half = pairingHalf(request.context, random(32))
      const keys = pairingKeys(half, element, 'hub', request.context)
      if (keys === undefined) return wrong(request)
      request.run = { half, keys }
      return { ok: true, value: { element: half.element } }
    },
    prove(id, proof) {
      const request = open(id)
      if ('ok' in request) return request
      const { run } = request
      request.run = undefined
      if (run === undefined || !sameProof(run.keys.proof, proof)) return wrong(request)
      const { site, rig } = request.request
      const grant = options.admit(site, rig)
      end(request, 'paired')
      guesses.forgive()
      return { ok: true, value: { sealed: sealed(JSON.stringify(grant), run.keys.seal) } }
    },
    waits(id) {
      const request = open(id)
      return 'ok' in request ? request : { ok: true, value: { expires_in_s: secondsOf(request) } }
    },
    refuse(id) {
      const request = open(id)
      if ('ok' in request) return false
      end(request, 'refused')
      return true
    },
    list() {
      tidy()
      return [...kept.values()].map(entry => ({
        ...{ id: entry.id, site: entry.request.site, rig: entry.request.rig, version: entry.request.version },
        ...{ address: entry.address, state: entry.state, known: entry.known },
        ...(entry.state === 'waiting' && { code: entry.context.code }),
        ...{ expires_in_s: entry.state === 'waiting' ? secondsOf(entry) : 0, tries_left: entry.triesLeft },
      }))
    },
    restsUntil: () => guesses.restsUntil(),
  }

  function wrong(request: Kept): { readonly ok: false } & PairingNo {
    if (request.triesLeft > 0) return { ok: false, refusal: 'wrong', tries_left: request.triesLeft }
    end(request, 'spent')
    return { ok: false, refusal: 'spent' }
  }
}

const sameRig = (one: PairingRequest, other: PairingRequest): boolean =>
  one.site === other.site && one.rig === other.rig

/** Tries of everybody together: after too many the desk rests, each time twice as long, a day at most. */
function openGuesses(now: () => number) {
  let tries: number[] = []
  let [restsUntil, rests] = [0, 0]
  const { failures, failuresWithin_ms, rest_ms, longestRest_ms } = pairingLimits
  return {
    restsUntil: () => (now() < restsUntil ? restsUntil : undefined),
    count() {
      tries = [...tries.filter(at => now() - at < failuresWithin_ms), now()]
      if (tries.length < failures) return
      if (now() - restsUntil > longestRest_ms) rests = 0
      restsUntil = now() + Math.min(longestRest_ms, rest_ms * 2 ** rests++)
      tries = []
    },
    /** Somebody read a code and typed it, so its owner is there. */
    forgive() {
      tries = []
      restsUntil = 0
      rests = 0
    },
  }
}
