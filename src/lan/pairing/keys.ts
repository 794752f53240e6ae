// What both ends make of the code: a proof that the rig knew it, and the seal of what the hub hands over.
import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto'
import { type CpaceContext, type CpaceSecret, cpaceHalf, cpaceKey, prefixed } from './cpace.ts'

/** Who pairs with whom, and over what. */
export type PairingContext = {
  readonly code: string
  readonly site: string
  readonly rig: string
  /** SHA-256 of the certificate that this end sees, or shows; undefined without TLS. */
  readonly fingerprint: string | undefined
  /** Random bytes of the rig, then of the hub. */
  readonly nonces: readonly [Uint8Array, Uint8Array]
}

export type PairingKeys = {
  /** What the rig says to show that it knew the code. */
  readonly proof: Buffer
  /** Of what the hub hands over. */
  readonly seal: Buffer
}

const [rigSays, hubSays] = [Buffer.from('rig'), Buffer.from('hub')]

export const pairingHalf = (of: PairingContext, random: Uint8Array): CpaceSecret =>
  cpaceHalf(cpaceContext(of), random)

/** The keys of one end; undefined for an element that is none. Who had another code, or another channel, has others. */
export function pairingKeys(
  own: CpaceSecret,
  theirs: Uint8Array,
  end: 'rig' | 'hub',
  of: PairingContext,
): PairingKeys | undefined {
  const [rig, hub] = end === 'rig' ? [own.element, theirs] : [theirs, own.element]
  const [first, second] = [
    { element: rig, words: rigSays },
    { element: hub, words: hubSays },
  ]
  const key = cpaceKey(own, theirs, cpaceContext(of).session, first, second)
  if (key === undefined) return undefined
  const derived = (what: string) => Buffer.from(hkdfSync('sha512', key, '', `pitwall pairing ${what}`, 32))
  return { proof: derived('proof'), seal: derived('seal') }
}

export const sameProof = (one: Uint8Array, other: Uint8Array): boolean =>
  one.byteLength === other.byteLength && timingSafeEqual(one, other)

/** Each key seals once, so the number that must not come twice may be 0. */
const once = Buffer.alloc(12)
const tagBytes = 16

export function sealed(text: string, key: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, once)
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Undefined for what another key sealed, or what was changed on its way. */
export function opened(bytes: Uint8Array, key: Uint8Array): string | undefined {
  if (bytes.byteLength < tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, once, { authTagLength: tagBytes })
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

const cpaceContext = ({ code, site, rig, fingerprint, nonces }: PairingContext): CpaceContext => ({
  password: Buffer.from(code),
  channel: Buffer.concat(
    ['pitwall pairing 1', site, rig, fingerprint ?? 'without TLS'].map(text => prefixed(Buffer.from(text))),
  ),
  session: Buffer.concat(nonces),
})
