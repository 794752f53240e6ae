// However messages come, twice, late or in another order, the store is the same.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BoardEvent } from '../../../src/model/board-event.ts'
import { asLapId } from '../../../src/model/identity.ts'
import { verdicts } from '../../../src/model/ruling.ts'
import { lapIn, rulingOn, sessionIn } from '../lap-messages.ts'
import { contentOf, deliver, type OpenedStore, type Sent, type StoreCheck, send } from './opened-store.ts'

/** `runs`: how many random deliveries are tried. */
export function deliveriesContract(
  name: string,
  open: () => Promise<OpenedStore>,
  check: StoreCheck,
  runs: number,
): void {
  test(`${name}: duplicates, any order and a replay of everything leave the same store`, async () => {
    const sent = fc.array(anySent, { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(sent, fc.infiniteStream(fc.nat()), async (all, random) => {
        const [first, second] = [await open(), await open()]
        try {
          for (const { store } of [first, second]) await store.declareEvent(firstOfMarch)
          await deliver(first.store, all)
          await deliver(second.store, disturbed(all, random))
          const content = await contentOf(first.store)
          assert.equal(await contentOf(second.store), content)
          await deliver(first.store, all)
          assert.equal(await contentOf(first.store), content)
        } finally {
          await first.dispose()
          await second.dispose()
        }
      }),
      { numRuns: runs },
    )
  })

  check('10 000 deliveries of 2 000 messages, in any order, leave what 2 000 in order leave', async store => {
    const sent = fc.sample(anySent, { numRuns: 2000, seed: 4 })
    assert.ok(sent.some(({ type }) => type === 'ruling') && sent.some(({ type }) => type === 'session'))
    const random = fc.sample(fc.nat(), { numRuns: 20_000, seed: 5 })[Symbol.iterator]()
    const deliveries = Array.from({ length: 4 }, () => sent).flatMap(all => disturbed(all, random, 0.3))
    assert.ok(deliveries.length >= 10_000, `${deliveries.length}`)
    const half = deliveries.length >> 1
    await Promise.all(deliveries.slice(0, half).map(message => send(store, message)))
    // Declared in the middle, an event has the same boards.
    await store.declareEvent(firstOfMarch)
    await Promise.all(deliveries.slice(half).map(message => send(store, message)))
    const straight = await open()
    try {
      await straight.store.declareEvent(firstOfMarch)
      await Promise.all(sent.map(message => send(straight.store, message)))
      const content = await contentOf(straight.store)
      assert.equal(await contentOf(store), content)
      await Promise.all(sent.map(message => send(store, message)))
      assert.equal(await contentOf(store), content, 'after a replay of everything')
    } finally {
      await straight.dispose()
    }
  })
}

/** The messages in another order, some of them twice. */
function disturbed<Value>(values: readonly Value[], random: Iterator<number>, twice = 0.5): readonly Value[] {
  const next = () => ((random.next().value ?? 0) % 1000) / 1000
  const all = [...values, ...values.filter(() => next() < twice)]
  return all
    .map(value => ({ value, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

const firstOfMarch: BoardEvent = {
  ...{ event: 'first-of-march', name: 'First of March' },
  ...{ from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' },
}

/** Few ids, drivers and times, so that messages often meet: same lap, same time, same session, other content. */
const anySent: fc.Arbitrary<Sent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        session: fc.constantFrom('s1', 's2', 's3'),
        lap_number: fc.integer({ min: 1, max: 9 }),
        driver: fc.constantFrom('Ada', 'Bea', 'Cy'),
        car: fc.constantFrom('ferrari_296_gt3', 'bmw_m4_gt3'),
        track: fc.constantFrom('monza', 'imola'),
        lap_time_ms: fc.constantFrom(100_000, 101_000, 102_000),
        valid: fc.constantFrom(true, true, false, null),
        kind: fc.constantFrom('flying', 'flying', 'out', 'incomplete'),
        origin: fc.constantFrom('live', 'live', 'virtual', 'replay', 'import'),
        samples: fc.constantFrom(0, 100, 200),
        conditions: fc.constantFrom('dry', 'wet', undefined),
        sector_times_ms: fc.constantFrom([30_000, 35_000, 35_000], [31_000, 34_000, 35_000], []),
        started_at: fc.constantFrom(
          '2026-03-01T10:00:00.000Z',
          '2026-03-01T10:00:00Z',
          '2026-03-02T10:00:00.000Z',
        ),
      })
      .map(({ conditions, sector_times_ms, ...said }) =>
        lapIn({ ...said, sector_times_ms: [...sector_times_ms], ...(conditions && { conditions }) }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        session: fc.constantFrom('s1', 's2', 's3'),
        driver: fc.constantFrom('Ada', 'Bea'),
        session_type: fc.constantFrom('unknown', 'practice', 'race'),
        started_at: fc.constant('2026-03-01T10:00:00.000Z'),
      })
      .map(sessionIn),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        lap: fc.constantFrom('s1-7-1', 's1-7-2', 's2-7-1', 's3-7-3'),
        verdict: fc.constantFrom(...verdicts),
        why: fc.constantFrom('seen', 'not seen'),
        ruling_id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        at: fc.constantFrom('2026-03-03T10:00:00Z', '2026-03-03T10:00:00.000Z', '2026-03-04T10:00:00Z'),
      })
      .map(({ lap, ...said }) => ({ ...rulingOn(asLapId(lap), said), type: 'ruling' as const })),
  },
)
