// Laps as MoTeC files: .ld with its .ldx, which i2 and other readers of the format open, and CSV as i2 exports it.
import { carOf } from '../../model/cars.ts'
import { type ColumnName, channelColumns, type SampledPage } from '../../model/channels.ts'
import type { LapRecord } from '../../model/messages.ts'
import { type MotecName, motecNameOf } from '../../model/motec-channels.ts'
import { trackOf } from '../../model/track.ts'
import { formatLapTime } from '../../units/lap-time.ts'
import { millis } from '../../units/quantity.ts'
import { motecCsvLines } from '../../wire/motec/csv.ts'
import { writeLd } from '../../wire/motec/ld-write.ts'
import { ldxText } from '../../wire/motec/ldx.ts'
import { type Series, sampledAt, steadyClock } from '../import/log.ts'

/** A lap with its samples: row `i` was measured at `t_us[i]`; NaN is not measured. */
export type ExportLap = {
  readonly record: LapRecord
  readonly t_us: ArrayLike<number>
  readonly columns: ReadonlyMap<ColumnName, ArrayLike<number>>
}

type Lap = ExportLap & {
  /** Where the lap begins in the file, and how long it is. */
  readonly from_s: number
  readonly length_s: number
}

/** The game's physics are never faster; what is shown once per frame needs no more than this. */
const mostRate: Readonly<Record<SampledPage, number>> = { physics: 1000, graphics: 50 }
/** Rows that a spreadsheet can bear. */
const csvRate = 100
const mostDecimals = 6

/**
 * One log of the given laps, one after the other, with a beacon at each line: channels that were measured, at the rate
 * of the first lap, in ACC's names where it has them. The format has no place for what was not measured: there the
 * nearest value stands. Throws WireFault `bad-value` for a value that no float of 32 bits can hold.
 */
export function motecLog(laps: readonly ExportLap[]): { readonly ld: Uint8Array; readonly ldx: string } {
  const placed = inARow(laps)
  const [first] = laps
  const { track = '', car = '', car_class = '', driver = '', session_id = '' } = first?.record ?? {}
  const clockOf = (page: SampledPage) => {
    const rate_hz = rateOf(laps, page)
    return { rate_hz, clock: steadyClock(rate_hz, countOf(placed, rate_hz)) }
  }
  const clocks = { physics: clockOf('physics'), graphics: clockOf('graphics') }
  const ld = writeLd({
    startedAt: Date.parse(first?.record.started_at ?? '1970-01-01T00:00:00Z'),
    driver,
    vehicle: car,
    vehicleType: car_class,
    venue: trackOf(track)?.name ?? track,
    event: track,
    comment: `${session_id}, lap ${laps.map(({ record }) => record.lap_number).join(', ')}`,
    shortComment: 'pitwall',
    channels: exported(laps).map(name => {
      const { rate_hz, clock } = clocks[name.column.page]
      const values = fileValues(placed, name, clock)
      const first = values.find(value => !Number.isNaN(value)) ?? 0
      return {
        name: name.name,
        unit: name.unit,
        rate_hz,
        values: values.map(value => (Number.isNaN(value) ? first : value)),
      }
    }),
  })
  return {
    ld,
    ldx: ldxText({ beacons_us: linesOf(placed).map(line => Math.round(line * 1e6)), details: summary(laps) }),
  }
}

/** The same as a table, line by line, at up to 100 rows a second; cells of what was not measured are empty. */
export function motecTable(laps: readonly ExportLap[]): Iterable<string> {
  const placed = inARow(laps)
  const rate_hz = Math.min(csvRate, rateOf(laps, 'physics'))
  const rows = countOf(placed, rate_hz)
  const clock = steadyClock(rate_hz, rows)
  const { track = '', car = '', driver = '', started_at = '' } = laps[0]?.record ?? {}
  const [, year = '', month = '', day = '', time = ''] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(started_at) ?? []
  return motecCsvLines({
    details: new Map([
      ['Venue', trackOf(track)?.name ?? track],
      ['Vehicle', car],
      ['Driver', driver],
      ['Device', 'pitwall'],
      ['Log Date', `${day}/${month}/${year}`],
      ['Log Time', time],
    ]),
    beacons_s: linesOf(placed),
    rate_hz,
    rows,
    channels: exported(laps).map(name => ({
      name: name.name,
      unit: name.unit,
      decimals: decimalsOf(name),
      values: fileValues(placed, name, clock),
    })),
  })
}

