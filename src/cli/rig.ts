// `pitwall rig`: the connector alone, on the sim PC; processing happens elsewhere.

import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { isLoopback } from '../broker/access.ts'
import { basicIngest, frameRule } from '../broker/basic-ingest.ts'
import { laterLink } from '../broker/later-link.ts'
import type { Link } from '../broker/link.ts'
import { openMqttLink } from '../broker/mqtt-link.ts'
import { pinned } from '../broker/pinned.ts'
import { withReceipts } from '../broker/receipts.ts'
import { type TlsMaterial, tlsFrom } from '../broker/tls-files.ts'
import { dataFolder } from '../hub/data-folder.ts'
import { secretIn } from '../hub/secret-file.ts'
import { rigId } from '../model/identity.ts'
import { trustIn } from '../rig/pairing/paired-hub.ts'
import { type LineOptions, lastWill, networkLine } from '../rig/run.ts'
import { defaultDataFolder } from './data-folder.ts'
import type { LanHub } from './lan-hub.ts'
import { certificateOptions } from './options.ts'
import { CommandFault, exits, say, sentenceOf } from './output.ts'
import { rigProvisionCommand } from './rig-provision.ts'
import { type RigFlags, rigOptions, rigsOf, runRigs } from './rigs.ts'
import { stopSignal } from './stop.ts'

export type BrokerFlags = {
  readonly broker: string
  readonly user?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly brokerCa?: string
  readonly brokerCert?: string
  readonly brokerKey?: string
  readonly brokerFingerprint?: string
  readonly brokerClient?: string
  readonly basicIngest?: true
  /** Waited for or not; as the broker is, if left out. */
  readonly receipts?: boolean
}

type Flags = RigFlags &
  BrokerFlags & {
    readonly spool: string
    readonly recordings: string
    readonly hub?: string
    readonly pair?: true
  }

export const brokerOptions = (): readonly Option[] => [
  new Option('--broker <url>', 'mqtt://host:1883, mqtts://, ws:// or wss://').env('PITWALL_BROKER'),
  new Option('--user <name>', 'user at the broker').env('PITWALL_USER'),
  new Option('--token <secret>', 'password or token at the broker').env('PITWALL_TOKEN'),
  new Option('--token-file <file>', 'a file that holds it, so that no list of processes shows it').env(
    'PITWALL_TOKEN_FILE',
  ),
  ...certificateOptions(),
  new Option(
    '--broker-fingerprint <sha256>',
    'trust the authority of that fingerprint at the broker; "pitwall up" prints it',
  ).env('PITWALL_BROKER_FINGERPRINT'),
  new Option('--receipts', 'send a message again until a hub has said that it is safe (default)').env(
    'PITWALL_RECEIPTS',
  ),
  new Option(
    '--no-receipts',
    'a message is sent when the broker has it: for one that no hub takes from (default for AWS IoT)',
  ).env('PITWALL_NO_RECEIPTS'),
]

export function rigCommand(): Command {
  const command = new Command('rig')
    .description(
      'run the connector alone and send to a hub elsewhere: to the one of this network, which is found and paired with, or to --broker',
    )
    .option('--hub <name>', 'of several hubs on this network, this one: its name or its address')
    .option('--pair', 'pair anew, whatever hub this rig knows')
    .option(
      '--spool <folder>',
      'where messages wait until the broker has them',
      join(defaultDataFolder(), 'spool'),
    )
    .option(
      '--recordings <folder>',
      'where the pages of the game are kept as they came',
      dataFolder(defaultDataFolder()).recordings,
    )
    .option(
      '--basic-ingest',
      `frames go to the rule ${frameRule} of AWS IoT, past its broker, at no charge for messages`,
    )
    .enablePositionalOptions()
    .addCommand(rigProvisionCommand().exitOverride())
  for (const option of [...brokerOptions(), ...rigOptions()]) command.addOption(option)
  return command.action(run)
}

async function run(flags: Flags): Promise<void> {
  const signal = stopSignal()
  const rigs = await rigsOf(flags, 'shm', Date.now(), say)
  if (flags.broker === undefined && rigs.length > 1)
    throw new CommandFault(
      '--rigs: a hub is paired with one rig at a time; name it with --broker.',
      exits.usage,
    )
  const aside = (link: Link): Link => (flags.basicIngest ? basicIngest(link) : link)
  if (flags.broker !== undefined) {
    const linkOf = async (name: string) => aside(await linkTo(flags, flags.site, name))
    await runRigs(rigs, flags, flags.spool, linkOf, say, signal, lineTo(flags), flags.recordings)
    return
  }
  const lan = await (await import('./lan-hub.ts')).lanHub(flags, signal)
  const linkOf = async (name: string) => aside(hubLink(flags, lan, name))
  try {
    await runRigs(rigs, flags, flags.spool, linkOf, say, signal, networkLine, flags.recordings)
  } finally {
    await lan.advertising.close()
  }
}

