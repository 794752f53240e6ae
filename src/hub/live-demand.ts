// Tells rigs how many live values a second are taken here. Only a hub that has them on its own broker knows all who read.
import type { Broker } from '../broker/embedded.ts'
import type { Live } from '../live/live.ts'
import type { Clock } from '../model/clock.ts'
import { rigId, siteId, topicOf } from '../model/identity.ts'
import { liveRates, type RigKey, rigKeyOf, statusEvery_ms } from '../model/live-protocol.ts'
import { unwatched_hz, wantedTopic, wantedWord } from '../model/live-wanted.ts'
import type { Rules } from '../rules/runtime.ts'
import { window_s } from './rates.ts'

export type LiveDemandOptions = {
  readonly live: Pick<Live, 'rigs' | 'wanted_hz'>
  readonly broker: Pick<Broker, 'isRead' | 'link'>
  readonly rules: Pick<Rules, 'isRead'>
  /** A search server takes all values. */
  readonly searched: boolean
  readonly clock: Pick<Clock, 'elapsed'>
}

type Said = { readonly hz: number; readonly since: number; readonly at: number }

export type LiveDemand = {
  /** Tells each rig what has changed, and all of them now and then. */
  look(): void
  /** Live values a second that a rig should send; undefined while it has just been told another number. */
  of(rig: RigKey): number | undefined
  /** How long a rig may be silent on a topic because it was told to. */
  usualPause_ms(topic: string): number
  /** Whether a rig was told to send fewer than it can. */
  isSlowed(rig: RigKey): boolean
}

export function liveDemand({ live, broker, rules, searched, clock }: LiveDemandOptions): LiveDemand {
  const link = broker.link()
  let told = new Map<RigKey, Said>()

  function wanted_hz(key: RigKey, topic: string): number {
    if (searched || rules.isRead(topic) || broker.isRead(topic)) return liveRates[0]
    return live.wanted_hz(key) ?? unwatched_hz
  }

  function of(key: RigKey): number | undefined {
    const said = told.get(key)
    if (said === undefined) return liveRates[0]
    return clock.elapsed() - said.since < window_s * 1000 ? undefined : said.hz
  }

  return {
    look() {
      const now = clock.elapsed()
      const next = new Map<RigKey, Said>()
      for (const of of live.rigs()) {
        const topic = wantedTopic(of.site, of.rig)
        if (!broker.isRead(topic)) continue
        const key = rigKeyOf(of)
        const before = told.get(key)
        const hz = wanted_hz(key, topicOf(siteId(of.site), rigId(of.rig), 'live'))
        const same = before?.hz === hz
        if (same && now - before.at < statusEvery_ms) {
          next.set(key, before)
          continue
        }
        next.set(key, { hz, since: same ? before.since : now, at: now })
        link.publish({ topic, payload: wantedWord(hz), qos: 0 }).catch(ignore)
      }
      told = next
    },
    of,
    isSlowed: key => (told.get(key)?.hz ?? liveRates[0]) < liveRates[0],
    usualPause_ms(topic) {
      const [, site, rig, stream] = topic.split('/')
      if (stream !== 'live' || site === undefined || rig === undefined) return 0
      return of(`${site}/${rig}`) === liveRates[0] ? 0 : 2500 / unwatched_hz
    },
  }
}

const ignore = () => undefined
