import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Rates } from './rates.ts'

test('a steady stream shows its rate, and a silent one how long it has been silent', () => {
  const rates = new Rates()
  for (let ms = 0; ms < 20_000; ms += 20) rates.note('rigs/home/rig1/live', 100, ms)
  const [live] = rates.byRig(19_999).get('home/rig1') ?? []
  assert.deepEqual([live?.stream, live?.per_s, live?.bytes_per_s, live?.total], ['live', 50, 5000, 1000])
  const [later] = rates.byRig(25_000).get('home/rig1') ?? []
  assert.equal(later?.silent_ms, 25_000 - 19_980)
  assert.ok(later !== undefined && later.per_s > 15 && later.per_s < 30)
  assert.equal(rates.byRig(60_000).get('home/rig1')?.[0]?.per_s, 0)
})

test('streams of a rig stand in their order, also those that came past the broker; other topics do not count', () => {
  const rates = new Rates()
  rates.note('$aws/rules/sim_frame/rigs/home/rig1/frame', 1, 0)
  for (const topic of ['rigs/home/rig1/live', 'rigs/home/rig1', 'alerts/rig1', 'rigs/home/rig1/other']) {
    rates.note(topic, 1, 0)
  }
  assert.deepEqual(
    rates
      .byRig(0)
      .get('home/rig1')
      ?.map(({ stream }) => stream),
    ['live', 'frame'],
  )
})

test('each stream remembers five minutes: messages by the second, and its longest pause', () => {
  const rates = new Rates()
  for (let ms = 0; ms < 4000; ms += 100) rates.note('rigs/home/rig1/live', 1, ms)
  for (let ms = 6000; ms < 9000; ms += 100) rates.note('rigs/home/rig1/live', 1, ms)
  const at = (ms: number) => rates.byRig(ms).get('home/rig1')?.[0]
  assert.deepEqual(at(9_500)?.spark, [10, 10, 10, 10, 0, 0, 10, 10, 10])
  assert.equal(at(9_500)?.longest_gap_ms, 2100)
  assert.equal(at(400_000)?.longest_gap_ms, undefined, 'five minutes later it is forgotten')
  assert.deepEqual([at(400_000)?.spark.length, at(400_000)?.spark.some(count => count > 0)], [299, false])
})
