// The messages on the wire between a rig and everything else. Each is declared once; its type follows.
import { z } from 'zod'
import type { SampledPage } from './channels.ts'
import { ModelFault } from './fault.ts'
import type { FrameMessage } from './frame.ts'
import { asLapId, asSessionId, rigId, siteId } from './identity.ts'
import type { liveColumns } from './sample.ts'

const site = z.string().transform(siteId)
const rig = z.string().transform(rigId)
const sessionId = z.string().transform(asSessionId)
const lapId = z.string().transform(asLapId)
const count = z.int().min(0)
const ms = z.int().min(0)
const instant = z.iso.datetime()

export const lapKinds = ['flying', 'out', 'in', 'out-in', 'formation', 'incomplete'] as const
export type LapKind = (typeof lapKinds)[number]

/** Where the data of a session comes from. A replay never enters a board unless it is told to. */
export const origins = ['live', 'virtual', 'replay', 'import'] as const
export type Origin = (typeof origins)[number]

/** How well a lap was captured. `rate_hz` is the effective rate of the physics page. */
const quality = z.object({ rate_hz: z.number().min(0), gaps: count, duplicates: count, torn: count })
export type Quality = Readonly<z.infer<typeof quality>>

const wheelwise = z.tuple([z.number(), z.number(), z.number(), z.number()])

/** What one source said about a lap, and when: why the record says what it says. */
const lapEvidence = z.object({
  /** `official`, `timer`, `clock`, `counter`, `wrap` of the game's own pages; `broadcast` of its broadcasting. */
  source: z.string().max(40),
  lap_time_ms: ms.optional(),
  /** Its lap time less the one of the record. */
  differs_ms: z.int().optional(),
  /** As told: their sum may be 1 ms less than the time. */
  sector_times_ms: z.array(ms).max(16).optional(),
  valid: z.boolean().optional(),
  kind: z.enum(lapKinds).optional(),
  /** When it was seen, counted from the line. */
  seen_ms: z.int().optional(),
})
export type LapEvidenceRow = Readonly<z.infer<typeof lapEvidence>>

const lapRecordShape = {
  lap_id: lapId,
  session_id: sessionId,
  site,
  rig,
  origin: z.enum(origins),
  driver: z.string().max(100),
  car: z.string().max(64),
  car_class: z.string().max(32),
  track: z.string().max(64),
  lap_number: count,
  kind: z.enum(lapKinds),
  /** null: the source does not say. */
  valid: z.boolean().nullable(),
  invalid_reason: z.string().max(200).optional(),
  lap_time_ms: ms.optional(),
  sector_times_ms: z.array(ms).max(16),
  started_at: instant,
  /** Which measurement the lap time is taken from. */
  time_source: z.string().max(40).optional(),
  sectors_source: z.string().max(40).optional(),
  valid_source: z.string().max(40).optional(),
  evidence: z.array(lapEvidence).max(8).optional(),
  samples: count,
  quality,
  fuel_used_l: z.number().optional(),
  fuel_l: z.number().optional(),
  tyre_compound: z.string().max(40).optional(),
  /** Of the whole lap; absent where the source does not say. */
  conditions: z.enum(['dry', 'wet']).optional(),
  /** Means over the lap, FL FR RL RR. */
  tyre_pressure_psi: wheelwise.optional(),
  tyre_core_temp_c: wheelwise.optional(),
  air_temp_c: z.number().optional(),
  road_temp_c: z.number().optional(),
  /** The share of the lap with another car less than a second ahead or behind; absent where that is not known. */
  traffic_share: z.number().min(0).max(1).optional(),
  /** Mean speeds of 24 equal stretches of the track, from where its positions begin. */
  speed_profile_kmh: z.array(z.int().min(0).max(1000)).max(64).optional(),
}
export const lapRecord = z.object(lapRecordShape)
/** One lap as it is stored, listed and ranked. What is not known is absent or null, never 0. */
export type LapRecord = Readonly<z.infer<typeof lapRecord>>

/** A lap that can no longer change; also `incomplete` ones, which only close their frames. */
export const lapMessage = z.object({
  v: z.literal(1),
  type: z.literal('lap'),
  /** The frames that hold the lap's samples: first_seq ≤ seq ≤ last_seq. */
  first_seq: count,
  last_seq: z.int().min(-1),
  ...lapRecordShape,
})
export type LapMessage = Readonly<z.infer<typeof lapMessage>>

export const sessionMessage = z.object({
  v: z.literal(1),
  type: z.literal('session'),
  session_id: sessionId,
  site,
  rig,
  origin: z.enum(origins),
  game: z.string().max(40),
  started_at: instant,
  ended_at: instant.optional(),
  driver: z.string().max(100),
  car: z.string().max(64),
  car_class: z.string().max(32),
  track: z.string().max(64),
  session_type: z.string().max(32),
  max_rpm: z.number().optional(),
  max_fuel_l: z.number().optional(),
  sectors: count.optional(),
  online: z.boolean().optional(),
})
export type SessionMessage = Readonly<z.infer<typeof sessionMessage>>

export const eventKinds = [
  'line',
  'sector',
  'lap-invalid',
  'pit-entry',
  'pit-exit',
  'flag',
  'penalty',
  'gap',
  'spin',
  'driver-swap',
  'pause',
  'resume',
] as const

