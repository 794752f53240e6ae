// What every lap store does, whatever it is made of. An adapter's test calls this with a way to open it, empty, on the
// real engine.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { receive } from '../../src/laps/receive.ts'
import type { LapStore } from '../../src/laps/store.ts'
import type { BoardEvent } from '../../src/model/board-event.ts'
import { asLapId } from '../../src/model/identity.ts'
import type { LapMessage, SessionMessage } from '../../src/model/messages.ts'
import { type Ruling, verdicts } from '../../src/model/ruling.ts'
import { lapIn, rulingOn, sessionIn } from './lap-messages.ts'
import { toldTwice } from './told-twice.ts'

export type OpenedStore = { readonly store: LapStore; readonly dispose: () => Promise<void> }

/** Everything that a store holds, as text: two stores are the same when these are. */
export async function contentOf(store: LapStore): Promise<string> {
  const [laps, sessions, boards, rulings, events] = await Promise.all([
    store.laps({}),
    store.sessions({}),
    store.boards({}),
    store.rulings(),
    store.events(),
  ])
  const records = await Promise.all(boards.map(({ board }) => store.records(board)))
  const theoreticals = await Promise.all(
    laps.map(({ track, driver, car }) => store.theoretical({ track, driver, car })),
  )
  return JSON.stringify({ laps, sessions, boards, rulings, events, records, theoreticals }, null, 1)
}

