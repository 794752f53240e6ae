// The tables of the lake as values: the Parquet schema, the SQL views and the pages about them are derived from here.
import { crc32 } from 'node:zlib'
import { type ChannelColumn, type ColumnName, channelColumns } from '../model/channels.ts'
import type { LapRecord, SessionMessage } from '../model/messages.ts'
import type { CornerPass } from '../race/corners.ts'
import type { Unit } from '../units/quantity.ts'
import { wheels } from '../units/wheel.ts'
import type { ColumnType } from './parquet/column.ts'

export type LakeColumn = {
  readonly name: string
  readonly type: ColumnType
  readonly unit?: Unit
  /** Every row has a value. */
  readonly required?: boolean
  readonly note: string
  /** Where a record of the table has the value. */
  readonly path: readonly (string | number)[]
}

export type LakeTable = {
  readonly name: string
  readonly note: string
  readonly columns: readonly LakeColumn[]
  /** Its files lie in folders by site and day, and have these two as columns. */
  readonly partitioned?: boolean
}

type Scalar = Omit<LakeColumn, 'name' | 'path'>
type Spec = Scalar | { readonly wheels: Scalar } | { readonly group: Readonly<Record<string, Scalar>> }
type Described<Entry> = { readonly [Key in keyof Required<Entry>]: Spec }

const text = (note: string): Scalar => ({ type: 'text', note })
const int = (note: string, unit?: Unit): Scalar => ({ type: 'int', note, ...(unit && { unit }) })
const double = (note: string, unit: Unit): Scalar => ({ type: 'double', note, unit })
const instant = (note: string): Scalar => ({ type: 'instant', note })
const always = (scalar: Scalar): Scalar => ({ ...scalar, required: true })

function columnsOf(specs: Readonly<Record<string, Spec>>): readonly LakeColumn[] {
  return Object.entries(specs).flatMap<LakeColumn>(([name, spec]) => {
    if ('wheels' in spec) {
      return wheels.map((wheel, index) => ({
        ...spec.wheels,
        name: `${name}_${wheel}`,
        note: `${spec.wheels.note}, ${wheel.toUpperCase()}`,
        path: [name, index],
      }))
    }
    if ('group' in spec) {
      return Object.entries(spec.group).map(([member, scalar]) => ({
        ...scalar,
        name: `${name}_${member}`,
        path: [name, member],
      }))
    }
    return [{ ...spec, name, path: [name] }]
  })
}

const written_by = text('the pitwall that wrote the row')

/** What every row of `samples` carries before its channels. */
const sampleKeys: readonly LakeColumn[] = columnsOf({
  session_id: always(text('the session of the sample')),
  lap_id: text('the lap of the sample; NULL where it never became one'),
  lap_number: always(int('counts from 1 within the session and car', 'count')),
  t_us: always({ type: 'bigint', note: 'microseconds since the first sample of the session' }),
  packet: { type: 'bigint', note: "the game's own counter of its physics page" },
  graphics_t_us: {
    type: 'bigint',
    note: 'when the values of the graphics page that the row holds were read; on the clock of `t_us`',
  },
  written_by,
})

const lapSpecs = {
  lap_id: always(text('<session>-<car>-<lap>')),
  session_id: always(text('the session that it was driven in')),
  site: always(text('where the rig stands')),
  rig: always(text('which simulator')),
  origin: always(text('live, virtual, replay or import')),
  driver: always(text('as the game names the driver')),
  car: always(text("the game's id of the car")),
  car_class: always(text('GT3, GT4, …')),
  track: always(text("the game's id of the track")),
  lap_number: always(int('counts from 1 within the session and car', 'count')),
  kind: always(text('flying, out, in, out-in or formation')),
  valid: { type: 'flag', note: 'NULL where the source does not say' },
  invalid_reason: text('why it is not valid'),
  lap_time_ms: int('lap time', 'ms'),
  sector_times_ms: { type: 'ints', unit: 'ms', note: 'time of each sector, in order' },
  started_at: always(instant('when its first sample was taken')),
  time_source: text('which measurement the lap time is taken from'),
  sectors_source: text('which measurement the sector times are taken from'),
  valid_source: text('who says whether it is valid'),
  samples: always(int('physics samples that were captured', 'count')),
  quality: {
    group: {
      rate_hz: { type: 'double', note: 'effective rate of the physics page, in Hz' },
      gaps: int('steps of the game that were never read', 'count'),
      duplicates: int('reads that found the same page again', 'count'),
      torn: int('pages that changed while they were read', 'count'),
    },
  },
  fuel_used_l: double('fuel burnt', 'l'),
  fuel_l: double('fuel left at the end', 'l'),
  tyre_compound: text('as the game names it'),
  conditions: text('dry, or wet at any time of the lap; NULL where the source does not say'),
  tyre_pressure_psi: { wheels: double('mean tyre pressure', 'psi') },
  tyre_core_temp_c: { wheels: double('mean tyre core temperature', '°C') },
  air_temp_c: double('air temperature', '°C'),
  road_temp_c: double('track temperature', '°C'),
  traffic_share: double(
    'share of the lap with another car less than a second ahead or behind; NULL where that is not known',
    'ratio',
  ),
  speed_profile_kmh: {
    type: 'ints',
    unit: 'km/h',
    note: 'mean speeds of 24 equal stretches of the track',
  },
} as const satisfies Described<Omit<LapRecord, 'evidence'>>

