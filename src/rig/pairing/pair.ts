// A rig asks a hub to be let in: somebody types the six digits that the hub shows, and the rig gets a credential of its
// own. What travels is worth nothing to who overhears it, and to who stands in between.
import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { opened, type PairingContext, pairingHalf, pairingKeys } from '../../lan/pairing/keys.ts'
import {
  nonceBytes,
  type PairingGrant,
  type PairingOffer,
  type PairingRefusal,
  pairingGrant,
  pairingNo,
  pairingOffer,
  pairingRefusals,
  pairingSealed,
  pairingShare,
  pairingWaiting,
} from '../../lan/pairing/words.ts'
import { codeIn } from '../../model/pairing-code.ts'
import { RigFault } from '../fault.ts'

/** What came back, and from whom. */
export type Reply = {
  readonly status: number
  readonly body: unknown
  /** SHA-256 of the certificate that was shown, in hexadecimal; undefined without TLS. */
  readonly fingerprint: string | undefined
}

/** One question to the hub, whoever it is. Throws when nobody answers. */
export type PairingLine = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Reply>

export type Pairing = {
  /** How the hub is called in what is said. */
  readonly hub: string
  readonly site: string
  readonly rig: string
  readonly version: string
  readonly line: PairingLine
  /** Asks a person for the digits; undefined when there is nobody to ask. `gone` aborts when they no longer count. */
  readonly askCode: (offer: PairingOffer, gone: AbortSignal) => Promise<string | undefined>
  readonly report: (text: string) => void
  /** How often it is looked whether the code still counts, in ms. */
  readonly look_ms?: number
}

/** Throws RigFault `not-paired` with a sentence for the person at the rig. */
export async function pair(of: Pairing): Promise<PairingGrant> {
  const { site, rig, version, report } = of
  const nonce = randomBytes(nonceBytes)
  const request = { v: 1, site, rig, version, nonce: nonce.toString('base64url') }
  const { fingerprint, value: offer } = await asked(of, pairingOffer, '', request)
  const known = (code: string): PairingContext => ({
    ...{ code, site, rig, fingerprint },
    nonces: [nonce, Buffer.from(offer.id, 'base64url')],
  })
  for (;;) {
    const typed = await typedCode(of, offer, fingerprint)
    const code = codeIn(typed)
    if (code === undefined) {
      report('The code is six digits, such as 482 913.')
      continue
    }
    const context = known(code)
    const half = pairingHalf(context, randomBytes(32))
    const share = { element: Buffer.from(half.element).toString('base64url') }
    const { value: theirs } = await asked(of, pairingShare, `/${offer.id}/share`, share, fingerprint)
    const keys = pairingKeys(half, Buffer.from(theirs.element, 'base64url'), 'rig', context)
    if (keys === undefined) throw between(of)
    const proof = { proof: keys.proof.toString('base64url') }
    const answer = await reply(of, `/${offer.id}/proof`, proof, fingerprint)
    const no = pairingNo.safeParse(answer.body).data
    if (no?.refusal === 'wrong') {
      const left = no.tries_left ?? 0
      report(`That was not the code; ${left === 1 ? 'one try is' : `${left} tries are`} left. ${ifRight}`)
      continue
    }
    const { sealed } = read(of, pairingSealed, answer)
    const text = opened(Buffer.from(sealed, 'base64url'), keys.seal)
    // Who cannot seal did not know the code, whatever he answered.
    const grant = text === undefined ? undefined : pairingGrant.safeParse(jsonOf(text)).data
    if (grant === undefined) throw between(of)
    return grant
  }
}

const ifRight =
  'If it was, somebody may stand between this machine and the hub: see that both are on your own network.'

/** Waits for a person, and for as long as the code counts. */
async function typedCode(of: Pairing, offer: PairingOffer, fingerprint: string | undefined): Promise<string> {
  const gone = new AbortController()
  const { promise: ended, reject } = Promise.withResolvers<never>()
  ended.catch(() => undefined)
  const look = async () => {
    try {
      read(of, pairingWaiting, await reply(of, `/${offer.id}`, undefined, fingerprint))
    } catch (fault) {
      reject(fault)
    }
  }
  const looking = setInterval(look, of.look_ms ?? 2000)
  try {
    const typed = await Promise.race([of.askCode(offer, gone.signal), ended])
    if (typed === undefined)
      throw fault(
        of,
        'somebody who types the code',
        'none; run this at a terminal, or give the code with --code',
      )
    return typed
  } finally {
    clearInterval(looking)
    gone.abort()
  }
}

async function asked<Shape extends z.ZodType>(
  of: Pairing,
  shape: Shape,
  path: string,
  body: object,
  expected?: string,
): Promise<{ readonly value: z.output<Shape>; readonly fingerprint: string | undefined }> {
  const answer = await reply(of, path, body, path === '' ? 'first' : expected)
  return { value: read(of, shape, answer), fingerprint: answer.fingerprint }
}

/** Every answer must come from whom the first one came from. */
async function reply(
  of: Pairing,
  path: string,
  body: object | undefined,
  expected: string | undefined,
): Promise<Reply> {
  let answer: Reply
  try {
    answer = await of.line(body === undefined ? 'GET' : 'POST', `/api/pairing${path}`, body)
  } catch (error) {
    throw fault(of, 'an answer', error instanceof Error ? error.message : String(error))
  }
  if (expected !== 'first' && answer.fingerprint !== expected) throw between(of)
  return answer
}

function read<Shape extends z.ZodType>(of: Pairing, shape: Shape, { status, body }: Reply): z.output<Shape> {
  const no = pairingNo.safeParse(body).data
  if (no !== undefined) throw refusedBy(of, no.refusal)
  const value = shape.safeParse(body)
  if (status === 200 && value.success) return value.data
  throw fault(of, 'a hub that pairs', `something else that answered with ${status}`)
}

const refusedBy = (of: Pairing, refusal: PairingRefusal): RigFault =>
  fault(of, 'to be let in', pairingRefusals[refusal])

const between = (of: Pairing): RigFault =>
  fault(
    of,
    'the hub that showed the code',
    'somebody else, who may stand between this machine and the hub; nothing was handed over',
  )

const fault = ({ hub }: Pairing, expected: string, found: string): RigFault =>
  new RigFault('not-paired', `Pairing with ${hub}`, expected, found)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
