// Boards by season, by weather and by other rules; records and the theoretical best.
import assert from 'node:assert/strict'
import { lapIn, rulingOn } from '../lap-messages.ts'
import { deliver, type StoreCheck } from './opened-store.ts'

export function standingsContract(check: StoreCheck): void {
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
}