/** Something that happened at one instant; `line` is the provisional lap time, for the live page. */
export const eventMessage = z.object({
  v: z.literal(1),
  type: z.literal('event'),
  id: z.string().max(200),
  kind: z.enum(eventKinds),
  session_id: sessionId,
  lap_id: lapId,
  site,
  rig,
  t_us: count,
  at: instant,
  value: z.union([z.number(), z.string().max(200)]).optional(),
  /** Of a `sector` event: which one has ended, from 1; its value is the time in ms. */
  sector: z.int().min(1).optional(),
})
export type EventMessage = Readonly<z.infer<typeof eventMessage>>

/** Retained on its topic; the last will says `offline`. */
export const statusMessage = z.object({
  v: z.literal(1),
  type: z.literal('status'),
  site,
  rig,
  state: z.enum(['offline', 'waiting', 'driving', 'paused', 'replaying']),
  detail: z.string().max(300).optional(),
  at: instant.optional(),
  session_id: sessionId.optional(),
  /** Counters since the connector started. */
  counters: z.record(z.string().max(60), z.number()).optional(),
  /** Live values that it means to send in a second of its clock while it drives; absent where it drives as fast as it can. */
  live_per_s: z.number().min(0).optional(),
  /** How many times faster than it was driven it is told; absent for once. */
  speed: z.number().positive().optional(),
  /** When an earlier status left, as its own `at` says, and how long after that it was acknowledged. Bounds how far the
   * clocks of rig and hub are apart. */
  acknowledged: z.object({ at: instant, after_ms: z.number().min(0) }).optional(),
})
export type StatusMessage = Readonly<z.infer<typeof statusMessage>>

type LiveValues = { readonly [Name in (typeof liveColumns)[number]]?: number }
/** One flat object at the live rate: newest wins. `at_ms` is the wall clock of the sample. */
export type LiveMessage = LiveValues & {
  readonly v: 1
  readonly type: 'live'
  readonly site: string
  readonly rig: string
  readonly session_id: string
  readonly lap_id: string
  readonly seq: number
  readonly t_us: number
  readonly at_ms: number
}

const liveHeader = z.object({
  v: z.literal(1),
  type: z.literal('live'),
  site,
  rig,
  session_id: sessionId,
  lap_id: lapId,
  seq: count,
  t_us: count,
  at_ms: z.number(),
})
export const liveMessage = liveHeader.catchall(z.number())

/** More members than a live message can have in earnest: a bound for what a stranger may send. */
const mostLiveMembers = 400

/** The same check as of `liveMessage` at a small part of its cost, for messages that come sixty times a second. */
export function readLive(value: unknown): LiveMessage {
  readMessage(liveHeader, value, 'live')
  if (isLive(value)) return value
  throw new ModelFault('bad-message', 'live', `at most ${mostLiveMembers} members, all numbers`, 'another')
}

/** Beyond the header, which was checked. */
function isLive(value: unknown): value is LiveMessage {
  if (!isRecord(value)) return false
  let members = 0
  // Not by Object.entries: this loop takes a sixth of its time.
  for (const name in value) {
    members += 1
    const member: unknown = value[name]
    if (typeof member !== 'number' && !Object.hasOwn(liveHeader.shape, name)) return false
  }
  return members <= mostLiveMembers
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const packedPage = z.object({
  n: count,
  // Checked where they are unpacked: once, and without a copy.
  t_us: z.unknown(),
  packet: z.unknown(),
  c: z.custom<Readonly<Record<string, unknown>>>(
    value => typeof value === 'object' && value !== null && !Array.isArray(value),
    'expected columns by name',
  ),
})
const frameHeaderShape = { site, rig, session_id: sessionId, lap_id: lapId, lap_number: count, seq: count }
/** What a frame says of itself, without its columns. */
export const frameHeader = z.object(frameHeaderShape)
const frameMessage = z.object({
  v: z.literal(1),
  type: z.literal('frame'),
  ...frameHeaderShape,
  pages: z.object({ physics: z.unknown().optional(), graphics: z.unknown().optional() }),
})

/** Any JSON value of a message to its type; throws ModelFault `bad-message` that names the first wrong member. */
export function readMessage<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  where: string,
): z.infer<Shape> {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const member = issue === undefined ? '' : issue.path.join('.')
  throw new ModelFault(
    'bad-message',
    `${where} ${member}`.trim(),
    'the form of its stream',
    issue?.message ?? 'none',
  )
}

/** Reads the header of a frame; its columns are checked by `decodePage`. Throws ModelFault `bad-message`. */
export function readFrame(value: unknown): FrameMessage {
  const header = readMessage(frameMessage, value, 'frame')
  const pages: { [Page in SampledPage]?: z.infer<typeof packedPage> } = {}
  if (header.pages.physics !== undefined)
    pages.physics = readMessage(packedPage, header.pages.physics, 'frame physics')
  if (header.pages.graphics !== undefined)
    pages.graphics = readMessage(packedPage, header.pages.graphics, 'frame graphics')
  return { ...header, pages: pages as FrameMessage['pages'] }
}
