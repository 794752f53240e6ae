// Which hub a rig sends to when nobody named a broker: the one that it is paired with, wherever that is now, or one of this
// network, which it asks to be let in.
import { X509Certificate } from 'node:crypto'
import { connect } from 'node:net'
import { createInterface } from 'node:readline/promises'
import type { TlsMaterial } from '../broker/tls-files.ts'
import { version } from '../hub/version.ts'
import { type Advertising, advertise } from '../lan/advertise.ts'
import { discoverHubs } from '../lan/discover.ts'
import { type Found, type HubNotice, type RigNoticeState, rigService } from '../lan/notices.ts'
import type { PairingOffer } from '../lan/pairing/words.ts'
import { plainText } from '../lan/plain-text.ts'
import type { RigId, SiteId } from '../model/identity.ts'
import { pair } from '../rig/pairing/pair.ts'
import { keepPairedHub, type PairedHub, pairedHubFile, readPairedHub } from '../rig/pairing/paired-hub.ts'
import { pairingLine } from '../rig/pairing/pairing-line.ts'
import { defaultDataFolder } from './data-folder.ts'
import { hubHeads, hubRow, nobodyThere } from './discover.ts'
import { CommandFault, exits, printTable, say } from './output.ts'

export type LanFlags = {
  /** Name or address of the hub. */
  readonly hub?: string
  /** Pair anew, whatever was before. */
  readonly pair?: true
  readonly site: SiteId
  readonly rig: RigId
}

export type LanHub = {
  readonly name: string
  readonly broker: string
  readonly secret: string
  readonly tls?: () => TlsMaterial
  /** Lets others find this rig, until it is closed. */
  readonly advertising: Advertising
}

const look_ms = 3000

/** Throws CommandFault or RigFault with what to do. */
export async function lanHub(flags: LanFlags, signal: AbortSignal): Promise<LanHub> {
  const { site, rig } = flags
  const path = pairedHubFile(defaultDataFolder(), site, rig)
  const kept = flags.pair === true ? undefined : readPairedHub(path)
  const isWanted = kept !== undefined && (flags.hub === undefined || isCalled(kept.hub, [], flags.hub))
  const notice = (state: RigNoticeState) => rigService({ site, rig, version, state })
  const advertising = advertise(notice(isWanted ? 'connected' : 'looking'), '0.0.0.0', () => undefined)
  try {
    const hub = isWanted ? await moved(kept, path, signal) : await paired(flags, path, advertising, signal)
    advertising.change(notice('connected'))
    const { authority } = hub
    return {
      ...{ name: hub.hub, broker: hub.broker, secret: hub.secret, advertising },
      ...(authority !== undefined && { tls: () => ({ ca: authority, anyName: true }) as const }),
    }
  } catch (error) {
    await advertising.close()
    throw error
  }
}

/** The hub where it is now: machines get other addresses, and the file says where it was. */
async function moved(kept: PairedHub, path: string, signal: AbortSignal): Promise<PairedHub> {
  if (await answers(kept.broker)) return kept
  say(`${kept.hub} is not at ${new URL(kept.broker).host} any more; looking for it on this network …`)
  const hubs = await discoverHubs({ wait_ms: look_ms, signal })
  const same = hubs.filter(hub =>
    kept.fingerprint === undefined ? hub.name === kept.hub : hub.fingerprint === kept.fingerprint,
  )
  const [hub] = same
  if (hub === undefined) {
    say(`${kept.hub} does not answer; what is driven waits on this disk until it does.`)
    return kept
  }
  const now = { ...kept, broker: brokerOf(hub, hub.mqttPort) }
  keepPairedHub(path, now)
  say(`found it at ${hub.addresses[0]}`)
  return now
}

async function paired(
  flags: LanFlags,
  path: string,
  advertising: Advertising,
  signal: AbortSignal,
): Promise<PairedHub> {
  const { site, rig } = flags
  say('looking for a hub on this network …')
  const hub = theHub(await discoverHubs({ wait_ms: look_ms, signal }), flags.hub)
  const [address = ''] = hub.addresses
  say(`found ${hub.name} at ${address}${hub.tls ? '' : ', which speaks no TLS'}`)
  advertising.change(rigService({ site, rig, version, state: 'pairing' }))
  let isExplained = false
  const grant = await pair({
    ...{ hub: hub.name, site, rig, version, report: say },
    line: pairingLine(`${hub.tls ? 'https' : 'http'}://${address}:${hub.port}`),
    askCode(offer, gone) {
      if (!isExplained) explain(offer, `${site}/${rig}`)
      isExplained = true
      return typedCode(AbortSignal.any([gone, signal]))
    },
  })
  const kept: PairedHub = {
    ...{ v: 1, hub: hub.name, broker: brokerOf(hub, grant.mqtt_port), secret: grant.secret },
    ...(grant.authority !== undefined && {
      authority: grant.authority,
      // Of what was handed over, not of what was said on the network.
      fingerprint: new X509Certificate(grant.authority).fingerprint256.replaceAll(':', '').toLowerCase(),
    }),
  }
  keepPairedHub(path, kept)
  say(
    `paired: ${hub.name} knows this machine as ${site}/${rig} from now on; next time "pitwall rig" is enough`,
  )
  return kept
}

/** The one that is meant. */
function theHub(hubs: readonly Found<HubNotice>[], wanted: string | undefined): Found<HubNotice> {
  const meant = wanted === undefined ? hubs : hubs.filter(hub => isCalled(hub.name, hub.addresses, wanted))
  const [first, ...others] = meant
  if (first !== undefined && others.length === 0) return first
  if (hubs.length === 0) throw new CommandFault(nobodyThere)
  printTable(hubHeads, hubs.map(hubRow))
  throw new CommandFault(
    first === undefined
      ? `--hub: none of these is called "${plainText(wanted ?? '')}".`
      : 'Several hubs answered; choose one with --hub and its name or address.',
    exits.usage,
  )
}

const isCalled = (name: string, addresses: readonly string[], wanted: string): boolean =>
  name.toLowerCase() === wanted.toLowerCase() || addresses.includes(wanted)

const brokerOf = (hub: Found<HubNotice>, port: number): string =>
  `${hub.tls ? 'mqtts' : 'mqtt'}://${hub.addresses[0]}:${port}`

/** Whether somebody listens there; who it is shows later. */
async function answers(broker: string): Promise<boolean> {
  const { hostname, port } = new URL(broker)
  const socket = connect({ host: hostname, port: Number(port), timeout: 1500 })
  try {
    return await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('timeout', () => resolve(false))
    })
  } finally {
    socket.destroy()
  }
}

function explain({ known, hub }: PairingOffer, rig: string): void {
  if (known) {
    say(
      `${plainText(hub)} knows a ${rig} already. If that is another machine, stop here and choose another name`,
    )
    say('with --rig; if it is this one, go on: its old credential ends.')
  }
  say('The hub shows six digits: in its terminal, on its Rig page, or with "pitwall pair" there.')
}

/** Asks whoever sits here; undefined when nobody does. */
async function typedCode(signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)))
  try {
    return await Promise.race([lines.question('code: ', { signal }), closed])
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  } finally {
    lines.close()
  }
}
