import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBroker } from '../broker/embedded.ts'
import type { Link } from '../broker/link.ts'
import { openMqttLink } from '../broker/mqtt-link.ts'
import { openLive } from '../live/live.ts'
import { rigId, siteId } from '../model/identity.ts'
import { wantedTopic, wantedWord } from '../model/live-wanted.ts'
import { manualClock } from '../model/testing/manual-clock.ts'
import { sampleStatus } from '../model/testing/messages.ts'
import { LivePace } from '../rig/live-pace.ts'
import { liveDemand } from './live-demand.ts'

const silent = { send: () => undefined, waiting: 0, close: () => undefined }

async function hub({ ruled = false, searched = false } = {}) {
  const clock = manualClock()
  const ingested: string[] = []
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    ingest: ({ topic }) => void ingested.push(topic),
  })
  const live = openLive({ clock, turned: () => demand.look() })
  const demand = liveDemand({ live, broker, rules: { isRead: () => ruled }, searched, clock })
  live.tell({ type: 'status', status: sampleStatus() })
  const { site, rig } = sampleStatus()
  const key = `${site}/${rig}` as const
  return { clock, broker, live, demand, site, rig, key, ingested }
}

/** A rig of that link, and the rates it was told. */
function paced(link: Link, site: string, rig: string) {
  const rates: number[] = []
  const whose = { site: siteId(site), rig: rigId(rig) }
  const pace = new LivePace({ link, ...whose, full_hz: 60, changed: hz => void rates.push(hz) })
  return { rates, pace }
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 30_000
  while (!holds()) {
    assert.ok(performance.now() < end, 'it never came')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

test('a rig that nobody watches sends ten values a second, and all of them from the moment a page is opened', async () => {
  const { broker, live, demand, clock, site, rig, key } = await hub()
  const { rates, pace } = paced(broker.link(), site, rig)
  try {
    demand.look()
    await until(() => rates.length === 1)
    assert.deepEqual(rates, [10])
    assert.equal(demand.isSlowed(key), true)
    const page = live.join(silent)
    await until(() => rates.length === 2)
    assert.deepEqual(rates, [10, 60])
    page.said(JSON.stringify({ type: 'watch', rigs: { '*': 30 } }))
    await until(() => rates.length === 3)
    page.left()
    await until(() => rates.length === 4)
    assert.deepEqual(rates, [10, 60, 30, 10])
    assert.equal(demand.of(key), undefined, 'nothing is expected while it changes')
    clock.pass(11_000)
    assert.equal(demand.of(key), 10)
  } finally {
    pace.close()
    await broker.close()
  }
})

test('a client of the broker, a rule or a search server that takes live values gets all of them', async () => {
  const { broker, demand, clock, site, rig, key } = await hub()
  const rates = paced(broker.link(), site, rig)
  const link = openMqttLink({ url: `mqtt://127.0.0.1:${broker.port}`, clientId: 'dash' })
  try {
    const stop = await link.subscribe(['rigs/+/+/live'], () => undefined)
    demand.look()
    assert.equal(demand.isSlowed(key), false)
    await stop()
    clock.pass(1000)
    await until(() => {
      demand.look()
      return demand.isSlowed(key)
    })
    await link.subscribe(['rigs/#'], () => undefined)
    demand.look()
    assert.equal(demand.isSlowed(key), false)
    await link.close()
    await until(() => {
      demand.look()
      return demand.isSlowed(key)
    })
  } finally {
    rates.pace.close()
    await link.close()
    await broker.close()
  }
  for (const taken of [{ ruled: true }, { searched: true }]) {
    const other = await hub(taken)
    const { pace } = paced(other.broker.link(), other.site, other.rig)
    other.demand.look()
    assert.equal(other.demand.isSlowed(other.key), false)
    pace.close()
    await other.broker.close()
  }
})

test('a rig whose hub falls silent or is lost sends all values again', async context => {
  const { broker, site, rig } = await hub()
  const link = openMqttLink({ url: `mqtt://127.0.0.1:${broker.port}`, clientId: 'rig' })
  const { rates, pace } = paced(link, site, rig)
  const say = (payload: Uint8Array) =>
    broker.link().publish({ topic: wantedTopic(site, rig), payload, qos: 0 })
  try {
    await until(() => broker.isRead(wantedTopic(site, rig)))
    for (const none of ['', '{', '{"v":2,"live_hz":10}', '{"v":1,"live_hz":"10"}'])
      await say(Buffer.from(none))
    await say(wantedWord(1))
    await until(() => rates.length === 1)
    assert.deepEqual(rates, [10], 'never fewer than keep its state fresh, and nothing for what is no word')
    await broker.close()
    await until(() => rates.length === 2)
    assert.deepEqual(rates, [10, 60])
  } finally {
    pace.close()
    await link.close()
    await broker.close()
  }
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const other = await hub()
  const direct = paced(other.broker.link(), other.site, other.rig)
  await other.broker.link().publish({ topic: wantedTopic(site, rig), payload: wantedWord(10), qos: 0 })
  assert.deepEqual(direct.rates, [10])
  context.mock.timers.tick(16_000)
  assert.deepEqual(direct.rates, [10, 60])
  direct.pace.close()
  context.mock.timers.reset()
  await other.broker.close()
})