function inARow(laps: readonly ExportLap[]): readonly Lap[] {
  let from_s = 0
  return laps.map(lap => {
    const { t_us, record } = lap
    const span_s = ((t_us[t_us.length - 1] ?? 0) - (t_us[0] ?? 0)) / 1e6
    const length_s = record.lap_time_ms === undefined ? span_s : record.lap_time_ms / 1000
    const placed = { ...lap, from_s, length_s }
    from_s += length_s
    return placed
  })
}

const endOf = (laps: readonly Lap[]): number => laps.reduce((end, { length_s }) => end + length_s, 0)

const countOf = (laps: readonly Lap[], rate_hz: number): number =>
  Math.max(1, Math.ceil(endOf(laps) * rate_hz))

/** The line before the first lap, and after each of them. */
const linesOf = (laps: readonly Lap[]): readonly number[] => [
  ...laps.map(({ from_s }) => from_s),
  ...(laps.length > 0 ? [endOf(laps)] : []),
]

/** The effective rate of the first lap as a whole number: the format has no other. */
function rateOf(laps: readonly ExportLap[], page: SampledPage): number {
  const rate = Math.round(laps[0]?.record.quality.rate_hz ?? 0)
  return Math.min(mostRate[page], Math.max(1, rate))
}

/** The columns of which anything was measured, in the order of the catalogue, by their names in a file. */
function exported(laps: readonly ExportLap[]): readonly MotecName[] {
  const lock_deg = carOf(laps[0]?.record.car ?? '')?.lock_deg
  return channelColumns
    .filter(({ name }) => laps.some(({ columns }) => hasValues(columns.get(name))))
    .flatMap(({ name }) => motecNameOf(name, lock_deg) ?? [])
}

const hasValues = (values: ArrayLike<number> | undefined): boolean => {
  for (let row = 0; row < (values?.length ?? 0); row++) if (Number.isFinite(values?.[row])) return true
  return false
}

/** The values of a column on the clock of the file, in its unit there; NaN before the first that was measured. */
function fileValues(laps: readonly Lap[], name: MotecName, clock: Float64Array): Float64Array {
  const { kind, wraps = false } = name.column.channel
  const values = sampledAt(measured(laps, name.column.name), clock, kind === 'discrete' || wraps)
  // A zero of an inverted or mirrored channel has no sign.
  return values.map(value => (value - name.offset) / name.factor + 0)
}

/** What was measured of a column over all laps, in the time of the file. */
function measured(laps: readonly Lap[], name: ColumnName): Series {
  const time_s: number[] = []
  const values: number[] = []
  for (const { from_s, t_us, columns } of laps) {
    const column = columns.get(name)
    for (let row = 0; row < (column?.length ?? 0); row++) {
      const value = column?.[row] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      time_s.push(from_s + ((t_us[row] ?? 0) - (t_us[0] ?? 0)) / 1e6)
      values.push(value)
    }
  }
  return { time_s: Float64Array.from(time_s), values: Float64Array.from(values) }
}

/** As many digits as the resolution of the channel has in the unit of the file. */
function decimalsOf({ column, factor }: MotecName): number {
  const step = 2 ** -column.channel.bits / Math.abs(factor)
  return Math.min(mostDecimals, Math.max(0, Math.ceil(-Math.log10(step))))
}

/** What i2 shows of a log; laps count from the line before the first. */
function summary(laps: readonly ExportLap[]): ReadonlyMap<string, string> {
  const times = laps.map(({ record }) => record.lap_time_ms ?? Number.POSITIVE_INFINITY)
  const fastest = times.reduce((best, time, index) => (time < (times[best] ?? 0) ? index : best), 0)
  const time = times[fastest] ?? Number.POSITIVE_INFINITY
  return new Map([
    ['Total Laps', String(laps.length + 1)],
    ...(Number.isFinite(time)
      ? [
          ['Fastest Time', withMinutes(formatLapTime(millis(time)))] as const,
          ['Fastest Lap', String(fastest + 1)] as const,
        ]
      : []),
  ])
}

const withMinutes = (time: string): string => (time.includes(':') ? time : `0:${time.padStart(6, '0')}`)
