// What every lap store does, whatever it is made of. An adapter's test calls this with a way to open it, empty, on the
// real engine.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { receive } from '../../src/laps/receive.ts'
import type { LapStore } from '../../src/laps/store.ts'
import { asLapId } from '../../src/model/identity.ts'
import type { LapMessage, SessionMessage } from '../../src/model/messages.ts'
import { lapIn, sessionIn } from './lap-messages.ts'

export type OpenedStore = { readonly store: LapStore; readonly dispose: () => Promise<void> }

/** Everything that a store holds, as text: two stores are the same when these are. */
export async function contentOf(store: LapStore): Promise<string> {
  const [laps, sessions, boards] = await Promise.all([store.laps({}), store.sessions({}), store.boards({})])
  return JSON.stringify({ laps, sessions, boards }, null, 1)
}

/** `runs`: how many random deliveries are tried; opening a store may be slow. */
export function lapStoreContract(name: string, open: () => Promise<OpenedStore>, runs = 25): void {
  const check = (sentence: string, body: (store: LapStore) => Promise<void>) =>
    test(`${name}: ${sentence}`, async () => {
      const { store, dispose } = await open()
      try {
        await body(store)
      } finally {
        await dispose()
      }
    })
  const deliver = async (store: LapStore, messages: readonly (LapMessage | SessionMessage)[]) => {
    for (const message of messages) await receive(message, store)
  }

  check('a lap comes back as it was recorded, and what is not known stays away', async store => {
    const full = lapIn({
      invalid_reason: 'cutting',
      valid: false,
      fuel_used_l: 2.5,
      tyre_pressure_psi: [27, 27.1, 27.2, 27.3],
      tyre_compound: 'dry_compound',
    })
    const bare = lapIn({ lap_number: 2, valid: null, sector_times_ms: [] })
    const { lap_time_ms: _time, time_source: _source, ...timeless } = bare
    await deliver(store, [full, timeless])
    const { v, type, first_seq, last_seq, ...record } = full
    assert.ok(v === 1 && type === 'lap' && first_seq <= last_seq)
    assert.deepEqual(await store.lap(full.lap_id), record)
    const stored = await store.lap(bare.lap_id)
    assert.deepEqual(Object.keys(stored ?? {}).includes('lap_time_ms'), false)
    assert.equal(stored?.valid, null)
    assert.equal(await store.lap(asLapId('nobody-1')), undefined)
  })

  check('an incomplete lap is not stored', async store => {
    const received = await receive(lapIn({ kind: 'incomplete', valid: null }), store)
    assert.deepEqual([received.stream, received.outcome], ['lap', 'passed-over'])
    assert.deepEqual(await store.laps({}), [])
  })

  check('a lap that comes twice is one lap', async store => {
    const lap = lapIn({})
    assert.equal((await receive(lap, store)).outcome, 'recorded')
    assert.equal((await receive(lap, store)).outcome, 'known')
    assert.equal((await store.laps({})).length, 1)
  })

  check('laps are listed newest first, and by track, driver, car, session and validity', async store => {
    await deliver(store, [
      lapIn({ lap_number: 1, started_at: '2026-03-01T10:00:00.000Z' }),
      lapIn({ lap_number: 2, started_at: '2026-03-01T10:02:00Z', valid: false }),
      lapIn({
        session: 's2',
        lap_number: 1,
        track: 'Imola',
        driver: 'Bea',
        started_at: '2026-03-02T10:00:00.000Z',
      }),
      lapIn({ session: 's3', lap_number: 1, car: 'bmw_m4_gt3', started_at: '2026-02-01T10:00:00.000Z' }),
    ])
    const ids = async (filter: Parameters<LapStore['laps']>[0]) =>
      (await store.laps(filter)).map(lap => lap.lap_id)
    assert.deepEqual(await ids({}), ['s2-7-1', 's1-7-2', 's1-7-1', 's3-7-1'])
    assert.deepEqual(await ids({ limit: 2 }), ['s2-7-1', 's1-7-2'])
    assert.deepEqual(await ids({ track: 'imola' }), ['s2-7-1'])
    assert.deepEqual(await ids({ track: 'Imola' }), ['s2-7-1'])
    assert.deepEqual(await ids({ driver: 'BEA' }), ['s2-7-1'])
    assert.deepEqual(await ids({ car: 'bmw_m4_gt3' }), ['s3-7-1'])
    assert.deepEqual(await ids({ session_id: 's1' }), ['s1-7-2', 's1-7-1'])
    assert.deepEqual(await ids({ valid: false }), ['s1-7-2'])
    assert.deepEqual(await ids({ valid: true, driver: 'ada', limit: 1 }), ['s1-7-1'])
    assert.deepEqual(await ids({ track: "monza' OR 1=1 --" }), [])
  })

  check('a board holds the best valid flying lap of each driver, per class and per car', async store => {
    await deliver(store, [
      lapIn({ lap_number: 1, lap_time_ms: 110_000 }),
      lapIn({ lap_number: 2, lap_time_ms: 108_000 }),
      lapIn({ lap_number: 3, lap_time_ms: 100_000, valid: false }),
      lapIn({ lap_number: 4, lap_time_ms: 100_000, valid: null }),
      lapIn({ lap_number: 5, lap_time_ms: 100_000, kind: 'out' }),
      lapIn({ session: 's2', lap_time_ms: 109_000, driver: 'Bea', car: 'bmw_m4_gt3' }),
      lapIn({ session: 's3', lap_time_ms: 120_000, driver: 'Bea', car: 'ktm_xbow_gt4', car_class: 'GT4' }),
      lapIn({ session: 's4', lap_time_ms: 90_000, driver: 'Cy', car: 'new_car', car_class: '' }),
    ])
    const boards = await store.boards({})
    assert.deepEqual(
      boards.map(({ board, rows }) => [
        board,
        ...rows.map(row => `${row.rank} ${row.driver} ${row.lap_time_ms}`),
      ]),
      [
        ['monza/GT3', '1 Ada 108000', '2 Bea 109000'],
        ['monza/GT4', '1 Bea 120000'],
        ['monza/bmw_m4_gt3', '1 Bea 109000'],
        ['monza/ferrari_296_gt3', '1 Ada 108000'],
        ['monza/ktm_xbow_gt4', '1 Bea 120000'],
        ['monza/new_car', '1 Cy 90000'],
      ],
    )
    assert.deepEqual(
      (await store.boards({ driver: 'bea', car: 'bmw_m4_gt3' })).map(({ board }) => board),
      ['monza/bmw_m4_gt3'],
    )
    assert.deepEqual(await store.boards({ track: 'imola' }), [])
  })

  check(
    'equal times share a rank, the earlier lap stands first, and the next rank is skipped',
    async store => {
      const at = (day: number) => `2026-03-0${day}T10:00:00.000Z`
      await deliver(store, [
        lapIn({ session: 's1', driver: 'Late', lap_time_ms: 101_000, started_at: at(3) }),
        lapIn({ session: 's2', driver: 'Early', lap_time_ms: 101_000, started_at: at(2) }),
        lapIn({ session: 's3', driver: 'First', lap_time_ms: 100_000, started_at: at(4) }),
        lapIn({ session: 's4', driver: 'Last', lap_time_ms: 102_000, started_at: at(1) }),
        lapIn({ session: 's5', driver: 'Early', lap_time_ms: 101_000, started_at: at(5) }),
      ])
      const [board] = await store.boards({ board: 'monza/GT3' })
      assert.deepEqual(
        board?.rows.map(row => `${row.rank} ${row.driver} ${row.lap_id} ${row.achieved_at}`),
        [
          '1 First s3-7-1 2026-03-04T10:01:40.000Z',
          '2 Early s2-7-1 2026-03-02T10:01:41.000Z',
          '2 Late s1-7-1 2026-03-03T10:01:41.000Z',
          '4 Last s4-7-1 2026-03-01T10:01:42.000Z',
        ],
      )
      assert.equal((await store.rank('monza/GT3', 'Last'))?.rank, 4)
      assert.equal((await store.rank('monza/GT3', 'Late'))?.rank, 2)
      assert.equal(await store.rank('monza/GT3', 'Nobody'), undefined)
      const [one] = await store.boards({ board: 'monza/GT3', driver: 'last' })
      assert.deepEqual(
        one?.rows.map(row => row.rank),
        [4],
      )
      const [top] = await store.boards({ board: 'monza/GT3', limit: 2 })
      assert.deepEqual(
        top?.rows.map(row => row.driver),
        ['First', 'Early'],
      )
    },
  )

  check('recording a lap says which boards it changed', async store => {
    const changed = async (message: LapMessage) => {
      const received = await receive(message, store)
      return received.stream === 'lap' ? received.boards : []
    }
    assert.deepEqual(await changed(lapIn({ lap_time_ms: 110_000 })), ['monza/GT3', 'monza/ferrari_296_gt3'])
    assert.deepEqual(await changed(lapIn({ lap_number: 2, lap_time_ms: 111_000 })), [])
    assert.deepEqual(await changed(lapIn({ lap_number: 3, lap_time_ms: 109_000, valid: false })), [])
    assert.deepEqual(await changed(lapIn({ lap_number: 4, lap_time_ms: 108_000 })), [
      'monza/GT3',
      'monza/ferrari_296_gt3',
    ])
  })

  check('virtual drivers have boards of their own', async store => {
    await deliver(store, [lapIn({ origin: 'virtual' }), lapIn({ session: 's2', driver: 'Bea' })])
    assert.deepEqual(
      (await store.boards({})).map(({ board, rows }) => [board, rows.map(row => row.driver)]),
      [
        ['monza/GT3', ['Bea']],
        ['monza/GT3/virtual', ['Ada']],
        ['monza/ferrari_296_gt3', ['Bea']],
        ['monza/ferrari_296_gt3/virtual', ['Ada']],
      ],
    )
  })

  check(
    'a replay enters no board unless it is told to, and never replaces what was seen live',
    async store => {
      const live = lapIn({ samples: 100 })
      const replayed = lapIn({ origin: 'replay', samples: 200 })
      const other = lapIn({ origin: 'replay', session: 's2', driver: 'Bea' })
      await deliver(store, [live, replayed, other])
      assert.equal((await store.lap(live.lap_id))?.origin, 'live')
      assert.deepEqual(
        (await store.boards({ board: 'monza/GT3' }))[0]?.rows.map(row => row.driver),
        ['Ada'],
      )
      await receive(other, store, { rankReplays: true })
      await receive(other, store)
      assert.deepEqual(
        (await store.boards({ board: 'monza/GT3' }))[0]?.rows.map(row => row.driver),
        ['Ada', 'Bea'],
      )
    },
  )

  check('a lap that turns out otherwise takes its place on the boards with it', async store => {
    const poor = lapIn({ lap_time_ms: 100_000, samples: 10 })
    const good = lapIn({ lap_time_ms: 100_000, samples: 20, valid: false })
    await deliver(store, [poor, lapIn({ lap_number: 2, lap_time_ms: 105_000 })])
    assert.equal((await store.rank('monza/GT3', 'Ada'))?.lap_time_ms, 100_000)
    await deliver(store, [good])
    assert.equal((await store.rank('monza/GT3', 'Ada'))?.lap_time_ms, 105_000)
    await deliver(store, [poor])
    assert.equal((await store.lap(poor.lap_id))?.valid, false)
  })

  check('sessions are listed newest first, with their laps and the best of them', async store => {
    await deliver(store, [
      sessionIn({ session: 's1', started_at: '2026-03-01T10:00:00.000Z' }),
      sessionIn({ session: 's2', started_at: '2026-03-02T10:00:00.000Z', track: 'imola' }),
      lapIn({ lap_time_ms: 110_000 }),
      lapIn({ lap_number: 2, lap_time_ms: 109_000 }),
      lapIn({ lap_number: 3, lap_time_ms: 90_000, valid: false }),
      lapIn({ lap_number: 4, lap_time_ms: 140_000, kind: 'out' }),
    ])
    const sessions = await store.sessions({})
    assert.deepEqual(
      sessions.map(({ session_id, laps, best_lap_ms }) => [session_id, laps, best_lap_ms]),
      [
        ['s2', 0, undefined],
        ['s1', 4, 109_000],
      ],
    )
    assert.deepEqual(
      (await store.sessions({ track: 'imola' })).map(session => session.session_id),
      ['s2'],
    )
    assert.equal((await store.sessions({ limit: 1 })).length, 1)
  })

  check('a session keeps its end and what is known of it, whichever message comes last', async store => {
    const begun = sessionIn({ session_type: 'unknown' })
    const known = sessionIn({ session_type: 'race', driver: 'Bea' })
    const ended = sessionIn({ session_type: 'race', ended_at: '2026-03-01T11:00:00.000Z' })
    await deliver(store, [ended, begun, known, begun])
    const [session] = await store.sessions({})
    assert.deepEqual(
      [session?.ended_at, session?.session_type, session?.driver],
      ['2026-03-01T11:00:00.000Z', 'race', 'Ada'],
    )
  })

  check('records that arrive together are all recorded', async store => {
    const laps = Array.from({ length: 300 }, (_, index) => lapIn({ lap_number: index + 1 }))
    await Promise.all(laps.map(lap => receive(lap, store)))
    assert.equal((await store.laps({})).length, 300)
  })

  test(`${name}: duplicates and any order leave the same store`, async () => {
    const messages = fc.array(anyMessage, { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(messages, fc.infiniteStream(fc.nat()), async (sent, random) => {
        const [first, second] = [await open(), await open()]
        try {
          await deliver(first.store, sent)
          await deliver(second.store, disturbed(sent, random))
          assert.equal(await contentOf(second.store), await contentOf(first.store))
        } finally {
          await first.dispose()
          await second.dispose()
        }
      }),
      { numRuns: runs },
    )
  })

  check('10 000 deliveries of 2 000 messages, in any order, leave what 2 000 in order leave', async store => {
    const sent = fc.sample(anyMessage, { numRuns: 2000, seed: 4 })
    const random = fc.sample(fc.nat(), { numRuns: 20_000, seed: 5 })[Symbol.iterator]()
    const deliveries = Array.from({ length: 4 }, () => sent).flatMap(all => disturbed(all, random, 0.3))
    assert.ok(deliveries.length >= 10_000, `${deliveries.length}`)
    await Promise.all(deliveries.map(message => receive(message, store)))
    const straight = await open()
    try {
      await Promise.all(sent.map(message => receive(message, straight.store)))
      assert.equal(await contentOf(store), await contentOf(straight.store))
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

/** Few ids, drivers and times, so that messages often meet: same lap, same time, same session, other content. */
const anyMessage: fc.Arbitrary<LapMessage | SessionMessage> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        session: fc.constantFrom('s1', 's2', 's3'),
        lap_number: fc.integer({ min: 1, max: 6 }),
        driver: fc.constantFrom('Ada', 'Bea', 'Cy'),
        car: fc.constantFrom('ferrari_296_gt3', 'bmw_m4_gt3'),
        track: fc.constantFrom('monza', 'imola'),
        lap_time_ms: fc.constantFrom(100_000, 101_000, 102_000),
        valid: fc.constantFrom(true, true, false, null),
        kind: fc.constantFrom('flying', 'flying', 'out', 'incomplete'),
        origin: fc.constantFrom('live', 'live', 'virtual', 'replay', 'import'),
        samples: fc.constantFrom(100, 200),
        started_at: fc.constantFrom(
          '2026-03-01T10:00:00.000Z',
          '2026-03-01T10:00:00Z',
          '2026-03-02T10:00:00.000Z',
        ),
      })
      .map(lapIn),
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
)
