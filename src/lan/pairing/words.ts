// What a rig and a hub say to one another while they pair, as JSON over HTTP; every answer may be a refusal instead.
import { z } from 'zod'

const place = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, '1 to 40 of a-z, 0-9, "-" and "_"')
const bytes = (count: number) =>
  z.base64url().length(Math.ceil((count * 4) / 3), `${count} bytes as base64url`)

/** Random bytes of either end in the name of a run. */
export const nonceBytes = 16

/** A rig asks to be let in. */
export const pairingRequest = z.strictObject({
  v: z.literal(1),
  site: place,
  rig: place,
  version: z.string().max(40),
  nonce: bytes(nonceBytes),
})
export type PairingRequest = z.infer<typeof pairingRequest>

/** The hub shows a code to its owner now. */
export const pairingOffer = z.object({
  id: bytes(nonceBytes),
  hub: z.string().max(200),
  expires_in_s: z.number().min(0).max(3600),
  /** Whether a rig of this name has been paired before. */
  known: z.boolean(),
})
export type PairingOffer = z.infer<typeof pairingOffer>

/** One half of a key, each way. */
export const pairingShare = z.object({ element: bytes(32) })
/** Only who knows the code can say this. */
export const pairingProof = z.object({ proof: bytes(32) })
/** What only that rig can open. */
export const pairingSealed = z.object({ sealed: z.base64url().max(16_384) })

/** What lies in it. */
export const pairingGrant = z.object({
  secret: z.string().min(1).max(200),
  /** Where the broker listens. */
  mqtt_port: z.int().min(1).max(65_535),
  /** The authority that vouches for the hub, as PEM; with `name` alone it is one that everybody trusts. */
  authority: z.string().max(8192).exactOptional(),
  /** What its certificate is made out to, where the authority vouches for others as well. Neither: it speaks no TLS. */
  name: z.string().min(1).max(253).exactOptional(),
})
export type PairingGrant = z.infer<typeof pairingGrant>

/** Why a hub says no, each with what a person is told. */
export const pairingRefusals = {
  full: 'as many rigs are waiting as may; try again in two minutes',
  resting: 'too many wrong codes came in, and the hub pairs nobody for a while; its owner sees for how long',
  gone: 'the code has expired; a new one is made with the next try',
  refused: 'the owner of the hub said no',
  spent: 'that was the third wrong code; a new one is made with the next try',
  wrong: 'that was not the code',
} as const
export type PairingRefusal = keyof typeof pairingRefusals
export const pairingRefusalNames = ['full', 'resting', 'gone', 'refused', 'spent', 'wrong'] as const

export const pairingNo = z.object({
  refusal: z.enum(pairingRefusalNames),
  tries_left: z.int().min(0).max(10).exactOptional(),
})
export type PairingNo = z.infer<typeof pairingNo>

/** The state of a request, for a rig that waits for somebody to type. */
export const pairingWaiting = z.object({ expires_in_s: z.number() })