const sessionSpecs = {
  v: int('version of the message'),
  type: text('kind of the message'),
  session_id: always(text('<site>-<rig>-<time of the first sample>')),
  site: always(text('where the rig stands')),
  rig: always(text('which simulator')),
  origin: always(text('live, virtual, replay or import')),
  game: always(text('which game')),
  started_at: always(instant('when its first sample was taken')),
  ended_at: instant('NULL while it runs, or where nobody saw its end'),
  driver: always(text('as the game names the driver')),
  car: always(text("the game's id of the car")),
  car_class: always(text('GT3, GT4, …')),
  track: always(text("the game's id of the track")),
  session_type: always(text('practice, qualifying, race, …')),
  max_rpm: double('engine speed limit', 'rpm'),
  max_fuel_l: double('size of the tank', 'l'),
  sectors: int('how many sectors the track has', 'count'),
  online: { type: 'flag', note: 'driven on a server' },
} as const satisfies Described<SessionMessage>

const { v: _v, type: _type, ...sessionColumns } = sessionSpecs

const cornerColumns = {
  lap_id: always(text('the lap')),
  session_id: always(text('the session of the lap')),
  corner: always(int("the corner's number", 'index')),
  name: text('its name, where it has one'),
  entry_speed_kmh: double('speed at its first point', 'km/h'),
  min_speed_kmh: double('lowest speed', 'km/h'),
  min_spline: double('where that was', 'ratio'),
  exit_speed_kmh: double('speed at its last point', 'km/h'),
  time_ms: int('from its first to its last point', 'ms'),
  brake_spline: double('where the brake was touched', 'ratio'),
  brake_speed_kmh: double('speed there', 'km/h'),
  throttle_spline: double('where the throttle was taken up again', 'ratio'),
} as const satisfies Described<CornerPass & { readonly lap_id: string; readonly session_id: string }>

/** The channels that laps are compared by; the grid of a lap has them. */
export const gridChannels = [
  'speed_kmh',
  'throttle',
  'brake',
  'steer',
  'gear',
  'rpm',
  'clutch',
  'accel_lat_g',
  'accel_long_g',
  'heading_rad',
  'tc_intervention',
  'abs_intervention',
  'fuel_l',
  'car_position_m_x',
  'car_position_m_z',
  ...wheels.flatMap(
    wheel => [`tyre_pressure_psi_${wheel}`, `tyre_core_temp_c_${wheel}`, `brake_temp_c_${wheel}`] as const,
  ),
] as const satisfies readonly ColumnName[]

const channelColumn = ({ name, channel }: ChannelColumn): LakeColumn => ({
  name,
  type: channel.bits === 0 ? 'int' : 'float',
  unit: channel.unit,
  note: channel.label,
  path: [name],
})
const isOnGrid: ReadonlySet<string> = new Set(gridChannels)

export const lakeTables = {
  samples: {
    name: 'samples',
    partitioned: true,
    note: 'One row per physics sample, ordered by time within a file; channels of the graphics page hold the last value that was known. A file per lap.',
    columns: [...sampleKeys, ...channelColumns.map(channelColumn)],
  },
  laps: {
    name: 'laps',
    note: 'One row per lap. A file per session.',
    columns: columnsOf({ ...lapSpecs, written_by }),
  },
  sessions: {
    name: 'sessions',
    note: 'One row per session. A file per session.',
    columns: columnsOf({ ...sessionColumns, written_by }),
  },
  corners: {
    name: 'corners',
    note: 'One row per corner that a lap drove through, on tracks whose corners are known. A file per session.',
    columns: columnsOf(cornerColumns),
  },
  grids: {
    name: 'grids',
    partitioned: true,
    note: '2 048 rows per lap, at equal steps along the track, so that laps lie upon each other. A file per lap.',
    columns: [
      ...columnsOf({
        session_id: always(text('the session of the lap')),
        lap_id: always(text('the lap')),
        point: always(int('place on the track: 0 to 2047, `point / 2047` is the spline', 'index')),
        t_us: { type: 'bigint', note: 'when the car was there first; on the clock of `samples.t_us`' },
      }),
      ...channelColumns.filter(({ name }) => isOnGrid.has(name)).map(channelColumn),
    ],
  },
} as const satisfies Readonly<Record<string, LakeTable>>

export type TableName = keyof typeof lakeTables
export const tableNames = Object.keys(lakeTables).filter((name): name is TableName => name in lakeTables)

/** Names the columns of a table: files of one schema are read as one, those of another beside them. */
export const schemaName = (table: LakeTable): string =>
  crc32(table.columns.map(({ name, type }) => `${name} ${type}`).join()).toString(16)
