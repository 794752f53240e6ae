// What the owner of a hub sees of rigs that ask to be let in, and of a phone that is.
import { z } from 'zod'

export const pairingStates = ['waiting', 'paired', 'refused', 'expired', 'spent'] as const
export type PairingState = (typeof pairingStates)[number]

export const listedRequest = z.object({
  id: z.string(),
  site: z.string(),
  rig: z.string(),
  version: z.string(),
  /** Where it came from. */
  address: z.string(),
  state: z.enum(pairingStates),
  /** Six digits, to be typed at the rig; while it waits. */
  code: z.string().exactOptional(),
  expires_in_s: z.number(),
  tries_left: z.number(),
  /** Whether a rig of that name is paired already: this one would take its place. */
  known: z.boolean(),
})
export type ListedRequest = Readonly<z.infer<typeof listedRequest>>

export const pairingList = z.object({
  requests: z.array(listedRequest).readonly(),
  /** Too many wrong codes came in, and nobody is paired before. */
  rests_until: z.iso.datetime().exactOptional(),
})
export type PairingList = z.infer<typeof pairingList>

/** Links that let one phone in, once; the address that it most likely reaches first. */
export const phoneInvitation = z.object({
  links: z
    .array(z.object({ address: z.string(), url: z.url() }))
    .min(1)
    .readonly(),
  expires_in_s: z.number(),
})
export type PhoneInvitation = z.infer<typeof phoneInvitation>
