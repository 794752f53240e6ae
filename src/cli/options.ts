// Options that several commands share, declared once.
import { InvalidArgumentError, Option } from 'commander'
import { type CircuitId, circuitIds } from '../rig/virtual/circuits.ts'
import { defaultDataFolder } from './data-folder.ts'

export const dataOption = (): Option =>
  new Option('--data <folder>', 'everything that a hub keeps: store, lake, spool').default(
    defaultDataFolder(),
    "the platform's data folder",
  )

/** Who one is at a broker that asks for certificates, such as AWS IoT Core. */
export const certificateOptions = (): readonly Option[] => [
  new Option('--broker-ca <file>', 'authorities to trust at the broker, as PEM').env('PITWALL_BROKER_CA'),
  new Option('--broker-cert <file>', 'certificate to show the broker, as PEM').env('PITWALL_BROKER_CERT'),
  new Option('--broker-key <file>', 'its key, as PEM').env('PITWALL_BROKER_KEY'),
  new Option('--broker-client <id>', "client id at the broker; AWS IoT wants the thing's name").env(
    'PITWALL_BROKER_CLIENT',
  ),
]

export const lapsOption = (): Option =>
  new Option('--laps <url>', 'laps lie in this table: dynamodb://table?region=…&endpoint=…').env(
    'PITWALL_LAPS',
  )

export const lakeOption = (): Option =>
  new Option('--lake <url>', 'the lake lies in this bucket: s3://bucket/prefix?region=…&endpoint=…').env(
    'PITWALL_LAKE',
  )

export const jsonOption = (): Option => new Option('--json', 'print JSON alone')

/** A whole number from `low` to `high`, both included. */
export const whole =
  (low: number, high: number) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= low && value <= high) return value
    throw new InvalidArgumentError(`expected a whole number from ${low} to ${high}, found "${text}".`)
  }

/** A number above 0; "max" is infinity. */
export function factor(text: string): number {
  const value = text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
  if (value > 0) return value
  throw new InvalidArgumentError(`expected a number above 0, or max, found "${text}".`)
}

export const trackOption = (): Option =>
  new Option('--track <name>', `track of the virtual rig: ${circuitIds.join(', ')}`)
    .default('monza')
    .argParser(circuitNamed)

/** The virtual rig's name of a track, however it is spelled: "Brands Hatch" is brands_hatch. */
function circuitNamed(text: string): CircuitId {
  const wanted = text.toLowerCase().replaceAll(/[\s-]+/g, '_')
  for (const id of circuitIds) if (id === wanted) return id
  throw new InvalidArgumentError(`expected ${circuitIds.join(', ')}, found "${text}".`)
}

export const seedOption = (): Option =>
  new Option('--seed <number>', 'the same seed drives the same laps')
    .default(1)
    .argParser(whole(0, 2 ** 31 - 1))
