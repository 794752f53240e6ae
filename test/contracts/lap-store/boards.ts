// What stands on a board, and in which order.
import assert from 'node:assert/strict'
import { receive } from '../../../src/laps/receive.ts'
import type { LapMessage } from '../../../src/model/messages.ts'
import { lapIn } from '../lap-messages.ts'
import { deliver, plain, rows, type StoreCheck } from './opened-store.ts'

export function boardsContract(check: StoreCheck): void {
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
}
