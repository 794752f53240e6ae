// What somebody with a phone tells the screens that show a board: the whole state each time, so that any may be lost.
import { z } from 'zod'

const boardPath = z.string().min(1).max(300)

export const boardScreen = z.strictObject({
  board: boardPath,
  /** The page that stands, from 0; without it pages turn. */
  page: z.int().min(0).max(999).exactOptional(),
  /** How long each page stands; as the screen's own address says if left out. */
  dwell_s: z.int().min(3).max(600).exactOptional(),
  /** Whether a new best stands over everything for some seconds. */
  banner: z.boolean(),
  /** Another board to go over to. Said once: a screen that comes later does not go there. */
  show: boardPath.exactOptional(),
})
export type BoardScreen = Readonly<z.infer<typeof boardScreen>>
