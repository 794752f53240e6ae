// A ruling: what a steward says of a lap, against or beside the game. A fact of its own, that no replay takes back.
import { z } from 'zod'
import { asLapId, longName } from './identity.ts'
import { lapRecord } from './messages.ts'

/** `withdrawn`: the lap stands as the game said. */
export const verdicts = ['valid', 'invalid', 'withdrawn'] as const
export type Verdict = (typeof verdicts)[number]

export const ruling = z.object({
  ruling_id: z.string().regex(longName),
  lap_id: z.string().transform(asLapId),
  verdict: z.enum(verdicts),
  by: z.string().trim().min(1).max(100),
  why: z.string().trim().min(1).max(300),
  at: z.iso.datetime(),
})
/** Of several rulings on a lap the latest holds: by `at`, then by id. */
export type Ruling = Readonly<z.infer<typeof ruling>>

/** A ruling as a person writes it; without `at` it is of now. */
export const rulingDraft = ruling
  .pick({ verdict: true, by: true, why: true })
  .extend({ at: z.iso.datetime().exactOptional() })
export type RulingDraft = Readonly<z.infer<typeof rulingDraft>>

/** A lap as it is listed: `valid` and its reason are as ruled, where there is a ruling. */
export const ruledLap = lapRecord.extend({
  ruling: ruling
    .omit({ lap_id: true })
    .extend({
      /** What the source of the lap said. */
      recorded_valid: z.boolean().nullable(),
      recorded_reason: z.string().optional(),
    })
    .optional(),
})
export type RuledLap = Readonly<z.infer<typeof ruledLap>>
