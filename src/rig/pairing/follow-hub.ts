// A hub that moves is followed: when the line to it has been lost for some seconds, this network is asked where it is now,
// and the rig goes there only if the hub proves with its certificate that it is the one that this rig was paired with.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link } from '../../broker/link.ts'
import type { TlsMaterial } from '../../broker/tls-files.ts'
import type { Found, HubNotice } from '../../lan/notices.ts'
import { type PairedHub, trustIn } from './paired-hub.ts'

export type Following = {
  /** Hubs that answer on this network now. */
  readonly search: () => Promise<readonly Found<HubNotice>[]>
  /** Whether who is at `broker` is to be trusted so; found out before anything is said there. */
  readonly proves: (broker: string, trust: TlsMaterial) => Promise<boolean>
  /** It is there from now on. */
  readonly moved: (hub: PairedHub) => void
  readonly report: (text: string) => void
  /** How long the line must have been lost, and how long to wait between two searches, in ms. */
  readonly patience_ms?: number
  readonly pause_ms?: number
}

/** Where else the hub may be: what says that it is the same one, at another address than it was. */
export function elsewhere(kept: PairedHub, hubs: readonly Found<HubNotice>[]): readonly string[] {
  return hubs
    .filter(hub =>
      kept.fingerprint === undefined
        ? hub.name === kept.hub && (hub.tls || kept.name === undefined)
        : hub.tls && hub.fingerprint === kept.fingerprint,
    )
    .flatMap(hub => hub.addresses.map(address => brokerAt(hub, address)))
    .filter(broker => broker !== kept.broker)
}

/** The broker of a hub at one of its addresses. */
export const brokerAt = (hub: Pick<HubNotice, 'tls' | 'mqttPort'>, address: string): string =>
  `${hub.tls ? 'mqtts' : 'mqtt'}://${address.includes(':') ? `[${address}]` : address}:${hub.mqttPort}`

/** Follows until `signal` aborts. */
export async function followHub(
  kept: PairedHub,
  link: Pick<Link, 'connected' | 'onConnected'>,
  following: Following,
  signal: AbortSignal,
): Promise<void> {
  const { patience_ms = 5000, pause_ms = 10_000, report, moved } = following
  let hub = kept
  let told = ''
  const tell = (text: string) => {
    if (text !== told) report(text)
    told = text
  }
  while (await lost(link, patience_ms, signal)) {
    if (told === '') tell(waitingFor(hub))
    const next = await newPlace(hub, following, tell)
    if (next !== undefined && !link.connected && !signal.aborted) {
      hub = next
      moved(hub)
      report(`${hub.hub} has moved: it is at ${new URL(hub.broker).host} now`)
    }
    await pause(pause_ms, signal)
    if (link.connected) told = ''
  }
}

const waitingFor = ({ hub, broker }: PairedHub): string =>
  `${hub} does not answer at ${new URL(broker).host}; what is driven waits on this disk until it does, there or elsewhere ` +
  'on this network. Is it switched on, and on the same network? For another hub: pitwall rig --pair'

async function newPlace(
  hub: PairedHub,
  { search, proves }: Following,
  tell: (text: string) => void,
): Promise<PairedHub | undefined> {
  const trust = trustIn(hub)
  for (const broker of elsewhere(hub, await search())) {
    const at = new URL(broker).host
    if (trust === undefined)
      tell(
        `Somebody at ${at} is called ${hub.hub}, but speaks no TLS and so cannot show that it is the hub of this rig; ` +
          'nothing is sent there. If it is, pair again: pitwall rig --pair',
      )
    else if (await proves(broker, trust)) return { ...hub, broker }
    else tell(`Somebody at ${at} says to be ${hub.hub} and is not; nothing is sent there.`)
  }
  return undefined
}

/** Resolves when the line has been lost for that long; false when there is nothing more to wait for. */
async function lost(
  link: Pick<Link, 'connected' | 'onConnected'>,
  patience_ms: number,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    if (link.connected) await changed(link, signal)
    else {
      const back = new AbortController()
      const stop = link.onConnected(() => back.abort())
      await pause(patience_ms, AbortSignal.any([signal, back.signal]))
      stop()
      if (!back.signal.aborted && !signal.aborted) return true
    }
  }
  return false
}

async function changed(link: Pick<Link, 'onConnected'>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => resolve()
  const stop = link.onConnected(done)
  signal.addEventListener('abort', done, { once: true })
  await promise
  signal.removeEventListener('abort', done)
  stop()
}

/** Ends early, and well, when `signal` aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)
