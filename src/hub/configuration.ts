// What a hub can be told, from the flags, the environment and `pitwall.json` in the data folder, in that order.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readAddress } from '../model/engine-address.ts'
import { HubFault } from './fault.ts'
import { secretIn } from './secret-file.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform(text => text === 'true' || text === '1'),
])
const id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/)
const file = z.string().min(1).optional()
const address = (scheme: Parameters<typeof readAddress>[1]) =>
  z.string().superRefine((text, context) => {
    try {
      readAddress(text, scheme)
    } catch (fault) {
      context.addIssue({ code: 'custom', message: fault instanceof Error ? fault.message : String(fault) })
    }
  })
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** Each member with what it means, for the page that is made from it. */
export const configuration = z.strictObject({
  data: z
    .string()
    .min(1)
    .describe('The folder that holds everything; the command line knows the place of the platform.'),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address to listen on; beyond this machine everybody is asked for a secret.'),
  name: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .optional()
    .describe('What rigs find this hub under on the network; the name of the machine if left out.'),
  port: port.default(8080).describe('Of the page and the API; 0 takes any free one.'),
  mqttHost: z.string().min(1).optional().describe('The address of the MQTT broker, when it differs.'),
  mqttPort: port.default(1883).describe('Of the MQTT broker; 0 takes any free one.'),
  broker: z
    .url({ protocol: /^(mqtts?|wss?)$/ })
    .optional()
    .describe(
      'Another broker to take messages from, beside the one inside; a user and a password may stand in it.',
    ),
  brokerCa: file.describe(
    'Of the other broker: a PEM file of the authorities to trust instead of the system’s.',
  ),
  brokerCert: file.describe(
    'Of the other broker: a PEM file of the certificate that this hub shows; comes with `broker-key`, and both are read again with every connection.',
  ),
  brokerKey: file.describe('Of the other broker: the PEM file of the key to `broker-cert`.'),
  brokerClient: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('The client id at the other broker; AWS IoT wants the name of the thing. Made up if left out.'),
  group: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional()
    .describe(
      'Share the messages of the other broker with the other hubs of this group, by shared subscriptions; needs `lake` and `laps` that they share as well.',
    ),
  lake: address('s3')
    .optional()
    .describe(
      'A bucket that holds the lake, and that hubs may share: `s3://bucket/prefix?region=eu-central-1`; `endpoint=` names a server that is not Amazon’s. The folder of the lake is a cache then. Credentials are found where the AWS SDK looks for them.',
    ),
  laps: address('dynamodb')
    .optional()
    .describe(
      'A table of DynamoDB that holds laps, sessions and boards instead of `store.sqlite`, and that hubs may share: `dynamodb://table?region=eu-central-1`; `endpoint=` names a server that is not Amazon’s. Credentials are found where the AWS SDK looks for them.',
    ),
  live: z
    .string()
    .regex(
      /^opensearch\+https?:\/\/[^@/]+(\/[^?#]*)?$/,
      'expected opensearch+https://host:9200, without a user: that stands in PITWALL_LIVE_USER',
    )
    .optional()
    .describe(
      'A search server that the live stream goes to beside the pages: `opensearch+https://host:9200`. Its indices are `live`, `events`, `sessions`, `status`, `laps` and `boards`.',
    ),
  liveUser: z.string().min(1).optional().describe('A user of the search server.'),
  livePassword: z.string().min(1).optional().describe('The password of that user.'),
  token: z
    .string()
    .min(8)
    .optional()
    .describe(
      'A secret of an owner, over HTTP and, as the password of any user, over MQTT; others come from `pitwall access add`.',
    ),
  tokenFile: file.describe(
    'A file that holds it, in one line: what stands in a flag, everybody on this machine may read.',
  ),
  tls: z
    .enum(['own', 'off'])
    .optional()
    .describe(
      'Of the page and the broker: `own` makes an authority and a certificate in `tls/`, which is the default where other machines can reach the hub; `off` for a proxy that does it.',
    ),
  tlsCert: file.describe(
    'A PEM file of a certificate to show instead, with those above it; comes with `tls-key`, and both are read again each hour.',
  ),
  tlsKey: file.describe('The PEM file of the key to `tls-cert`.'),
  openReading: flag
    .default(false)
    .describe(
      'Let anybody read, over HTTP and MQTT, who can reach the hub; writing asks for a secret still.',
    ),
  rigSecrets: z
    .array(z.strictObject({ site: id, rig: id, secret: z.string().min(8) }))
    .default([])
    .describe(
      'In the file only, `[{"site": …, "rig": …, "secret": …}]`: the password of one rig, which may then publish as itself and as no other.',
    ),
  hosts: z
    .union([z.array(z.string()), z.string().transform(text => text.split(/[\s,]+/).filter(Boolean))])
    .default([])
    .describe('Names under which the page may be reached, beside localhost and addresses; commas between.'),
  rules: z.string().default(path('../../rules')).describe('The folder of the deployed rule documents.'),
  page: z.string().default(path('../../web/dist')).describe('The folder of the built page.'),
  rankReplays: flag
    .default(false)
    .describe('Let the laps of replays enter boards as live ones do; else they are only listed.'),
  barredWords: file.describe(
    'A text file of words, one a line, that no name on a board may have; such a driver is shown as a number. `word*` and `*word*` stand for what begins with it and what has it somewhere. None comes with pitwall.',
  ),
  awsLimits: flag.default(false).describe('Refuse what AWS IoT Core would refuse.'),
  largeQueryMb: z.coerce
    .number()
    .min(0)
    .default(2000)
    .describe('What a query of the Lake page may read, in MB, before somebody is asked whether it is meant.'),
  log: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('The least that is logged, as JSON lines on stderr.'),
})

export type Configuration = Readonly<z.output<typeof configuration>>
/** What a caller must say: the data folder; all else has a default. */
export type Told = Readonly<z.input<typeof configuration>>

const members = Object.keys(configuration.shape)
/** What is shown of a secret that is wrong. */
const secrets: ReadonlySet<string> = new Set([
  'token',
  'rigSecrets',
  'broker',
  'laps',
  'live',
  'livePassword',
])
/** `mqttPort` is `--mqtt-port` as a flag, `mqtt-port` in the file, `PITWALL_MQTT_PORT` in the environment. */
export const flagOf = (member: string): string =>
  member.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

export const variableOf = (flag: string): string => `PITWALL_${flag.replaceAll('-', '_').toUpperCase()}`

/**
 * Completes what was told by `PITWALL_MQTT_PORT` and its like, then by `mqtt-port` and its like in the file.
 * Throws HubFault `bad-configuration` that names the member and where it came from.
 */
export function configure(
  told: Told,
  environment: Readonly<Record<string, string | undefined>> = {},
): Configuration {
  const file = fileOf(join(told.data, 'pitwall.json'))
  const sources = members.map(member => {
    const name = flagOf(member)
    const variable = variableOf(name)
    const given = Object.entries(told).find(([key, value]) => key === member && value !== undefined)
    if (given !== undefined) return { member, where: `--${name}`, value: given[1] }
    if (environment[variable]) return { member, where: variable, value: environment[variable] }
    return { member, where: `"${name}" in pitwall.json`, value: file[name] }
  })
  const strangers = Object.keys(file).filter(name => !members.some(member => flagOf(member) === name))
  if (strangers.length > 0) {
    throw new HubFault(
      'bad-configuration',
      `pitwall.json knows no "${strangers[0]}"; it knows ${members.map(flagOf).join(', ')}.`,
    )
  }
  const read = configuration.safeParse(
    Object.fromEntries(
      sources.filter(({ value }) => value !== undefined).map(({ member, value }) => [member, value]),
    ),
  )
  if (!read.success) {
    const issue = read.error.issues[0]
    const source = sources.find(({ member }) => member === issue?.path[0])
    throw new HubFault(
      'bad-configuration',
      `${source?.where ?? 'the configuration'}: ${issue?.message ?? 'wrong'}; found ${secrets.has(source?.member ?? '') ? 'another' : JSON.stringify(source?.value)}.`,
    )
  }
  return guarded(withToken(read.data))
}

/** The token is that in the file, where one is named. */
function withToken(read: Configuration): Configuration {
  const { token, tokenFile } = read
  if (tokenFile === undefined) return read
  if (token !== undefined) {
    throw new HubFault(
      'bad-configuration',
      '--token-file: there is a --token or PITWALL_TOKEN as well; say one.',
    )
  }
  const held = configuration.shape.token.safeParse(secretIn(tokenFile, '--token-file'))
  if (held.success) return { ...read, token: held.data }
  throw new HubFault(
    'bad-configuration',
    `--token-file: expected at least 8 letters in ${tokenFile}, found less.`,
  )
}

/** Refuses to share what a hub keeps for itself. */
function guarded(read: Configuration): Configuration {
  const { group, broker, lake, laps } = read
  if (group !== undefined && (broker === undefined || lake === undefined || laps === undefined)) {
    throw new HubFault(
      'bad-configuration',
      '--group: hubs that share messages keep nothing of their own; give each the same --broker, --lake s3://… and --laps dynamodb://….',
    )
  }
  return read
}

/** Whether other machines can reach the hub. */
export const isOpen = ({ host, mqttHost = host }: Pick<Configuration, 'host' | 'mqttHost'>): boolean =>
  ![host, mqttHost].every(isLoopback)

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function fileOf(path: string): Readonly<Record<string, unknown>> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return {}
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new HubFault('bad-configuration', `${path} is not one JSON object.`)
  }
}
