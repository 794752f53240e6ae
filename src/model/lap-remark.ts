// What somebody wrote beside a lap. It changes neither the lap nor where it stands: that is what rulings are for.
import { z } from 'zod'
import { asLapId } from './identity.ts'

const tag = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}.-]{0,23}$/u, 'expected a word of at most 24 letters')

export const lapRemark = z.object({
  lap_id: z.string().transform(asLapId),
  note: z.string().trim().max(300),
  tags: z.array(tag).max(8).readonly(),
  /** Left out of lists; a steward can show it again. */
  hidden: z.boolean(),
  by: z.string().exactOptional(),
  at: z.iso.datetime(),
})
export type LapRemark = Readonly<z.infer<typeof lapRemark>>

/** As a person writes it: what is left out is as it was. */
export const remarkDraft = lapRemark.pick({ note: true, tags: true, hidden: true }).partial()
export type RemarkDraft = Readonly<z.infer<typeof remarkDraft>>

/** Nothing is said any more. */
export const isBlank = ({ note, tags, hidden }: LapRemark): boolean =>
  note === '' && tags.length === 0 && !hidden
