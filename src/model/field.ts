// All cars of a session as the game broadcasts them: where each is ten times a second, and who is in it now and then.
//
// Both messages are QoS 0: one that is lost is made good by the next. `field` is the newest state and says everything
// that moves; `entries` says who is who, is sent when that changes and again every few seconds. A car of `field` that
// `entries` does not name yet is shown by its number, and named a moment later.
import { z } from 'zod'
import { fieldEventKinds, mostCars, mostFieldEvents } from './field-bounds.ts'
import { asSessionId, rigId, siteId } from './identity.ts'
import { lapKinds } from './messages.ts'

const mostDrivers = 12

const count = z.int().min(0)
const ms = z.int().min(0)
const seconds = z.number().min(0)
const word = z.string().max(40)
const name = z.string().max(80)
/** The game's index of a car: its name on this wire. It may mean another car after a change of session. */
const carIndex = z.int().min(0).max(65_535)

const header = {
  v: z.literal(1),
  site: z.string().transform(siteId),
  rig: z.string().transform(rigId),
  /** The session of the rig in which the field was seen. */
  session_id: z.string().transform(asSessionId),
  /** The wall clock of the rig when it was put together. */
  at_ms: z.number(),
}

const fieldLap = z.object({
  /** Absent: no time yet. Of the lap under way: the time so far. */
  time_ms: ms.optional(),
  /**
   * Milliseconds per sector, those that are known. Of a `best` lap they are the best sectors of the session, which may
   * come from other laps. Empty for the lap under way.
   */
  splits_ms: z.array(ms).max(16),
  /** What its flags make of it: never `formation` or `incomplete`. */
  kind: z.enum(lapKinds),
  /** The game has struck the lap. */
  invalid: z.boolean(),
  /** The game lets the lap count as a best lap. */
  counts: z.boolean(),
  /** Who drove it: an index into the drivers of its entry. */
  driver: count,
})
export type FieldLap = Readonly<z.infer<typeof fieldLap>>

export const fieldLocations = ['none', 'track', 'pit-lane', 'pit-entry', 'pit-exit'] as const

const fieldCar = z.object({
  car: carIndex,
  /** Who drives now: an index into the drivers of its entry. */
  driver: count,
  /** −1 reverse, 0 neutral, 1 first. */
  gear: z.int(),
  speed_kmh: z.number(),
  /** 0 to 1 along the track, from the line. */
  spline: z.number(),
  location: z.enum(fieldLocations),
  /** Completed laps; may change up to seconds before or after the spline wraps. */
  laps: count,
  /** In the session; absent until the game gives one. */
  position: z.int().min(1).optional(),
  /** Among the cars of its cup. */
  cup_position: z.int().min(1).optional(),
  /** To the best lap of the session of this driver, as the game reckons it. */
  delta_ms: z.int().optional(),
  /** Metres in the world of the game; absent in builds that broadcast angles there. */
  x: z.number().optional(),
  z: z.number().optional(),
  yaw_rad: z.number().optional(),
  /** Behind the first and behind the car in front, measured at the same place of the track; absent when not known,
   * and for the first. Whole laps are in `laps`. */
  gap_ms: ms.optional(),
  interval_ms: ms.optional(),
  best: fieldLap.optional(),
  last: fieldLap.optional(),
  current: fieldLap.optional(),
})
export type FieldCar = Readonly<z.infer<typeof fieldCar>>

const fieldEvent = z.object({
  /** Counts from 1 in a session: events are repeated for some seconds, so that none is lost with a message. */
  n: z.int().min(1),
  kind: z.enum(fieldEventKinds),
  /** The session time of the game. */
  time_ms: z.int(),
  car: carIndex.optional(),
  /** The game's own words: a penalty, or the time of a lap. Accidents come about 5 s late and not for every car. */
  text: z.string().max(200).optional(),
})
export type FieldEvent = Readonly<z.infer<typeof fieldEvent>>

const fieldSession = z.object({
  /** `race`, `qualifying`, `practice`, `hotlap`, …; absent for one that no table knows. */
  type: word.optional(),
  /** `session`, `pre-session`, `formation-lap`, `session-over`, …; absent for one that no table knows. */
  phase: word.optional(),
  time_ms: z.number(),
  /** Absent in a session without an end. */
  left_ms: z.number().optional(),
  /** The car that the game shows. */
  focused_car: carIndex.optional(),
  time_of_day_s: seconds.optional(),
  air_temp_c: z.number().optional(),
  road_temp_c: z.number().optional(),
  /** 0 to 1. */
  clouds: z.number().optional(),
  rain: z.number().optional(),
  wetness: z.number().optional(),
  /** The best lap of the session and the car that drove it. */
  best: fieldLap.optional(),
  best_car: carIndex.optional(),
  /** A replay is shown: what cars do is the past. */
  replay: z.boolean(),
})
export type FieldSession = Readonly<z.infer<typeof fieldSession>>

export const fieldMessage = z.object({
  type: z.literal('field'),
  ...header,
  seq: count,
  /** The car of this rig's driver, when it is known which one that is. */
  player_car: carIndex.optional(),
  session: fieldSession,
  /** In the order of `position`, cars without one last. A car that has left is missing. */
  cars: z.array(fieldCar).max(mostCars),
  /** The latest, oldest first; repeated for some seconds. */
  events: z.array(fieldEvent).max(mostFieldEvents),
})
/** Newest wins, ten times a second. */
export type FieldMessage = Readonly<z.infer<typeof fieldMessage>>

const entryDriver = z.object({
  name,
  /** Three letters, as the game gives them. */
  short: z.string().max(16),
  category: word.optional(),
  nationality: word.optional(),
})

const entry = z.object({
  car: carIndex,
  number: z.int().optional(),
  team: name.optional(),
  /** As in `lap` messages: `porsche_992_gt3_r`, `GT3`; `unknown` for a model that no table has. */
  model: z.string().max(64),
  car_class: z.string().max(32),
  cup: word.optional(),
  nationality: word.optional(),
  /** Who drives is said by `field`. */
  drivers: z.array(entryDriver).max(mostDrivers),
})
export type FieldEntry = Readonly<z.infer<typeof entry>>

export const entriesMessage = z.object({
  type: z.literal('entries'),
  ...header,
  /** Absent until the game has said it. `track` is as in `lap` messages, `unknown` for one that no table has. */
  track: z.string().max(64).optional(),
  track_name: name.optional(),
  track_length_m: z.number().optional(),
  cars: z.array(entry).max(mostCars),
})
/** Who is in the session: sent when it changes, and again every few seconds. */
export type EntriesMessage = Readonly<z.infer<typeof entriesMessage>>
