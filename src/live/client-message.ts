// What a page says, checked: text of a stranger becomes a ClientMessage or a reason.
import { z } from 'zod'
import { type ClientMessage, liveRates, type RigKey, receiptStates } from '../model/live-protocol.ts'

const rate = z.literal(liveRates)
const rigKey = z.custom<RigKey | '*'>(
  key => typeof key === 'string' && (key === '*' || /^[a-z0-9_-]{1,40}\/[a-z0-9_-]{1,40}$/.test(key)),
  'a rig is named "site/rig", and "*" stands for all others',
)
const watch = z.object({
  type: z.literal('watch'),
  rigs: z
    .partialRecord(rigKey, rate)
    .refine(rigs => Object.keys(rigs).length <= 200, 'at most 200 rigs can be named'),
  fields: z.array(rigKey).max(200, 'at most 200 rigs can be named').exactOptional(),
})
const page = z.object({
  view: z.string().max(20).exactOptional(),
  round_trip_ms: z.number().min(0).exactOptional(),
  fps: z.number().min(0).exactOptional(),
  late_frames: z.int().min(0).exactOptional(),
  rig: z.string().max(81).exactOptional(),
  reference: z.string().max(20).exactOptional(),
  corners_told: z.int().min(0).exactOptional(),
  corners_held: z.int().min(0).exactOptional(),
})
const ping = z.object({ type: z.literal('ping'), client_ms: z.number(), page: page.exactOptional() })
const listen = z.object({
  type: z.literal('listen'),
  rigs: z
    .array(z.custom<RigKey>(key => key !== '*' && rigKey.safeParse(key).success, 'a rig is named "site/rig"'))
    .max(20, 'at most 20 rigs can be listened for'),
})
const receipt = z.object({
  type: z.literal('receipt'),
  id: z.string().max(64),
  state: z.literal(receiptStates),
})
const clientMessage: z.ZodType<ClientMessage> = z.discriminatedUnion('type', [watch, ping, listen, receipt])

export type Heard =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly reason: string }

/** Reads one text message of a page; never throws. */
export function hear(text: string): Heard {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'expected one JSON object, found text that is not JSON' }
  }
  const read = clientMessage.safeParse(value)
  if (read.success) return { ok: true, message: read.data }
  const issue = read.error.issues[0]
  return { ok: false, reason: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() }
}
