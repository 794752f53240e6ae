// Laps for tests of the lake: frames with a few columns whose values say which row of which frame they are.
import { columnsOfPage } from '../../model/channels.ts'
import { encodeFrame, type FrameMessage } from '../../model/frame.ts'
import { asLapId, asSessionId, rigId, siteId } from '../../model/identity.ts'
import type { LapKind, LapMessage, SessionMessage } from '../../model/messages.ts'

const site = siteId('home')
const rig = rigId('rig1')
const origin = 'virtual'
const driver = { driver: 'Ada', car: 'porsche_992_gt3_r', car_class: 'GT3', track: 'monza' } as const
export const startedAt = '2026-11-24T10:00:00.000Z'

export const sessionOf = (name = 'home-rig1-20261124T100000000Z') => asSessionId(name)
export const lapOf = (lapNumber: number, session = sessionOf()) => asLapId(`${session}-7-${lapNumber}`)

const physics = columnsOfPage('physics').filter(({ name }) =>
  ['speed_kmh', 'gear', 'throttle'].includes(name),
)
const graphics = columnsOfPage('graphics').filter(({ name }) => ['spline', 'position'].includes(name))

/** Frame `seq` of a session: ten physics rows 10 ms apart and two graphics rows, at the first and the sixth. */
export function frameOf(seq: number, lapNumber: number, session = sessionOf()): FrameMessage {
  const rows = 10
  const t_us = Float64Array.from({ length: rows }, (_, row) => (seq * rows + row) * 10_000)
  const packet = Float64Array.from({ length: rows }, (_, row) => 5000 + seq * rows + row)
  const page = (
    count: number,
    columns: typeof physics,
    values: (Float32Array | Int32Array)[],
    every = 1,
  ) => ({
    count,
    t_us: t_us.filter((_, row) => row % every === 0),
    packet: packet.filter((_, row) => row % every === 0),
    columns,
    values,
    none: columns.map(() => undefined),
  })
  const valuesOf = (columns: typeof physics, count: number, every: number) =>
    columns.map(({ name }) =>
      Float32Array.from({ length: count }, (_, row) => valueAt(name, seq * rows + row * every)),
    )
  const header = {
    site,
    rig,
    session_id: session,
    lap_id: lapOf(lapNumber, session),
    lap_number: lapNumber,
    seq,
  }
  return encodeFrame(header, {
    physics: page(rows, physics, valuesOf(physics, rows, 1)),
    graphics: page(2, graphics, valuesOf(graphics, 2, 5), 5),
  })
}

/** What a channel reads at a row of the session, counted from 0. */
export function valueAt(name: string, row: number): number {
  if (name === 'gear') return (row % 7) + 1
  if (name === 'spline') return (row % 1024) / 1024
  if (name === 'position') return (Math.floor(row / 10) % 20) + 1
  if (name === 'throttle') return (row % 128) / 128
  return 100 + row / 64
}

export const bytesOf = (frame: FrameMessage): Uint8Array => Buffer.from(JSON.stringify(frame))

/** The message of a lap whose frames are `first … last`. */
export function lapMessageOf(
  lapNumber: number,
  first: number,
  last: number,
  kind: LapKind = 'flying',
  session = sessionOf(),
): LapMessage {
  return {
    v: 1,
    type: 'lap',
    first_seq: first,
    last_seq: last,
    lap_id: lapOf(lapNumber, session),
    session_id: session,
    site,
    rig,
    origin,
    ...driver,
    lap_number: lapNumber,
    kind,
    valid: kind === 'flying' ? true : null,
    lap_time_ms: 107_000 + lapNumber,
    sector_times_ms: [35_000, 36_000, 36_000 + lapNumber],
    started_at: startedAt,
    samples: (last - first + 1) * 10,
    quality: { rate_hz: 100, gaps: 0, duplicates: 0, torn: 0 },
    tyre_pressure_psi: [27, 27.5, 26.5, 26.25],
  }
}

export const sessionMessageOf = (session = sessionOf()): SessionMessage => ({
  v: 1,
  type: 'session',
  session_id: session,
  site,
  rig,
  origin,
  game: 'acc',
  started_at: startedAt,
  ...driver,
  session_type: 'practice',
})
