// MoTeC files as logs: what .ld, .ldx and CSV hold, in one form.
import { type UnixMillis, unixMillis } from '../../units/quantity.ts'
import { WireFault } from '../../wire/fault.ts'
import { readMotecCsv } from '../../wire/motec/csv.ts'
import { ldValues, readLd } from '../../wire/motec/ld.ts'
import { type LdxFile, readLdx } from '../../wire/motec/ldx.ts'
import { readLogDate } from './file-name.ts'
import { type ImportSource, stemOf } from './imported.ts'
import type { Beacon } from './lines.ts'
import { type LoggedChannel, steadyClock } from './log.ts'
import { type ImportNotice, namesOf } from './notice.ts'

export type LogFile = {
  readonly format: 'motec-ld' | 'motec-ldx' | 'motec-csv'
  readonly channels: readonly LoggedChannel[]
  readonly duration_s: number
  readonly beacons: readonly Beacon[]
  /** Whether the game wrote it: then it begins in the garage and ends at the line. */
  readonly byAcc: boolean
  readonly startedAt?: UnixMillis
  readonly driver?: string | undefined
  readonly vehicle?: string | undefined
  readonly venue?: string | undefined
  readonly session?: string | undefined
  readonly notices: readonly ImportNotice[]
}

/** A channel that is read at more than this would fill the lake with one channel. */
const highestRate = 1000

/** Throws WireFault for bytes that are no .ld file. */
export function readLdLog(source: ImportSource): LogFile {
  const { channels, skipped, startedAt, driver, vehicle, venue, session } = readLd(source.bytes, source.name)
  const clocks = new Map<string, Float64Array>()
  const clockOf = (rate_hz: number, count: number): Float64Array => {
    const known = clocks.get(`${rate_hz}/${count}`) ?? steadyClock(rate_hz, count)
    clocks.set(`${rate_hz}/${count}`, known)
    return known
  }
  const usable = channels.filter(({ rate_hz, count }) => rate_hz <= highestRate && count > 0)
  const fast = channels.filter(({ rate_hz }) => rate_hz > highestRate)
  const left = [...skipped, ...fast.map(({ name, rate_hz }) => `${name}: ${rate_hz} Hz`)]
  const fastest = usable.reduce((most, { rate_hz }) => Math.max(most, rate_hz), 0)
  const names = new Set(usable.map(({ name }) => name))
  const { beacons, notices } = beaconsBeside(source)
  return {
    format: 'motec-ld',
    channels: usable.map(channel => ({
      name: channel.name,
      unit: channel.unit,
      time_s: clockOf(channel.rate_hz, channel.count),
      values: ldValues(channel),
    })),
    // The fastest clock knows best when the log ended: the others go on to their next sample.
    duration_s: usable
      .filter(({ rate_hz }) => rate_hz === fastest)
      .reduce((most, { rate_hz, count }) => Math.max(most, count / rate_hz), 0),
    beacons,
    byAcc: ['LAP_BEACON', 'ROTY', 'G_LAT', 'G_LON'].every(name => names.has(name)),
    ...(startedAt === undefined ? {} : { startedAt: unixMillis(startedAt) }),
    driver,
    vehicle,
    venue,
    session,
    notices: [
      ...(left.length > 0 ? [{ code: 'channels-left-out' as const, message: namesOf(left) }] : []),
      ...notices,
    ],
  }
}

/** The beacons of the .ldx of the same name; a broken one costs its beacons, not the log. */
function beaconsBeside(source: ImportSource): Pick<LogFile, 'beacons' | 'notices'> {
  const stem = stemOf(source.name)
  const beside = source.sidecars?.find(({ name }) => /\.ldx$/i.test(name) && stemOf(name) === stem)
  if (beside === undefined) return { beacons: [], notices: [] }
  try {
    return beaconsOf(readLdx(beside.bytes, beside.name))
  } catch (fault) {
    if (!(fault instanceof WireFault)) throw fault
    return { beacons: [], notices: [{ code: 'beacons-unreadable', message: fault.message }] }
  }
}

function beaconsOf({ beacons, missing }: LdxFile): Pick<LogFile, 'beacons' | 'notices'> {
  const told = beacons.map(({ time_us, index }, position) => {
    const before = beacons[position - 1]?.index
    const between = missing.filter(
      number => before !== undefined && index !== undefined && number > before && number < index,
    )
    return { at_s: time_us / 1e6, ...(between.length > 0 ? { missing: between } : {}) }
  })
  const message = `beacon ${missing.join(', ')} of the .ldx`
  return { beacons: told, notices: missing.length > 0 ? [{ code: 'beacon-missing', message }] : [] }
}

/** Beacons without their log: laps without samples. Throws WireFault for bytes that are no .ldx file. */
export function readLdxLog({ name, bytes }: ImportSource): LogFile {
  const { beacons, notices } = beaconsOf(readLdx(bytes, name))
  return {
    format: 'motec-ldx',
    channels: [],
    duration_s: beacons.at(-1)?.at_s ?? 0,
    beacons,
    byAcc: false,
    notices,
  }
}

/** Throws WireFault for bytes that are no MoTeC CSV. */
export function readCsvLog({ name, bytes }: ImportSource): LogFile {
  const { details, beacons_s, rate_hz, time_s, channels, skippedRows } = readMotecCsv(bytes, name)
  const first = time_s[0] ?? 0
  const clock = time_s.map(time => time - first)
  const startedAt = readLogDate(details.get('Log Date'), details.get('Log Time'))
  const text = (key: string) => details.get(key) || undefined
  const message = `${skippedRows} rows lack cells or a time that grows`
  return {
    format: 'motec-csv',
    channels: channels.map(channel => ({ ...channel, time_s: clock })),
    duration_s: (clock.at(-1) ?? 0) + (rate_hz > 0 ? 1 / rate_hz : 0),
    beacons: beacons_s.map(at_s => ({ at_s: at_s - first })),
    byAcc: false,
    ...(startedAt === undefined ? {} : { startedAt }),
    driver: text('Driver'),
    vehicle: text('Vehicle'),
    venue: text('Venue'),
    session: text('Session'),
    notices: skippedRows > 0 ? [{ code: 'rows-skipped', message }] : [],
  }
}
