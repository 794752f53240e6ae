// Writes MoTeC .ld files with the blocks, the constants and the order that ACC uses, so that what reads its files reads ours.
import { Writer } from '../cursor.ts'
import { WireFault } from '../fault.ts'
import { ldChannel, ldEvent, ldHeader, ldMark, ldPlaces, ldSizes, ldVehicle, ldVenue } from './ld-layout.ts'
import { plainMeaning, writeFloats } from './samples.ts'

/** What to write. Texts are cut to the room that the format has: 64 characters, names of channels 32, units 12. */
export type LdContent = {
  /** Milliseconds since 1970 of the clock on the wall, as if that were UTC. */
  readonly startedAt: number
  readonly driver?: string
  readonly vehicle?: string
  readonly vehicleType?: string
  readonly weightKg?: number
  readonly venue?: string
  readonly event?: string
  readonly session?: string
  readonly comment?: string
  readonly shortComment?: string
  readonly channels: readonly LdContentChannel[]
}

export type LdContentChannel = {
  readonly name: string
  readonly shortName?: string
  readonly unit: string
  /** A whole number from 1 to 65535; sample `i` was taken `i / rate_hz` seconds after the start. */
  readonly rate_hz: number
  readonly values: ArrayLike<number>
}

const accLogger = { serial: 8004, device: 'ADL', version: 420, proLogging: 819_620, beaconId: 99 } as const
const firstCounter = 12_001

/**
 * A whole file, every channel as floats of 32 bits at its own rate. Throws WireFault `bad-value` for a rate that is no
 * whole number or a value that is not finite: the format has no place for what was not measured.
 */
export function writeLd(content: LdContent): Uint8Array {
  const { channels } = content
  const dataAt = ldPlaces.channels + channels.length * ldSizes.channel
  const into = new Writer('.ld')
  writeHeader(into, content, dataAt)
  ldVehicle.write(into, {
    id: content.vehicle ?? '',
    weightKg: content.weightKg ?? 0,
    type: content.vehicleType ?? '',
    comment: '',
  })
  into.claim(ldPlaces.venue - into.at)
  ldVenue.write(into, { name: content.venue ?? '', vehicleAt: ldPlaces.vehicle })
  into.claim(ldPlaces.event - into.at)
  ldEvent.write(into, {
    name: content.event ?? content.venue ?? '',
    session: content.session ?? '',
    comment: content.comment ?? '',
    venueAt: ldPlaces.venue,
  })
  into.claim(ldPlaces.channels - into.at)
  writeChannels(into, channels, dataAt)
  for (const { name, values } of channels) into.put(writeFloats(values, `.ld ${name}`))
  return into.written()
}

function writeHeader(into: Writer, content: LdContent, dataAt: number): void {
  const [date, time] = wallClock(content.startedAt)
  ldHeader.write(into, {
    mark: ldMark,
    channelsAt: content.channels.length === 0 ? 0 : ldPlaces.channels,
    dataAt,
    eventAt: ldPlaces.event,
    fixed_64: 1,
    fixed_66: 16_960,
    fixed_68: 15,
    serial: accLogger.serial,
    device: accLogger.device,
    deviceVersion: accLogger.version,
    fixed_84: 44_464,
    channelCount: content.channels.length,
    date,
    time,
    driver: content.driver ?? '',
    vehicle: '',
    venue: content.venue ?? '',
    proLogging: accLogger.proLogging,
    shortComment: content.shortComment ?? '',
    beaconId: accLogger.beaconId,
  })
}

function writeChannels(into: Writer, channels: readonly LdContentChannel[], dataAt: number): void {
  let samplesAt = dataAt
  channels.forEach((channel, index) => {
    if (!Number.isInteger(channel.rate_hz) || channel.rate_hz < 1) {
      throw new WireFault('bad-value', `.ld ${channel.name}`, 'a whole rate from 1 Hz', `${channel.rate_hz}`)
    }
    const at = into.at
    ldChannel.write(into, {
      previousAt: index === 0 ? 0 : at - ldSizes.channel,
      nextAt: index === channels.length - 1 ? 0 : at + ldSizes.channel,
      dataAt: samplesAt,
      sampleCount: channel.values.length,
      counter: firstCounter + index,
      family: 7,
      width: 4,
      rateHz: channel.rate_hz,
      ...plainMeaning,
      name: channel.name,
      shortName: channel.shortName ?? '',
      unit: channel.unit,
    })
    samplesAt += channel.values.length * 4
  })
}

/** `02/12/2021` and `21:13:58`. */
function wallClock(instant: number): readonly [date: string, time: string] {
  const iso = new Date(instant).toISOString()
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)T/.exec(iso) ?? []
  return [`${day}/${month}/${year}`, iso.slice(11, 19)]
}
