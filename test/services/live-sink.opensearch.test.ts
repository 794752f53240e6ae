import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { systemClock } from '../../src/hub/clock.ts'
import { openSearchSink } from '../../src/live/opensearch.ts'
import {
  sampleEvent,
  sampleLap,
  sampleLive,
  sampleSession,
  sampleStatus,
} from '../../src/model/testing/messages.ts'
import { unixMillis } from '../../src/units/quantity.ts'
import { liveSinkContract } from '../contracts/live-sink.ts'
import { searchSink } from '../contracts/search-sink.ts'

const { PITWALL_TEST_OPENSEARCH: url } = process.env

if (url === undefined) {
  test(
    'the live stream in OpenSearch',
    { skip: 'npm run test:services starts it where it can' },
    () => undefined,
  )
} else {
  liveSinkContract('OpenSearch', () => searchSink(url))

  test('OpenSearch: what was put is found by its words, its numbers and its time', async () => {
    const said: string[] = []
    const sink = openSearchSink({ clock: systemClock, server: { url }, report: text => void said.push(text) })
    const received = unixMillis(Date.UTC(2026, 10, 24, 12, 0, 1))
    const rig = `rig-${process.pid}`
    sink.put(sampleLive({ rig, speed_kmh: 199.5 }), received)
    sink.tell({ type: 'event', event: sampleEvent({ id: `${rig}-a`, value: 4 }) })
    sink.tell({ type: 'event', event: sampleEvent({ id: `${rig}-b`, value: 'yellow' }) })
    sink.tell({ type: 'lap', lap: sampleLap({ driver: 'Ada L.' }) })
    sink.tell({ type: 'session', session: sampleSession() })
    sink.tell({ type: 'status', status: sampleStatus() })
    sink.tell({ type: 'board', board: { board: 'monza/GT3', rows: [] } })
    // A fresh server takes its time to make six indices.
    while (sink.counters().sent === 0 && said.length === 0) await delay(50)
    await sink.close()
    assert.deepEqual(said, [], 'nothing was refused')
    const ask = async (index: string, query: object) => {
      await fetch(`${url}/${index}/_refresh`, { method: 'POST' })
      const answer = await fetch(`${url}/${index}/_search`, {
        method: 'POST',
        body: JSON.stringify({ query }),
        headers: { 'Content-Type': 'application/json' },
      })
      const text = await answer.text()
      assert.equal(answer.status, 200, text)
      const { hits }: { hits: { hits: readonly { _id: string }[] } } = JSON.parse(text)
      return hits.hits.length
    }
    const recent = { range: { '@timestamp': { gte: '2026-11-24T12:00:00Z', lt: '2026-11-24T12:00:02Z' } } }
    const fast = { range: { speed_kmh: { gte: 199 } } }
    assert.equal(await ask('live', { bool: { filter: [{ term: { rig } }, recent, fast] } }), 1)
    assert.equal(await ask('events', { term: { value: 'yellow' } }), 1)
    assert.equal(await ask('laps', { term: { driver: 'Ada L.' } }), 1)
    for (const index of ['sessions', 'status', 'boards'])
      assert.equal(await ask(index, { match_all: {} }), 1, index)
  })
}
