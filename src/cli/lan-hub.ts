// Which hub a rig sends to when nobody named a broker: the one that it is paired with, wherever that is now, or one of this
// network, which it asks to be let in.
import { X509Certificate } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link } from '../broker/link.ts'
import { vouchesFor } from '../broker/pinned.ts'
import { version } from '../hub/version.ts'
import { type Advertising, advertise } from '../lan/advertise.ts'
import { discoverHubs } from '../lan/discover.ts'
import { type Found, type HubNotice, type RigNoticeState, rigService } from '../lan/notices.ts'
import type { PairingGrant, PairingOffer } from '../lan/pairing/words.ts'
import { plainText } from '../lan/plain-text.ts'
import type { RigId, SiteId } from '../model/identity.ts'
import { RigFault } from '../rig/fault.ts'
import { brokerAt, followHub } from '../rig/pairing/follow-hub.ts'
import { pair } from '../rig/pairing/pair.ts'
import { keepPairedHub, type PairedHub, pairedHubFile, readPairedHub } from '../rig/pairing/paired-hub.ts'
import { pairingLine } from '../rig/pairing/pairing-line.ts'
import { defaultDataFolder } from './data-folder.ts'
import { nobodyThere } from './discover.ts'
import { CommandFault, exits, say, sentenceOf } from './output.ts'

export type LanFlags = {
  /** Name or address of the hub. */
  readonly hub?: string
  /** Pair anew, whatever was before. */
  readonly pair?: true
  readonly site: SiteId
  readonly rig: RigId
}

export type LanHub = {
  /** The hub that this rig is paired with, as soon as it is; undefined when the rig was stopped before. */
  readonly paired: Promise<PairedHub | undefined>
  /** Follows it when it moves, until the rig is stopped; `moved` says where it is. */
  readonly follow: (hub: PairedHub, link: Link, moved: (hub: PairedHub) => void) => Promise<void>
  /** Lets others find this rig, until it is closed. */
  readonly advertising: Advertising
}

const look_ms = 3000
/** Between two looks for a hub, while there is none. */
const pause_ms = 5000
/** A hub whose owner did not let this rig in is not asked again before this. */
const rest_ms = 10 * 60_000

/**
 * A hub that is there is paired with before anything is driven; one that is not is looked for while it is. Throws
 * CommandFault or RigFault with what to do.
 */
export async function lanHub(flags: LanFlags, signal: AbortSignal): Promise<LanHub> {
  const { site, rig } = flags
  const path = pairedHubFile(defaultDataFolder(), site, rig)
  const kept = flags.pair === true ? undefined : readPairedHub(path)
  const isWanted = kept !== undefined && (flags.hub === undefined || isCalled(kept.hub, [], flags.hub))
  const notice = (state: RigNoticeState) => rigService({ site, rig, version, state })
  const advertising = advertise(notice(isWanted ? 'connected' : 'looking'), '0.0.0.0', () => undefined)
  const search = () => discoverHubs({ wait_ms: look_ms, signal })
  const follow = (hub: PairedHub, link: Link, moved: (hub: PairedHub) => void): Promise<void> =>
    followHub(
      hub,
      link,
      {
        ...{ search, report: say },
        proves: (broker, trust) => vouchesFor(trust, broker),
        moved(next) {
          keepPairedHub(path, next)
          moved(next)
        },
      },
      signal,
    )
  if (isWanted) return { paired: Promise.resolve(kept), follow, advertising }
  const join = async (hub: Found<HubNotice>): Promise<PairedHub> => {
    const made = await paired(flags, hub, path, advertising, signal)
    advertising.change(notice('connected'))
    return made
  }
  try {
    say('looking for a hub on this network …')
    const hubs = await search()
    const hub = theHub(hubs, flags.hub)
    if (hub !== undefined) return { paired: Promise.resolve(await join(hub)), follow, advertising }
    say(
      hubs.length === 0
        ? nobodyThere
        : `--hub: none of these is "${plainText(flags.hub ?? '')}": ${named(hubs)}`,
    )
  } catch (error) {
    await advertising.close()
    throw error
  }
  say(nobodyYet)
  const known = readPairedHub(path)?.secret
  const lookOn = async (): Promise<PairedHub | undefined> => {
    let [told, asksAt] = ['', 0]
    while (await waited(pause_ms, signal)) {
      const now = readPairedHub(path)
      // Somebody paired this rig meanwhile, in another window.
      if (now !== undefined && now.secret !== known) return now
      try {
        const hub = theHub(await search(), flags.hub)
        if (hub === undefined || signal.aborted || performance.now() < asksAt) continue
        return await join(hub)
      } catch (error) {
        if (signal.aborted) break
        if (error instanceof RigFault) asksAt = performance.now() + rest_ms
        advertising.change(notice('looking'))
        const sentence = sentenceOf(error)
        if (sentence !== told) say(`${sentence} ${meanwhile}`)
        told = sentence
      }
    }
    return undefined
  }
  return { paired: lookOn(), follow, advertising }
}

const nobodyYet =
  'What is driven is kept on this disk, and sent when the hub appears; it is looked for all the time.'
const meanwhile =
  'What is driven is kept on this disk meanwhile; to pair now, end this and run: pitwall rig --pair'

async function paired(
  flags: LanFlags,
  hub: Found<HubNotice>,
  path: string,
  advertising: Advertising,
  signal: AbortSignal,
): Promise<PairedHub> {
  const { site, rig } = flags
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
    ...{
      v: 1,
      hub: hub.name,
      broker: brokerAt({ ...hub, mqttPort: grant.mqtt_port }, address),
      secret: grant.secret,
    },
    ...trustedFrom(grant),
  }
  keepPairedHub(path, kept)
  say(
    `paired: ${hub.name} knows this machine as ${site}/${rig} from now on; next time "pitwall rig" is enough`,
  )
  return kept
}

function trustedFrom({
  authority,
  name,
}: PairingGrant): Pick<PairedHub, 'authority' | 'name' | 'fingerprint'> {
  if (name !== undefined) return { name, ...(authority !== undefined && { authority }) }
  if (authority === undefined) return {}
  // Of what was handed over, not of what was said on the network.
  const { fingerprint256 } = new X509Certificate(authority)
  return { authority, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() }
}

/** The one that is meant, undefined while it is not there. Throws CommandFault when a person has to choose. */
function theHub(hubs: readonly Found<HubNotice>[], wanted: string | undefined): Found<HubNotice> | undefined {
  const meant = wanted === undefined ? hubs : hubs.filter(hub => isCalled(hub.name, hub.addresses, wanted))
  if (meant.length < 2) return meant[0]
  throw new CommandFault(
    `Several hubs answered: ${named(meant)}; choose one with --hub and its name or address.`,
    exits.usage,
  )
}

const named = (hubs: readonly Found<HubNotice>[]): string =>
  hubs.map(({ name, addresses }) => `${name} at ${addresses[0]}`).join(', ')

const isCalled = (name: string, addresses: readonly string[], wanted: string): boolean =>
  name.toLowerCase() === wanted.toLowerCase() || addresses.includes(wanted)

/** False when `signal` has aborted. */
const waited = (ms: number, signal: AbortSignal): Promise<boolean> =>
  sleep(ms, undefined, { signal }).then(
    () => true,
    () => false,
  )

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
