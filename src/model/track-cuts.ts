// The cuts of a track as the hub keeps them and hands them out over HTTP.
import { z } from 'zod'
import { cutsProblem, longestName, mostCuts } from './cuts.ts'

const cut = z.object({ from_m: z.int().min(0), name: z.string().trim().max(longestName) })

export const trackCuts = z.object({
  track: z.string(),
  /** What the metres were counted on, from line to line. */
  length_m: z.int().min(100).max(60_000),
  segments: z.array(cut).min(1).max(mostCuts),
  /** Who cut it so, where the hub knows names, and when. */
  by: z.string().exactOptional(),
  at: z.iso.datetime(),
})
export type TrackCuts = Readonly<z.infer<typeof trackCuts>>

/** As a person cuts it: the track stands in the path. */
export const cutsDraft = trackCuts.pick({ length_m: true, segments: true }).check(({ value, issues }) => {
  const message = cutsProblem(value.segments, value.length_m)
  if (message !== undefined) issues.push({ code: 'custom', path: ['segments'], message, input: value })
})

/** null: nobody cut the track, it is cut in the middle of its straights. */
export const cutsAnswer = z.object({ cuts: trackCuts.nullable() })
