// Reads MoTeC .ld files: those that ACC writes, and those of other loggers with other kinds of samples.

import type { Codec } from '../codec.ts'
import { Reader } from '../cursor.ts'
import { WireFault } from '../fault.ts'
import { ldChannel, ldEvent, ldHeader, ldMark, ldSizes, ldVehicle, ldVenue } from './ld-layout.ts'
import { readSamples, type SampleForm, type SampleMeaning, sampleForm, sampleWidth } from './samples.ts'

export type LdFile = {
  /** Milliseconds since 1970 of the clock on the wall where it was logged, as if that were UTC: a file names no zone. */
  readonly startedAt?: number
  readonly device?: string
  readonly driver?: string
  readonly vehicle?: string
  readonly vehicleType?: string
  readonly weightKg?: number
  readonly venue?: string
  readonly event?: string
  readonly session?: string
  readonly comment?: string
  readonly shortComment?: string
  readonly channels: readonly LdChannel[]
  /** Channels that were passed over, each with its reason. */
  readonly skipped: readonly string[]
}

export type LdChannel = {
  readonly name: string
  readonly shortName: string
  /** As written; ACC writes ".." for none. */
  readonly unit: string
  readonly rate_hz: number
  readonly count: number
  readonly form: SampleForm
  readonly meaning: SampleMeaning
  /** The samples as they lie in the file, not a copy. */
  readonly stored: Uint8Array
}

/** More channels than any logger has: a bound on the list. */
const mostChannels = 4096
const mostDecimals = 38

/** Whether the bytes begin as a .ld file does. */
export const isLd = (bytes: Uint8Array): boolean => bytes[0] === ldMark && bytes[1] === 0 && bytes[2] === 0

/**
 * Reads a file without copying its samples. A header alone is a file without channels (ACC leaves such stubs). Throws
 * WireFault `not-this-format`, `truncated` for places outside the file, `bad-layout` for a list of channels that runs in
 * a circle, `too-large` for more samples than the file has bytes. Takes time in proportion to the file.
 */
export function readLd(bytes: Uint8Array, where = '.ld'): LdFile {
  if (!isLd(bytes)) {
    const found = [...bytes.subarray(0, 4)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    throw new WireFault('not-this-format', where, 'the bytes 40 00 00 00', found || 'nothing')
  }
  const header = ldHeader.read(new Reader(padded(bytes), where))
  const stub = bytes.byteLength <= ldSizes.header || header.channelsAt === 0
  const event = stub ? undefined : blockAt(bytes, header.eventAt, ldEvent, `${where} event`)
  const venue = blockAt(bytes, event?.venueAt ?? 0, ldVenue, `${where} venue`)
  const vehicle = blockAt(bytes, venue?.vehicleAt ?? 0, ldVehicle, `${where} vehicle`)
  const startedAt = instantOf(header.date, header.time)
  return {
    ...(startedAt === undefined ? {} : { startedAt }),
    ...present({
      device: header.device,
      driver: header.driver,
      vehicle: header.vehicle || vehicle?.id,
      vehicleType: vehicle?.type,
      venue: header.venue || venue?.name,
      event: event?.name,
      session: event?.session,
      comment: event?.comment,
      shortComment: header.shortComment,
    }),
    ...(vehicle !== undefined && vehicle.weightKg > 0 ? { weightKg: vehicle.weightKg } : {}),
    ...(stub ? { channels: [], skipped: [] } : channelsFrom(bytes, header.channelsAt, where)),
  }
}

/** The values of a channel, in its unit. */
export const ldValues = (channel: LdChannel): Float64Array =>
  readSamples(channel.stored, channel.form, channel.meaning)

/** A stub may end within the header: what is not there is zero. */
function padded(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength >= ldSizes.header) return bytes
  const header = new Uint8Array(ldSizes.header)
  header.set(bytes)
  return header
}

function blockAt<T>(bytes: Uint8Array, at: number, block: Codec<T>, where: string): T | undefined {
  return at === 0 ? undefined : block.read(new Reader(bytes, where, at))
}

function present<T extends Readonly<Record<string, string | undefined>>>(
  texts: T,
): { readonly [Name in keyof T]?: string } {
  const read: { [Name in keyof T]?: string } = {}
  for (const name in texts) {
    const text = texts[name]
    if (text !== undefined && text !== '') read[name] = text
  }
  return read
}

/** `02/12/2021` and `21:13:58` (or `21:13`) as milliseconds since 1970; undefined for anything else. */
function instantOf(date: string, time: string): number | undefined {
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date)
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time)
  if (day === null || clock === null) return undefined
  const [, dayOfMonth, month, year] = day.map(Number)
  const [, hours, minutes, seconds] = clock.map(part => Number(part ?? 0))
  const instant = Date.UTC(year ?? 0, (month ?? 0) - 1, dayOfMonth, hours, minutes, seconds)
  return new Date(instant).getUTCDate() === dayOfMonth ? instant : undefined
}

function channelsFrom(bytes: Uint8Array, first: number, where: string): Pick<LdFile, 'channels' | 'skipped'> {
  const channels: LdChannel[] = []
  const skipped: string[] = []
  const seen = new Set<number>()
  let samples = 0
  for (let at = first; at !== 0; ) {
    if (seen.has(at)) {
      throw new WireFault('bad-layout', `${where} channels`, 'a list that ends', `${at} a second time`)
    }
    if (seen.size >= mostChannels) {
      throw new WireFault('too-large', `${where} channels`, `at most ${mostChannels}`, 'more')
    }
    seen.add(at)
    const meta = ldChannel.read(new Reader(bytes, `${where} channel ${seen.size}`, at))
    at = meta.nextAt
    const form = sampleForm(meta.family, meta.width)
    const reason = form === undefined ? `samples of kind ${meta.family}, ${meta.width} bytes` : oddity(meta)
    if (form === undefined || reason !== undefined) {
      skipped.push(`${meta.name || `channel ${seen.size}`}: ${reason}`)
      continue
    }
    const length = meta.sampleCount * sampleWidth[form]
    samples += length
    if (samples > bytes.byteLength) {
      const found = `${samples} bytes of samples`
      throw new WireFault('too-large', `${where} ${meta.name}`, `at most ${bytes.byteLength} bytes`, found)
    }
    const from = new Reader(bytes, `${where} ${meta.name} samples`, meta.dataAt).take(length)
    channels.push({
      name: meta.name,
      shortName: meta.shortName,
      unit: meta.unit,
      rate_hz: meta.rateHz,
      count: meta.sampleCount,
      form,
      meaning: {
        shift: meta.shift,
        multiplier: meta.multiplier,
        scale: meta.scale,
        decimals: meta.decimals,
      },
      stored: bytes.subarray(from, from + length),
    })
  }
  return { channels, skipped }
}

function oddity(meta: { readonly rateHz: number } & Omit<SampleMeaning, 'shift'>): string | undefined {
  if (meta.rateHz === 0) return 'a rate of 0 Hz'
  if (meta.scale === 0 || meta.multiplier === 0) return 'a scale or a multiplier of 0'
  return Math.abs(meta.decimals) > mostDecimals ? `${meta.decimals} decimals` : undefined
}
