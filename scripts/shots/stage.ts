// The stage of the pictures: a real hub and a real virtual rig, with a hand on single live values.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link, Message } from '../../src/broker/link.ts'
import { startHub } from '../../src/hub/hub.ts'
import { rigId, siteId } from '../../src/model/identity.ts'
import { runRig } from '../../src/rig/run.ts'
import { virtualSource } from '../../src/rig/virtual/source.ts'
import { unixMillis } from '../../src/units/quantity.ts'
import { type ShownRace, showRace } from './race.ts'
import type { Scene } from './scenes.ts'

export type Stage = {
  readonly url: string
  /** The drive goes on with the values of this scene; resolves when the moment of its picture has come. */
  readonly play: (scene: Scene) => Promise<void>
  /** Ids of the valid laps from line to line, the newest first. */
  readonly laps: readonly string[]
  /** So many cars race from now on; none any more when undefined. */
  readonly race: (cars: number | undefined) => Promise<void>
  readonly close: () => Promise<void>
}

/** Times faster than real time: fast enough to wait for, slow enough that a picture of it is one of a drive. */
const times = 12

/** Opens the stage and drives until `laps` are in the table. */
export async function openStage(laps: number): Promise<Stage> {
  const data = mkdtempSync(join(tmpdir(), 'pitwall-shots-'))
  const hub = await startHub(
    { port: 0, mqttPort: 0, data },
    {},
    { info: () => undefined, warn: console.error, error: console.error },
  )
  const ending = new AbortController()
  const hand = { change: {}, isSilent: false, spline: 0 }
  const driving = runRig(
    {
      source: virtualSource({ speed: times, startedAt: unixMillis(Date.now()), seed: 7 }),
      link: handled(hub.link(), hand),
      site: siteId('home'),
      rig: rigId('rig1'),
      liveHz: 60,
      report: () => undefined,
      spoolFolder: join(data, 'spool'),
    },
    ending.signal,
  )
  let driven: readonly string[] = []
  while (driven.length < laps) {
    await sleep(500)
    const listed: unknown = await (await fetch(new URL('/api/laps?valid=true', hub.url))).json()
    driven = (Array.isArray(listed) ? listed : []).flatMap(lap => (lap.kind === 'flying' ? [lap.lap_id] : []))
  }
  const raceLink = hub.link()
  let race: ShownRace | undefined
  return {
    url: hub.url,
    laps: driven,
    async play(scene) {
      hand.isSilent = false
      const [from, to] = scene.between
      while (hand.spline < from || hand.spline > to) await sleep(50)
      if (scene.isOut) {
        hand.change = { in_pit_lane: 1 }
        await sleep(1200)
      }
      hand.change = scene.isOut ? { in_pit_lane: 0 } : scene.change
      await tellSession(hub.link(), hub.url, scene.session ?? 'practice')
      await sleep(500 + scene.wait_ms)
      if (scene.silent_ms === undefined) return
      hand.isSilent = true
      await sleep(scene.silent_ms)
    },
    async race(cars) {
      race?.end()
      race = undefined
      if (cars === undefined) return
      const [session] = await sessionsOf(hub.url)
      // It goes on for a while before the picture: a trace has to have seen some laps.
      race = showRace(raceLink, cars, session.session_id)
      await sleep(1000)
    },
    async close() {
      race?.end()
      await raceLink.close()
      ending.abort()
      await driving
      await hub.close()
      rmSync(data, { recursive: true })
    },
  }
}

/** Says again what session it is, as the rig would, with another kind. */
async function tellSession(link: Link, url: string, session_type: string): Promise<void> {
  const [session] = await sessionsOf(url)
  const { laps, field_laps, best_lap_ms, ...record } = session
  const payload = Buffer.from(JSON.stringify({ v: 1, type: 'session', ...record, session_type }))
  await link.publish({ topic: 'rigs/home/rig1/session', payload, qos: 1 })
  await link.close()
}

async function sessionsOf(url: string) {
  const listed: unknown = await (await fetch(new URL('/api/sessions?limit=1', url))).json()
  return Array.isArray(listed) ? listed : []
}

/** A link that lets everything pass but live values, which go through the hand. */
function handled(link: Link, hand: { change: object; isSilent: boolean; spline: number }): Link {
  const publish = (message: Message): Promise<void> => {
    if (!message.topic.endsWith('/live')) return link.publish(message)
    const values: { spline?: number } = JSON.parse(Buffer.from(message.payload).toString())
    hand.spline = values.spline ?? hand.spline
    if (hand.isSilent) return Promise.resolve()
    return link.publish({ ...message, payload: Buffer.from(JSON.stringify({ ...values, ...hand.change })) })
  }
  return {
    get connected() {
      return link.connected
    },
    publish,
    subscribe: (filters, handler) => link.subscribe(filters, handler),
    onConnected: listener => link.onConnected(listener),
    close: () => link.close(),
  }
}