/** The link to the hub of this network: away until the rig is paired with one, and wherever that is from then on. */
function hubLink(flags: Flags, { paired, follow }: LanHub, name: string): Link {
  const link = laterLink('a hub on this network')
  const found = async () => {
    let hub = await paired
    if (hub === undefined) return
    const { secret, hub: called } = hub
    const trust = trustIn(hub)
    const report = (text: string) =>
      say(
        turnedAway.test(text)
          ? `${called} lets this rig in no more: its owner revoked its credential. What is driven waits on this disk; pair again with: pitwall rig --pair`
          : text,
      )
    const opened = openMqttLink({
      ...linkOptions(flags, flags.site, name),
      ...{ url: () => hub?.broker ?? '', secret, report },
      ...(trust !== undefined && { tls: () => trust }),
    })
    // It is the broker of the hub itself, whose acknowledgement says the same.
    link.become(flags.receipts === true ? receipted(opened, flags.site, name) : opened)
    await follow(hub, opened, next => {
      hub = next
    })
  }
  found().catch(error => say(sentenceOf(error)))
  return link
}

/** What a hub says to a rig whose credential it knows no more. */
const turnedAway = /not authori[sz]ed|bad user ?name/i

/** The link of one rig to a broker; its last will says that it is offline. */
export async function linkTo(flags: BrokerFlags, site: RigFlags['site'], name: string): Promise<Link> {
  const secret = secretOf(flags)
  const tls = await trustOf(flags)
  const link = openMqttLink({
    ...linkOptions(flags, site, name),
    url: flags.broker,
    ...(tls && { tls }),
    ...(flags.user !== undefined && { user: flags.user }),
    ...(secret !== undefined && { secret }),
    report: say,
  })
  return waitsForReceipts(flags) ? receipted(link, site, name) : link
}

function secretOf({ token, tokenFile }: BrokerFlags): string | undefined {
  if (tokenFile === undefined) return token
  if (token === undefined) return secretIn(tokenFile, '--token-file')
  throw new CommandFault('--token-file: there is a --token or PITWALL_TOKEN as well; say one.', exits.usage)
}

const receipted = (link: Link, site: RigFlags['site'], name: string): Link =>
  withReceipts(link, { site, rig: name, report: say })

/** A broker may lose what it has confirmed, and confirms what nobody takes; AWS IoT has rules instead of hubs. */
const waitsForReceipts = ({ receipts, broker, basicIngest }: BrokerFlags): boolean =>
  receipts ?? !(basicIngest === true || /\.amazonaws\.com(\.cn)?$/.test(new URL(broker).hostname))

const linkOptions = ({ brokerClient }: BrokerFlags, site: RigFlags['site'], name: string) => ({
  clientId: brokerClient ?? `${site}-${name}-${hostname()}`.slice(0, 60),
  will: lastWill(site, rigId(name)),
})

/** How long a hub may take to show itself before the connection is tried anyway. */
const patience_ms = 3_000

async function trustOf(flags: BrokerFlags): Promise<(() => TlsMaterial) | undefined> {
  const { broker, brokerFingerprint } = flags
  const files = tlsFrom({ ca: flags.brokerCa, cert: flags.brokerCert, key: flags.brokerKey })
  if (brokerFingerprint === undefined) return files
  if (!/^(mqtts|wss):/.test(broker)) {
    const expected = 'an address that speaks TLS, mqtts:// or wss://, because there is --broker-fingerprint'
    throw new CommandFault(`--broker: expected ${expected}, found ${broker}.`, exits.usage)
  }
  const { tls, ready } = pinned(broker, brokerFingerprint)
  await Promise.race([ready, sleep(patience_ms, undefined, { ref: false })])
  return () => ({ ...files?.(), ...tls() })
}

/** How much of the line may be used: all of it to this machine itself. Where no hub says receipts, none says anything. */
export const lineTo = (flags: BrokerFlags): LineOptions => ({
  ...(URL.canParse(flags.broker) && isLoopback(new URL(flags.broker).hostname.replace(/^\[|\]$/g, ''))
    ? {}
    : networkLine),
  ...(!waitsForReceipts(flags) && { deaf: true }),
})
