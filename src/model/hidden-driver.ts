// A driver who does not want to be on a board by name: the laps count, the name is another.
import { z } from 'zod'

export const hiddenDriver = z.object({
  /** As the games tell it; no public page does. */
  driver: z.string().trim().min(1).max(100),
  /** What stands on boards instead; nothing of the name can be read out of it. */
  shown: z.string().min(1).max(40),
  at: z.iso.datetime(),
  by: z.string().exactOptional(),
})
export type HiddenDriver = Readonly<z.infer<typeof hiddenDriver>>
