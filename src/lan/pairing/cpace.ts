// CPace: two ends that share a few digits agree on a key that nobody else can know, and a wrong guess finds out nothing
// but that it is wrong. [draft-irtf-cfrg-cpace-15, CPACE-RISTR255-SHA512, initiator and responder]
import { createHash } from 'node:crypto'
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js'

const { Point } = ristretto255
type Element = InstanceType<typeof Point>

/** What both ends must have in common beside the digits. */
export type CpaceContext = {
  /** The digits. */
  readonly password: Uint8Array
  /** Who talks to whom over what. */
  readonly channel: Uint8Array
  /** Made for this run alone. */
  readonly session: Uint8Array
}

/** What an end sends, with the words that it says beside it. */
export type Share = { readonly element: Uint8Array; readonly words: Uint8Array }

/** What an end keeps for itself until the other one has answered. */
export type CpaceSecret = { readonly scalar: bigint; readonly element: Uint8Array }

const domain = Buffer.from('CPaceRistretto255')
/** Bytes that SHA-512 takes at a time. */
const block = 128
export const elementBytes = 32

/** The own half; `random` is 32 bytes from a good source. */
export function cpaceHalf(context: CpaceContext, random: Uint8Array): CpaceSecret {
  const scalar = scalarOf(random)
  return { scalar, element: generatorOf(context).multiply(scalar).toBytes() }
}

/**
 * The key of both ends, 64 bytes: undefined when the other's element is none, or the neutral one, which would lead to a
 * key that everybody knows. `initiator` and `responder` are in that order at both ends.
 */
export function cpaceKey(
  own: CpaceSecret,
  theirs: Uint8Array,
  session: Uint8Array,
  initiator: Share,
  responder: Share,
): Buffer | undefined {
  const element = elementOf(theirs)
  if (element === undefined) return undefined
  const common = element.multiply(own.scalar).toBytes()
  const said = [initiator, responder].flatMap(({ element, words }) => [prefixed(element), prefixed(words)])
  return sha512(
    prefixed(Buffer.concat([domain, Buffer.from('_ISK')])),
    prefixed(session),
    prefixed(common),
    ...said,
  )
}

function elementOf(bytes: Uint8Array): Element | undefined {
  try {
    const element = Point.fromBytes(bytes)
    return element.equals(Point.ZERO) ? undefined : element
  } catch {
    return undefined
  }
}

/** [7.1 and 7.2: generator_string, and the map of RFC 9496] */
export function generatorOf({ password, channel, session }: CpaceContext): Element {
  const head = [prefixed(domain), prefixed(password)]
  const used = head.reduce((sum, { length }) => sum + length, 0)
  const padding = Buffer.alloc(Math.max(0, block - 1 - used))
  const hash = sha512(...head, prefixed(padding), prefixed(channel), prefixed(session))
  const map = ristretto255_hasher.deriveToCurve
  if (map === undefined) throw new Error('this build of the curve has no map')
  return map(hash)
}

/** Little-endian below the order of the group; 252 bits, and never 0 [7.2: sample_scalar]. */
function scalarOf(random: Uint8Array): bigint {
  const masked = Buffer.from(random.subarray(0, elementBytes))
  masked.writeUInt8(masked.readUInt8(31) & 0x0f, 31)
  return (BigInt(`0x${masked.reverse().toString('hex')}`) % (Point.Fn.ORDER - 1n)) + 1n
}

/** Its length before it, as LEB128 [6.1: prepend_len]. */
export function prefixed(bytes: Uint8Array): Buffer {
  const length: number[] = []
  let rest = bytes.length
  do {
    length.push((rest & 127) | (rest > 127 ? 128 : 0))
    rest >>= 7
  } while (rest > 0)
  return Buffer.concat([Buffer.from(length), bytes])
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
