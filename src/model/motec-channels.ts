// The names and units that MoTeC files have for the catalogue's columns: one table, read both ways.
import type { Unit } from '../units/quantity.ts'
import { wheels } from '../units/wheel.ts'
import { type ChannelColumn, type ColumnName, channelColumns, columnByName } from './channels.ts'

/** How the numbers of a MoTeC channel become those of a column: times `factor`, plus `offset`. */
export type MotecMeaning = {
  readonly column: ChannelColumn
  readonly factor: number
  readonly offset: number
}

type Row = {
  /** The first is what exports write; the others are read as well. */
  readonly names: readonly string[]
  /** The unit of the first name, and of any name whose unit is not said. */
  readonly unit: string
  /** The sense of the numbers, after their unit: `inverted` is 1 − value, `negative` turns the other way. */
  readonly sense?: 'inverted' | 'negative'
  /** Units that the game writes although the numbers are in another. */
  readonly mislabelled?: Readonly<Record<string, string>>
}

/**
 * First the names of ACC, where it has the channel, then those of i2 and ACTI. Signs and units of ACC's names are proven
 * by its files: there G is in g although it says m/s², the wheel is positive to the left, and the clutch is 100 when
 * pressed. `LF` stands for all four wheels of a row.
 */
const rows: { readonly [Name in ColumnName]?: Row } = {
  throttle: { names: ['THROTTLE', 'Throttle Pos'], unit: '%' },
  brake: { names: ['BRAKE', 'Brake Pos'], unit: '%' },
  clutch: { names: ['CLUTCH'], unit: '%', sense: 'inverted' },
  steer: { names: ['STEERANGLE', 'Steering Angle', 'Steered Angle'], unit: 'deg', sense: 'negative' },
  gear: { names: ['GEAR', 'Gear'], unit: 'no' },
  rpm: { names: ['RPMS', 'Engine RPM'], unit: '1/min' },
  speed_kmh: { names: ['SPEED', 'Ground Speed'], unit: 'm/s' },
  accel_lat_g: { names: ['G_LAT', 'CG Accel Lateral'], unit: 'G', mislabelled: { G_LAT: 'm/s2' } },
  accel_long_g: { names: ['G_LON', 'CG Accel Longitudinal'], unit: 'G', mislabelled: { G_LON: 'm/s2' } },
  accel_vert_g: { names: ['CG Accel Vertical'], unit: 'G' },
  angular_velocity_rads_y: { names: ['ROTY', 'Chassis Yaw Rate'], unit: 'rad/s' },
  tc_intervention: { names: ['TC', 'TC Active'], unit: 'ratio' },
  abs_intervention: { names: ['ABS', 'ABS Active'], unit: 'ratio' },
  tc_level: { names: ['TC Level'], unit: 'no' },
  abs_level: { names: ['ABS Level'], unit: 'no' },
  suspension_travel_m_fl: { names: ['SUS_TRAVEL_LF', 'Suspension Travel FL'], unit: 'mm' },
  brake_temp_c_fl: { names: ['BRAKE_TEMP_LF', 'Brake Temp FL'], unit: 'C' },
  tyre_pressure_psi_fl: { names: ['TYRE_PRESS_LF', 'Tire Pressure FL'], unit: 'psi' },
  tyre_core_temp_c_fl: { names: ['Tire Temp Core FL'], unit: 'C' },
  wheel_speed_rads_fl: { names: ['Wheel Angular Speed FL'], unit: 'rad/s' },
  fuel_l: { names: ['Fuel Level'], unit: 'l' },
}

/** Written units, in small letters, as so many of a unit of the catalogue. */
const conversions: { readonly [U in Unit]?: Readonly<Record<string, number>> } = {
  ratio: { ratio: 1, '%': 0.01 },
  'km/h': { 'km/h': 1, kph: 1, kmh: 1, 'm/s': 3.6, mph: 1.609344 },
  'm/s': { 'm/s': 1, 'km/h': 1 / 3.6 },
  m: { m: 1, mm: 0.001, cm: 0.01 },
  mm: { mm: 1, m: 1000 },
  g: { g: 1, 'm/s2': 1 / 9.80665, 'm/s/s': 1 / 9.80665, 'm/s^2': 1 / 9.80665 },
  rad: { rad: 1, deg: Math.PI / 180 },
  'rad/s': { 'rad/s': 1, 'deg/s': Math.PI / 180 },
  deg: { deg: 1, rad: 180 / Math.PI },
  rpm: { rpm: 1, '1/min': 1 },
  psi: { psi: 1, kpa: 0.1450377377, bar: 14.50377377 },
  bar: { bar: 1, kpa: 0.01, psi: 1 / 14.50377377 },
  N: { n: 1, kn: 1000, kgf: 9.80665 },
  '°C': { c: 1, '°c': 1, 'deg c': 1, degc: 1 },
  l: { l: 1, ltr: 1, litre: 1 },
  s: { s: 1, ms: 0.001 },
  ms: { ms: 1, s: 1000 },
  laps: { laps: 1 },
  index: { no: 1, index: 1 },
  count: { no: 1, count: 1 },
  flag: { flag: 1 },
}

