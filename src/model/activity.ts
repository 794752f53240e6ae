// What a hub remembers of its own last minutes: streams, pages, states and log, for the Rig page and for whoever helps.
import { z } from 'zod'
import { healthStates } from './health-state.ts'
import { streams } from './identity.ts'
import { logLevels } from './remembered.ts'

const percentiles = z.object({ p50_ms: z.number(), p95_ms: z.number(), p99_ms: z.number() })
export type Percentiles = Readonly<z.infer<typeof percentiles>>

export const streamActivity = z.object({
  site: z.string(),
  rig: z.string(),
  stream: z.enum(streams),
  /** Over the last ten seconds. */
  per_s: z.number(),
  /** What a rig that drives sends; absent where there is no such number. */
  expected_per_s: z.number().optional(),
  /** How many times faster than it was driven a rig tells it; absent for once. */
  speed: z.number().optional(),
  bytes_per_s: z.number(),
  total: z.int(),
  /** Since the last message. */
  silent_ms: z.number(),
  /** The longest pause between two messages of the remembered time; absent before the second. */
  longest_gap_ms: z.number().optional(),
  /** Messages in each of the last whole seconds, oldest first. */
  spark: z.array(z.int()),
})
export type StreamActivity = Readonly<z.infer<typeof streamActivity>>

/** How long the newest values were on their way, by the clocks of rig and hub. */
const way = z.object({
  site: z.string(),
  rig: z.string(),
  /** The fastest of the last values: below zero the rig's clock is ahead by more than that. Absent of a rig that tells
   * what was driven at another pace. */
  fastest_ms: z.number().optional(),
  /** Absent where the clocks cannot be compared. */
  lag: percentiles.optional(),
  /** How far the rig's clock is ahead of the hub's, measured by acknowledgements; below zero it is behind. Absent where
   * another broker stands between, and before the second status. */
  clock: z.object({ ahead_ms: z.number(), within_ms: z.number() }).optional(),
})
export type WayActivity = Readonly<z.infer<typeof way>>

const page = z.object({
  asked_hz: z.number(),
  rate_hz: z.number(),
  waiting_bytes: z.number(),
  sent: z.int(),
  dropped: z.int(),
  /** What the page says of itself once a second; absent where it does not. */
  view: z.string().optional(),
  round_trip_ms: z.number().optional(),
  fps: z.number().optional(),
  late_frames: z.int().optional(),
  rig: z.string().optional(),
  reference: z.string().optional(),
  corners_told: z.int().optional(),
  corners_held: z.int().optional(),
})
export type PageActivity = Readonly<z.infer<typeof page>>

/** A part that has become another state. */
const change = z.object({
  at_ms: z.number(),
  part: z.string(),
  state: z.enum(healthStates),
  detail: z.string(),
})
export type StateChange = Readonly<z.infer<typeof change>>

export const activity = z.object({
  now_ms: z.number(),
  since_ms: z.number(),
  streams: z.array(streamActivity),
  ways: z.array(way),
  pages: z.array(page),
  /** Of the last hour, oldest first; the first are what was at its start. */
  changes: z.array(change),
})
export type Activity = Readonly<z.infer<typeof activity>>

export const logLine = z.object({
  at_ms: z.number(),
  level: z.enum(logLevels),
  part: z.string().optional(),
  text: z.string(),
})
export type LogLine = Readonly<z.infer<typeof logLine>>