/** The boards that every lap is on, of the best laps ever in any weather. */
const plain = { period: 'ever', conditions: 'any', rule: 'best-lap' } as const

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
  const deliver = async (store: LapStore, messages: readonly Sent[]) => {
    for (const message of messages) await send(store, message)
  }
  const rows = async (store: LapStore, board: string) =>
    (await store.boards({ board })).flatMap(({ rows: all }) =>
      all.map(({ rank, driver, lap_id }) => `${rank} ${driver} ${lap_id}`),
    )

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

  check('laps that only broadcasting told of are listed apart, and counted', async store => {
    const told = { samples: 0, time_source: 'broadcast', driver: 'Bea' }
    await deliver(store, [
      lapIn({ lap_number: 1 }),
      lapIn({ lap_number: 2, samples: 0, time_source: 'results' }),
      lapIn({ lap_number: 3, time_source: 'broadcast' }),
      lapIn({ session: 's2', lap_number: 1, ...told }),
      lapIn({ session: 's2', lap_number: 2, ...told, track: 'imola' }),
    ])
    const ids = async (filter: Parameters<LapStore['laps']>[0]) =>
      (await store.laps(filter)).map(lap => lap.lap_id).sort()
    assert.deepEqual(await ids({ of: 'rigs' }), ['s1-7-1', 's1-7-2', 's1-7-3'])
    assert.deepEqual(await ids({ of: 'field' }), ['s2-7-1', 's2-7-2'])
    assert.equal((await ids({})).length, 5)
    assert.equal((await ids({ of: 'rigs', limit: 2 })).length, 2)
    assert.equal(await store.countLaps({}), 5)
    assert.equal(await store.countLaps({ of: 'field' }), 2)
    assert.equal(await store.countLaps({ of: 'field', track: 'Imola', limit: 1 }), 1)
    assert.equal(await store.countLaps({ of: 'rigs', driver: 'nobody' }), 0)
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
    const boards = await store.boards(plain)
    assert.deepEqual(
      boards.map(({ board, rows }) => [
        board,
        ...rows.map(row => `${row.rank} ${row.driver} ${row.lap_time_ms}`),
      ]),
      [
        ['monza/GT3', '1 Ada 108000', '2 Bea 109000'],
        ['monza/GT4', '1 Bea 120000'],
        ['monza/all', '1 Cy 90000', '2 Ada 108000', '3 Bea 109000'],
        ['monza/bmw_m4_gt3', '1 Bea 109000'],
        ['monza/ferrari_296_gt3', '1 Ada 108000'],
        ['monza/ktm_xbow_gt4', '1 Bea 120000'],
        ['monza/new_car', '1 Cy 90000'],
      ],
    )
    assert.deepEqual(
      (await store.boards({ ...plain, driver: 'bea', car: 'bmw_m4_gt3' })).map(({ board }) => board),
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
      return received.stream === 'lap' ? [...received.boards].sort() : []
    }
    const best = ['monza/GT3', 'monza/all', 'monza/ferrari_296_gt3']
    const most = ['monza/all/most-laps', 'monza/all/season-2026/most-laps']
    const all = [...best, ...best.map(name => `${name}/season-2026`), ...most].sort()
    assert.deepEqual(await changed(lapIn({ lap_time_ms: 110_000 })), all)
    assert.deepEqual(await changed(lapIn({ lap_number: 2, lap_time_ms: 111_000 })), most)
    assert.deepEqual(await changed(lapIn({ lap_number: 3, lap_time_ms: 109_000, valid: false })), [])
    assert.deepEqual(await changed(lapIn({ lap_number: 4, lap_time_ms: 108_000 })), all)
  })

  check('a lap is held on the boards of its season, of its weather and of both', async store => {
    await deliver(store, [
      lapIn({ lap_number: 1, lap_time_ms: 100_000, conditions: 'dry' }),
      lapIn({ lap_number: 2, lap_time_ms: 110_000, conditions: 'wet' }),
      lapIn({ session: 's2', lap_time_ms: 105_000, started_at: '2025-12-31T23:59:59Z', conditions: 'wet' }),
      lapIn({ session: 's3', lap_time_ms: 99_000, started_at: '2026-01-01T00:00:00Z' }),
    ])
    const gt3 = await store.boards({ among: 'car_class', rule: 'best-lap' })
    assert.deepEqual(
      gt3.map(({ board, rows: [row] }) => [board, row?.lap_id]),
      [
        ['monza/GT3', 's3-7-1'],
        ['monza/GT3/dry', 's1-7-1'],
        ['monza/GT3/season-2025', 's2-7-1'],
        ['monza/GT3/season-2025/wet', 's2-7-1'],
        ['monza/GT3/season-2026', 's3-7-1'],
        ['monza/GT3/season-2026/dry', 's1-7-1'],
        ['monza/GT3/season-2026/wet', 's1-7-2'],
        ['monza/GT3/wet', 's2-7-1'],
      ],
    )
    const narrow = await store.boards({ period: 'season', label: '2026', conditions: 'wet', among: 'all' })
    assert.deepEqual(
      narrow.map(({ board }) => board),
      ['monza/all/season-2026/wet'],
    )
  })

  check(
    'an event has boards of the laps that began in it, at its place, before and after it is declared',
    async store => {
      const cup = {
        event: 'spring-cup',
        name: 'Spring Cup',
        from: '2026-03-01T10:00:00Z',
        to: '2026-03-01T12:00:00Z',
      }
      const [before, within, late] = [
        '2026-03-01T09:59:59.999Z',
        '2026-03-01T10:00:00Z',
        '2026-03-01T12:00:00Z',
      ]
      await deliver(store, [
        lapIn({ session: 's1', driver: 'Early', started_at: before }),
        lapIn({ session: 's2', driver: 'Ada', started_at: within, lap_time_ms: 101_000 }),
      ])
      const declared = await store.declareEvent(cup)
      assert.equal(declared.changed, true)
      assert.ok(declared.boards.includes('monza/GT3/event-spring-cup'))
      assert.deepEqual(await store.declareEvent(cup), { changed: false, boards: [] })
      await deliver(store, [
        lapIn({ session: 's3', driver: 'Bea', started_at: '2026-03-01T11:59:59.999Z', lap_time_ms: 100_000 }),
        lapIn({ session: 's4', driver: 'Late', started_at: late }),
      ])
      assert.deepEqual(await rows(store, 'monza/GT3/event-spring-cup'), ['1 Bea s3-7-1', '2 Ada s2-7-1'])
      assert.deepEqual(await store.events(), [cup])
      await store.declareEvent({ ...cup, to: '2026-03-01T11:00:00Z' })
      assert.deepEqual(await rows(store, 'monza/GT3/event-spring-cup'), ['1 Ada s2-7-1'])
      await store.declareEvent({ ...cup, site: 'elsewhere' })
      assert.deepEqual(await rows(store, 'monza/GT3/event-spring-cup'), [])
      await store.declareEvent({ ...cup, track: 'monza' })
      await store.removeEvent('spring-cup')
      assert.deepEqual([await store.events(), await store.boards({ period: 'event' })], [[], []])
      assert.equal((await store.removeEvent('spring-cup')).changed, false)
    },
  )

  check('an average is of the five best laps, and of nothing less', async store => {
    const times = [105, 101, 102, 103, 104].map(s => s * 1000)
    const laps = times.map((lap_time_ms, index) => lapIn({ lap_number: index + 1, lap_time_ms }))
    await deliver(store, laps.slice(0, 4))
    assert.deepEqual(await store.boards({ rule: 'average-5' }), [])
    await deliver(store, laps)
    assert.equal((await store.rank('monza/GT3/average-5', 'Ada'))?.average_ms, 103_000)
    await deliver(store, [
      lapIn({ session: 's2', lap_time_ms: 100_004 }),
      lapIn({ session: 's3', lap_time_ms: 109_000 }),
    ])
    const row = await store.rank('monza/GT3/season-2026/average-5', 'Ada')
    assert.deepEqual(
      [row?.average_ms, row?.lap_id],
      [(100_004 + 101_000 + 102_000 + 103_000 + 104_000) / 5, 's1-7-5'],
    )
  })

  check('most laps counts valid flying laps, and who had them first stands first', async store => {
    const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`
    await deliver(store, [
      lapIn({ lap_number: 1, started_at: at(5) }),
      lapIn({ lap_number: 2, started_at: at(1) }),
      lapIn({ lap_number: 3, kind: 'out' }),
      lapIn({ session: 's2', driver: 'Bea', lap_number: 1, started_at: at(2) }),
      lapIn({ session: 's2', driver: 'Bea', lap_number: 2, started_at: at(4) }),
      lapIn({ session: 's3', driver: 'Cy', car_class: 'GT4', started_at: at(0) }),
    ])
    const [board] = await store.boards({ board: 'monza/all/most-laps' })
    assert.deepEqual(
      board?.rows.map(({ rank, driver, laps, lap_id }) => [rank, driver, laps, lap_id]),
      [
        [1, 'Bea', 2, 's2-7-2'],
        [1, 'Ada', 2, 's1-7-1'],
        [3, 'Cy', 1, 's3-7-1'],
      ],
    )
  })

  check('consistency is the least spread of five laps in a row that are not slow', async store => {
    const laps = (session: string, times: readonly number[], first = 1) =>
      times.map((s, index) => lapIn({ session, lap_number: first + index, lap_time_ms: s * 1000 }))
    const spread = async () => (await store.rank('monza/GT3/consistency', 'Ada'))?.spread_ms
    await deliver(store, laps('s1', [103, 101, 104, 102]))
    await deliver(store, laps('s1', [101, 101, 101, 101], 6))
    assert.equal(await spread(), undefined, 'four in a row and a hole are not five')
    await deliver(store, laps('s1', [101], 5))
    assert.equal(await spread(), 0, 'the late lap closes the row')
    await deliver(store, laps('s2', [120, 120, 120, 120, 120]))
    assert.equal((await store.rank('monza/GT3/consistency', 'Ada'))?.lap_id, 's1-7-9', 'a slow row is none')
    await deliver(store, laps('s3', [94]))
    assert.equal(await spread(), undefined, 'of a better best the rows are too slow')
  })

  check('records tell who held them before, whichever lap is heard of first', async store => {
    const at = (day: number) => `2026-03-0${day}T10:00:00.000Z`
    const laps = [
      lapIn({ session: 's1', driver: 'Ada', lap_time_ms: 105_000, started_at: at(1) }),
      lapIn({ session: 's2', driver: 'Bea', lap_time_ms: 104_000, started_at: at(2) }),
      lapIn({ session: 's3', driver: 'Cy', lap_time_ms: 104_000, started_at: at(3) }),
      lapIn({ session: 's4', driver: 'Ada', lap_time_ms: 103_000, started_at: at(4) }),
      lapIn({ session: 's5', driver: 'Ada', lap_time_ms: 102_000, started_at: at(5) }),
    ]
    const [first, second, third, fourth, fifth] = laps
    assert.ok(first && second && third && fourth && fifth)
    const holders = async (board = 'monza/GT3') =>
      (await store.records(board)).map(({ driver, lap_time_ms }) => `${driver} ${lap_time_ms}`)
    await deliver(store, [fifth, third])
    assert.deepEqual(await holders(), ['Ada 102000', 'Cy 104000'])
    await deliver(store, [second, fourth, first])
    const all = ['Ada 102000', 'Ada 103000', 'Bea 104000', 'Ada 105000']
    assert.deepEqual(await holders(), all)
    await store.recordRuling(rulingOn(second.lap_id, { verdict: 'invalid' }))
    assert.deepEqual(await holders('monza/all'), ['Ada 102000', 'Ada 103000', 'Cy 104000', 'Ada 105000'])
    await store.recordRuling(rulingOn(second.lap_id, { verdict: 'withdrawn', at: '2026-03-07T12:00:00Z' }))
    assert.deepEqual(await holders(), all)
    assert.deepEqual(await holders('monza/all/most-laps'), [])
    assert.deepEqual(await holders('nowhere/GT3'), [])
  })

  check('the theoretical best is made of the best own sectors of valid flying laps', async store => {
    await deliver(store, [
      lapIn({ lap_number: 1, lap_time_ms: 105_000, sector_times_ms: [30_000, 40_000, 35_000] }),
      lapIn({ lap_number: 2, lap_time_ms: 104_000, sector_times_ms: [31_000, 38_000, 35_000] }),
      lapIn({ lap_number: 3, lap_time_ms: 90_000, sector_times_ms: [20_000, 35_000, 35_000], valid: false }),
      lapIn({ lap_number: 4, lap_time_ms: 99_000, sector_times_ms: [] }),
      lapIn({ session: 's2', driver: 'Bea', lap_time_ms: 60_000, sector_times_ms: [20_000, 20_000, 20_000] }),
    ])
    const who = { track: 'Monza', driver: 'Ada', car: 'Ferrari_296_GT3' }
    assert.deepEqual(await store.theoretical(who), {
      ...{ driver: 'Ada', track: 'monza', car: 'ferrari_296_gt3' },
      lap_time_ms: 103_000,
      sectors: [
        { sector: 1, time_ms: 30_000, lap_id: 's1-7-1' },
        { sector: 2, time_ms: 38_000, lap_id: 's1-7-2' },
        { sector: 3, time_ms: 35_000, lap_id: 's1-7-1' },
      ],
      laps: 2,
      best_lap_ms: 104_000,
    })
    assert.equal(await store.theoretical({ ...who, field: 'virtual' }), undefined)
    assert.equal(await store.theoretical({ ...who, driver: 'Nobody' }), undefined)
  })

  check('a ruling says who, why and when, and the boards follow the latest one', async store => {
    const [quick, slow] = [lapIn({ lap_time_ms: 100_000 }), lapIn({ lap_number: 2, lap_time_ms: 105_000 })]
    await deliver(store, [quick, slow])
    const out = rulingOn(quick.lap_id, {
      verdict: 'invalid',
      why: 'cut the chicane',
      at: '2026-03-02T10:00:00Z',
    })
    const ruled = await store.recordRuling(out)
    assert.ok(ruled.changed && ruled.boards.includes('monza/GT3'))
    assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-2'])
    assert.equal((await store.rank('monza/all/most-laps', 'Ada'))?.laps, 1)
    const lap = await store.lap(quick.lap_id)
    assert.deepEqual([lap?.valid, lap?.invalid_reason], [false, 'ruled by Steward: cut the chicane'])
    assert.deepEqual(
      [lap?.ruling?.by, lap?.ruling?.why, lap?.ruling?.at, lap?.ruling?.recorded_valid],
      ['Steward', 'cut the chicane', '2026-03-02T10:00:00Z', true],
    )
    assert.deepEqual(
      (await store.laps({ valid: false })).map(({ lap_id }) => lap_id),
      [quick.lap_id],
    )
    assert.deepEqual(await store.recordRuling(out), { changed: false, boards: [] })
    const back = rulingOn(quick.lap_id, {
      verdict: 'valid',
      why: 'seen on video',
      at: '2026-03-03T10:00:00Z',
    })
    await store.recordRuling(back)
    assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-1'])
    await store.recordRuling(rulingOn(quick.lap_id, { verdict: 'invalid', at: '2026-03-01T10:00:00Z' }))
    assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-1'], 'an older ruling changes nothing')
    assert.deepEqual(
      (await store.rulings(quick.lap_id)).map(({ at }) => at.slice(8, 10)),
      ['01', '02', '03'],
    )
    assert.deepEqual(await store.rulings(slow.lap_id), [])
  })

  check(
    'a lap that the game called invalid may be reinstated, and a ruling may come before its lap',
    async store => {
      const lap = lapIn({ lap_time_ms: 100_000, valid: false, invalid_reason: 'off track' })
      await store.recordRuling(rulingOn(lap.lap_id, { verdict: 'valid' }))
      assert.deepEqual(await store.laps({}), [])
      await deliver(store, [lap, lap])
      assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-1'])
      const stored = await store.lap(lap.lap_id)
      assert.deepEqual(
        [
          stored?.valid,
          stored?.invalid_reason,
          stored?.ruling?.recorded_valid,
          stored?.ruling?.recorded_reason,
        ],
        [true, undefined, false, 'off track'],
      )
      await store.recordRuling(rulingOn(lap.lap_id, { verdict: 'withdrawn', at: '2027-01-01T00:00:00Z' }))
      assert.equal((await store.lap(lap.lap_id))?.invalid_reason, 'off track')
      assert.deepEqual(await store.boards({}), [])
    },
  )

  check('a ruling outlives the lap being seen again, and a better record of it', async store => {
    const lap = lapIn({ lap_time_ms: 100_000, samples: 100 })
    await deliver(store, [lap])
    await store.recordRuling(rulingOn(lap.lap_id, { verdict: 'invalid' }))
    await receive(lapIn({ lap_time_ms: 100_000, origin: 'replay', samples: 900 }), store, {
      rankReplays: true,
    })
    await deliver(store, [lap, lapIn({ lap_time_ms: 99_000, samples: 200 })])
    const stored = await store.lap(lap.lap_id)
    assert.deepEqual([stored?.valid, stored?.lap_time_ms], [false, 99_000])
    assert.deepEqual(await store.boards({}), [])
  })

  check('virtual drivers have boards of their own', async store => {
    await deliver(store, [lapIn({ origin: 'virtual' }), lapIn({ session: 's2', driver: 'Bea' })])
    assert.deepEqual(
      (await store.boards(plain)).map(({ board, rows }) => [board, rows.map(row => row.driver)]),
      [
        ['monza/GT3', ['Bea']],
        ['monza/GT3/virtual', ['Ada']],
        ['monza/all', ['Bea']],
        ['monza/all/virtual', ['Ada']],
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
      lapIn({ lap_number: 5, lap_time_ms: 80_000, samples: 0, time_source: 'broadcast' }),
      sessionIn({ session: 's3', started_at: '2026-02-02T10:00:00.000Z' }),
      lapIn({ session: 's3', lap_time_ms: 85_000, samples: 0, time_source: 'broadcast' }),
    ])
    const sessions = await store.sessions({})
    assert.deepEqual(
      sessions.map(({ session_id, laps, field_laps, best_lap_ms }) => [
        ...[session_id, laps, field_laps, best_lap_ms],
      ]),
      [
        ['s2', 0, 0, undefined],
        ['s1', 4, 1, 109_000],
        ['s3', 0, 1, 85_000],
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

  toldTwice(check)

  check('records that arrive together are all recorded', async store => {
    const laps = Array.from({ length: 300 }, (_, index) => lapIn({ lap_number: index + 1 }))
    await Promise.all(laps.map(lap => receive(lap, store)))
    assert.equal((await store.laps({})).length, 300)
  })

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

/** What a store takes in any order and any number. */
type Sent = LapMessage | SessionMessage | (Ruling & { readonly type: 'ruling' })

async function send(store: LapStore, sent: Sent): Promise<void> {
  if (sent.type !== 'ruling') return void (await receive(sent, store))
  const { type: _type, ...ruling } = sent
  await store.recordRuling(ruling)
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
