// An event: a span of time, perhaps at one site or on one track, whose laps have boards of their own.
import { z } from 'zod'

export const boardTeam = z.object({
  team: z.string().trim().min(1).max(60),
  drivers: z.array(z.string().trim().min(1).max(100)).min(1).max(20).readonly(),
})
export type BoardTeam = Readonly<z.infer<typeof boardTeam>>

export const boardEvent = z.object({
  /** Stands in the names of its boards. */
  event: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected 1 to 40 of a-z, 0-9 and "-"'),
  name: z.string().trim().min(1).max(80),
  /** Laps that began from here on … */
  from: z.iso.datetime(),
  /** … and before this instant. */
  to: z.iso.datetime(),
  site: z.string().max(40).exactOptional(),
  track: z.string().max(64).exactOptional(),
  /** Who drives for whom, by the names that the games tell: for boards of teams. */
  teams: z.array(boardTeam).min(1).max(60).readonly().exactOptional(),
})
export type BoardEvent = Readonly<z.infer<typeof boardEvent>>