/** What a unit of the catalogue is called in a file. */
const written: Readonly<Record<Unit, string>> = {
  ratio: 'ratio',
  count: 'no',
  index: 'no',
  flag: 'flag',
  'km/h': 'km/h',
  'm/s': 'm/s',
  m: 'm',
  mm: 'mm',
  g: 'G',
  rad: 'rad',
  'rad/s': 'rad/s',
  deg: 'deg',
  rpm: 'rpm',
  psi: 'psi',
  bar: 'bar',
  N: 'N',
  '°C': 'C',
  l: 'l',
  laps: 'laps',
  s: 's',
  ms: 'ms',
}

/** Texts that files write where a channel has no unit, or nobody filled one in. */
const noUnit = new Set(['', '..', '-'])
const corners = { fl: ['LF', 'FL'], fr: ['RF', 'FR'], rl: ['LR', 'RL'], rr: ['RR', 'RR'] } as const

type Entry = { readonly column: ChannelColumn; readonly row: Row }

/** Every column with its row; a channel that no other program writes goes by its label and its own unit. */
const entries: readonly Entry[] = channelColumns.map(column => ({ column, row: rowOf(column) }))

const byName: ReadonlyMap<string, Entry> = new Map(
  entries.flatMap(entry => entry.row.names.map(name => [name, entry] as const)),
)

function rowOf(column: ChannelColumn): Row {
  const own = rows[column.name]
  if (own !== undefined) return own
  const wheel = wheels.find(name => column.name === `${column.id}_${name}`)
  const front = columnByName.get(`${column.id}_fl`)
  const pattern = front === undefined ? undefined : rows[front.name]
  if (wheel !== undefined && pattern !== undefined) {
    const [acc, i2] = corners[wheel]
    return { ...pattern, names: pattern.names.map(name => name.replace(/LF$/, acc).replace(/FL$/, i2)) }
  }
  const suffix = column.name.slice(column.id.length).replaceAll('_', ' ').toUpperCase()
  return { names: [`${column.channel.label}${suffix}`], unit: written[column.channel.unit] }
}

export type MotecReading =
  | ({ readonly kind: 'column' } & MotecMeaning)
  /** The name is known, and `reason` says why the numbers cannot be used. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'unknown' }

/** What a channel of a file is. `lock_deg` is the full steering lock of the car, where it is known. */
export function readMotecChannel(name: string, unit: string, lock_deg: number | undefined): MotecReading {
  const entry = byName.get(name)
  if (entry === undefined) return { kind: 'unknown' }
  const { column, row } = entry
  const said = noUnit.has(unit.trim()) || row.mislabelled?.[name] === unit.trim() ? row.unit : unit.trim()
  const scale = column.name === 'steer' ? steerScale(said, lock_deg) : scaleOf(said, column.channel.unit)
  if (scale === undefined) {
    const reason = column.name === 'steer' && lock_deg === undefined ? 'the car is not known' : `unit ${said}`
    return { kind: 'unusable', reason }
  }
  return { kind: 'column', column, ...sensed(scale, row.sense) }
}

const scaleOf = (from: string, to: Unit): number | undefined => conversions[to]?.[from.toLowerCase()]

/** Degrees at the wheel to shares of half the lock. */
function steerScale(said: string, lock_deg: number | undefined): number | undefined {
  const degrees = scaleOf(said, 'deg')
  return lock_deg === undefined || degrees === undefined ? undefined : degrees / (lock_deg / 2)
}

function sensed(scale: number, sense: Row['sense']): Pick<MotecMeaning, 'factor' | 'offset'> {
  if (sense === 'inverted') return { factor: -scale, offset: 1 }
  return { factor: sense === 'negative' ? -scale : scale, offset: 0 }
}

/** What a column is called in a file, its unit there, and how a value of the file becomes one of the column. */
export type MotecName = MotecMeaning & { readonly name: string; readonly unit: string }

/**
 * The name under which a column is exported; undefined for the steering of a car whose lock is not known, because files
 * have the wheel in degrees.
 */
export function motecNameOf(column: ColumnName, lock_deg: number | undefined): MotecName | undefined {
  const entry = entries.find(({ column: { name } }) => name === column)
  const name = entry?.row.names[0]
  if (entry === undefined || name === undefined) return undefined
  const reading = readMotecChannel(name, entry.row.unit, lock_deg)
  if (reading.kind !== 'column') return undefined
  const { factor, offset } = reading
  return { column: entry.column, factor, offset, name, unit: entry.row.unit }
}

/** The table as Markdown: what a column is called, in what unit, and what else is read as it. */
export function describeMotecChannels(): string {
  const lines = entries.map(({ column, row: { names, unit, sense = '' } }) => {
    const [name = '', ...others] = names
    return `| \`${column.name}\` | ${name} | ${unit} | ${sense} | ${others.join(', ')} |`
  })
  return ['| column | name | unit | sense | also read as |', '|---|---|---|---|---|', ...lines].join('\n')
}
