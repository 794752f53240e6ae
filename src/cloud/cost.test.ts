import assert from 'node:assert/strict'
import { test } from 'node:test'
import { costOf, iotCoreHour } from './cost.ts'
import { prices } from './prices.ts'
import { trafficAt } from './traffic.ts'

/** The cost of a rig and an hour in IoT Core, worked out by hand beforehand: 200 channels, one action, no Basic Ingest. */
const byHand = [
  {
    form: 'one JSON per sample at 60 Hz',
    per_second: 60,
    bytes: 3_900,
    messages_usd: 0.216,
    rules_usd: 0.065,
  },
  { form: 'columns, a second each', per_second: 1, bytes: 88_000, messages_usd: 0.065, rules_usd: 0.019 },
  { form: 'columns of differences', per_second: 1, bytes: 40_000, messages_usd: 0.032, rules_usd: 0.01 },
  { form: 'columns at 333 Hz', per_second: 1, bytes: 473_000, messages_usd: 0.34, rules_usd: 0.1 },
] as const

for (const { form, per_second, bytes, messages_usd, rules_usd } of byHand) {
  test(`${form}: within a tenth of what was worked out by hand`, () => {
    const found = iotCoreHour({ per_second, bytes })
    const near = (value: number, wanted: number) =>
      assert.ok(Math.abs(value / wanted - 1) <= 0.1, `expected about ${wanted}, found ${value}`)
    near(found.messages_usd, messages_usd)
    near(found.rules_usd, rules_usd)
  })
}

test('Basic Ingest costs no message, and its rules as much as ever', () => {
  const frame = trafficAt(60, 10).frames
  assert.equal(iotCoreHour(frame, { basicIngest: true }).messages_usd, 0)
  assert.equal(iotCoreHour(frame, { basicIngest: true }).rules_usd, iotCoreHour(frame).rules_usd)
})

test('the bill of an event is the sum of its lines, and each line its amount times its price', () => {
  const { lines, total_usd, per_rig_hour_usd } = costOf({ rigs: 20, hours: 8, hz: 60 })
  const known = Object.values(prices)
  for (const { service, what, amount, usd } of lines) {
    const price = known.find(entry => entry.service === service && entry.unit === what)
    assert.ok(price !== undefined && Math.abs(usd - amount * price.usd) < 1e-9, `${service}: ${what}`)
  }
  const sum = lines.reduce((total, { usd }) => total + usd, 0)
  assert.ok(Math.abs(sum - total_usd) < 1e-9)
  assert.ok(Math.abs(per_rig_hour_usd - total_usd / 160) < 1e-9)
})

test('IoT Core asks 4 to 10 cents for a rig and an hour when nobody watches', () => {
  const { lines } = costOf({ rigs: 20, hours: 8, hz: 60, pages: 0 })
  const core = lines
    .filter(({ service }) => service === 'IoT Core')
    .reduce((total, { usd }) => total + usd, 0)
  assert.ok(core / 160 > 0.04 && core / 160 < 0.1, `found ${core / 160}`)
})

test('twice the rigs or hours cost twice as much, and a page that watches costs its messages', () => {
  const one = costOf({ rigs: 10, hours: 4, hz: 60, pages: 0 })
  for (const twice of [
    { rigs: 20, hours: 4 },
    { rigs: 10, hours: 8 },
  ]) {
    const found = costOf({ ...twice, hz: 60, pages: 0 })
    assert.ok(Math.abs(found.total_usd / one.total_usd - 2) < 1e-6)
  }
  const watched = costOf({ rigs: 10, hours: 4, hz: 60, pages: 1 })
  // 10 messages a second of 10 rigs for 4 hours, at a dollar a million.
  assert.ok(Math.abs(watched.total_usd - one.total_usd - 1.44) < 0.01)
})

test('what cannot be is refused by name', () => {
  assert.throws(() => costOf({ rigs: 0, hours: 8, hz: 60 }), {
    code: 'bad-question',
    message: 'rigs: expected a number above 0, found 0',
  })
})
