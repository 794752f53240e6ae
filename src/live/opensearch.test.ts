import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { liveSinkContract } from '../../test/contracts/live-sink.ts'
import { type SearchServerForTests, startSearchServer } from '../../test/contracts/search-server.ts'
import { searchSink } from '../../test/contracts/search-sink.ts'
import { manualClock } from '../model/testing/manual-clock.ts'
import { sampleEvent, sampleLive, sampleStatus } from '../model/testing/messages.ts'
import { openSearchSink } from './opensearch.ts'

liveSinkContract('OpenSearch, as its protocol is written', () => searchSink())

/** A sink whose time moves only when `pass` says so. */
async function bench(context: TestContext) {
  const server = await startSearchServer()
  const clock = manualClock()
  const said: string[] = []
  const sink = openSearchSink({ clock, server: { url: server.url }, report: text => void said.push(text) })
  // Also after a test that failed: an open server would hold up its process for ever.
  context.after(async () => {
    server.resume()
    let isClosed = false
    const closing = sink.close().finally(() => {
      isClosed = true
    })
    while (!isClosed) {
      clock.pass(10)
      await delay(5)
    }
    await closing
    await server.close()
  })
  return { server, clock, said, sink }
}

/** Lets time pass until it holds. */
async function until(clock: ReturnType<typeof manualClock>, holds: () => boolean): Promise<void> {
  const from = performance.now()
  while (!holds()) {
    assert.ok(performance.now() - from < 30_000, 'it did not happen')
    clock.pass(50)
    await delay(2)
  }
}
const idsOf = (server: SearchServerForTests) => server.taken().map(({ id }) => id)

test('a request is two lines for each document, under an id that a duplicate shares', async context => {
  const { server, clock, sink } = await bench(context)
  sink.tell({ type: 'event', event: sampleEvent({ id: 'e"1\n' }) })
  sink.put(sampleLive({ seq: 7 }), clock.now())
  await until(clock, () => server.taken().length === 2)
  const [line, document] = (server.bodies()[0] ?? '').split('\n')
  assert.equal(line, '{"index":{"_index":"events","_id":"e\\"1\\n"}}')
  assert.deepEqual(JSON.parse(document ?? ''), sampleEvent({ id: 'e"1\n' }))
  assert.equal(idsOf(server)[1], 'home-rig1-home-rig1-20261124T120000000Z-7')
  assert.equal(server.templates().length, 1)
})

test('a document that is refused is passed over, one for which there was no room comes again, in order', async context => {
  const { server, clock, said, sink } = await bench(context)
  server.answerNext({ b: 400, c: 429 }, 503, 429)
  for (const id of ['a', 'b', 'c', 'd']) sink.tell({ type: 'event', event: sampleEvent({ id }) })
  await until(clock, () => server.taken().length === 3)
  sink.tell({ type: 'event', event: sampleEvent({ id: 'e' }) })
  await until(clock, () => server.taken().length === 4)
  assert.deepEqual(idsOf(server), ['a', 'd', 'c', 'e'])
  assert.match(said.at(-1) ?? '', /takes documents again/)
})

test('of two states of one rig the newer stays, although the older had to be sent again', async context => {
  const { server, clock, sink } = await bench(context)
  server.answerNext({ 'home-rig1': 429 })
  sink.tell({ type: 'status', status: sampleStatus({ state: 'waiting' }) })
  sink.tell({ type: 'status', status: sampleStatus({ state: 'driving' }) })
  await until(clock, () => server.taken().length === 2)
  assert.deepEqual(
    server.taken().map(({ source }) => Object(source).state),
    ['waiting', 'driving'],
  )
})

test('a request that is too large for the server is halved until it is not', async context => {
  const { server, clock, sink } = await bench(context)
  server.answerNext(413)
  for (const id of ['a', 'b', 'c']) sink.tell({ type: 'event', event: sampleEvent({ id }) })
  await until(clock, () => server.taken().length === 3)
  assert.deepEqual(idsOf(server), ['a', 'b', 'c'])
  assert.equal(server.bodies().length, 3)
})

test('what values say is overtaken while the server is away, and what happened is not', async context => {
  const { server, clock, said, sink } = await bench(context)
  server.answerNext(...Array.from({ length: 5 }, () => 503))
  for (let seq = 0; seq < 300; seq++) {
    sink.put(sampleLive({ seq }), clock.now())
    if (seq % 100 === 0) sink.tell({ type: 'event', event: sampleEvent({ id: `e${seq}` }) })
    clock.pass(16)
    await delay(0)
  }
  await until(clock, () => idsOf(server).at(-1)?.endsWith('-299') === true)
  assert.deepEqual(
    idsOf(server).filter(id => id.startsWith('e')),
    ['e0', 'e100', 'e200'],
  )
  // The server has the last one before the sink has heard so.
  const isSettled = () => {
    const { received, sent, dropped, thinned } = sink.counters()
    return received === sent + dropped + thinned
  }
  await until(clock, isSettled)
  assert.ok(sink.counters().dropped > 0)
  assert.equal(said.filter(text => /HTTP 503/.test(text)).length, 1, 'said once, and not with every request')
})

test('a server that takes nothing for long costs a bounded memory, and the loss is counted', async context => {
  const { server, clock, sink } = await bench(context)
  server.stall()
  const source = sampleEvent({ id: 'x'.repeat(200) })
  for (let count = 0; count <= 50_000; count++) sink.tell({ type: 'event', event: source })
  clock.pass(1000)
  assert.equal(sink.counters().cut_off, 1)
})
