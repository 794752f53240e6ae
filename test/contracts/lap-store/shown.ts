// What everybody may see of laps: where an event ends, drivers who do not want to be named, teams and races.
import assert from 'node:assert/strict'
import { barredBy } from '../../../src/laps/barred-words.ts'
import { openShown } from '../../../src/laps/shown.ts'
import type { LapStore } from '../../../src/laps/store.ts'
import type { BoardEvent } from '../../../src/model/board-event.ts'
import { lapIn, sessionIn } from '../lap-messages.ts'
import { deliver, plain, type StoreCheck } from './opened-store.ts'

const cup: BoardEvent = {
  event: 'cup',
  name: 'Spring Cup',
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-02T00:00:00Z',
}
const rowsOf = async (store: LapStore, board: string) =>
  (await openShown(store).boards({ board })).flatMap(({ rows }) => rows)

export function shownContract(check: StoreCheck): void {
  check(
    'a lap that begins before the end of an event counts, one that begins at its end does not',
    async store => {
      await store.declareEvent(cup)
      await deliver(store, [
        lapIn({ lap_number: 1, lap_time_ms: 110_000, started_at: '2026-03-01T23:59:59.999Z' }),
        lapIn({ lap_number: 2, lap_time_ms: 100_000, started_at: '2026-03-02T00:00:00.000Z' }),
      ])
      const [row, ...others] = await rowsOf(store, 'monza/GT3/event-cup')
      assert.deepEqual([row?.lap_time_ms, others], [110_000, []])
    },
  )

  check(
    'a driver who is hidden counts as before, under what is shown, and is found by that alone',
    async store => {
      const hidden = { driver: 'Ada', shown: 'driver 4127', at: '2026-03-01T12:00:00.000Z' }
      await deliver(store, [
        lapIn({ lap_time_ms: 100_000 }),
        lapIn({ session: 's2', driver: 'Bea', lap_time_ms: 101_000 }),
      ])
      const shown = openShown(store)
      const names = async (filter: object) =>
        (await shown.boards({ board: 'monza/GT3', ...filter })).flatMap(({ rows }) =>
          rows.map(row => row.driver),
        )
      await store.putHidden(hidden)
      assert.deepEqual(await store.hiddenDrivers(), [hidden])
      assert.deepEqual(await names({}), ['driver 4127', 'Bea'])
      assert.deepEqual(
        [await names({ driver: 'driver 4127' }), await names({ driver: 'ADA' })],
        [['driver 4127'], []],
      )
      assert.equal((await shown.records('monza/GT3'))[0]?.driver, 'driver 4127')
      assert.equal((await shown.lap(lapIn({}).lap_id))?.driver, 'driver 4127')
      assert.equal((await store.lap(lapIn({}).lap_id))?.driver, 'Ada', 'the record itself has changed')
      assert.equal(await store.removeHidden('Ada'), true)
      assert.equal(await store.removeHidden('Ada'), false)
      assert.deepEqual(await names({}), ['Ada', 'Bea'])
      const barred = openShown(store, barredBy('bea'))
      const [, second] = (await barred.boards({ board: 'monza/GT3' })).flatMap(({ rows }) => rows)
      assert.match(second?.driver ?? '', /^driver \d{6}$/)
    },
  )

  check(
    'a team stands with the best lap of its drivers, and with the sum of their best once all have one',
    async store => {
      await store.declareEvent({
        ...cup,
        teams: [
          { team: 'Blue', drivers: ['Ada', 'Bea'] },
          { team: 'Red', drivers: ['cy', 'Nobody'] },
        ],
      })
      await deliver(store, [
        lapIn({ lap_number: 1, lap_time_ms: 104_000 }),
        lapIn({ lap_number: 2, lap_time_ms: 103_000 }),
        lapIn({ session: 's2', driver: 'Bea', lap_time_ms: 102_000 }),
        lapIn({ session: 's3', driver: 'Cy', lap_time_ms: 101_000 }),
        lapIn({ session: 's4', driver: 'Dee', lap_time_ms: 100_000 }),
      ])
      const best = await rowsOf(store, 'monza/GT3/event-cup/team-best')
      assert.deepEqual(
        best.map(({ rank, driver, lap_time_ms, lap_id }) => [rank, driver, lap_time_ms, lap_id]),
        [
          [1, 'Red', 101_000, 's3-7-1'],
          [2, 'Blue', 102_000, 's2-7-1'],
        ],
      )
      const relay = await rowsOf(store, 'monza/GT3/event-cup/team-relay')
      assert.deepEqual(
        relay.map(({ driver, total_ms }) => [driver, total_ms]),
        [['Blue', 205_000]],
      )
      assert.deepEqual(await store.events().then(([event]) => event?.teams?.length), 2)
      const names = (await openShown(store).boards({ ...plain, rule: 'team-best' })).map(({ board }) => board)
      assert.ok(names.includes('monza/all/event-cup/team-best'), names.join())
    },
  )

  check(
    'a race is won by more laps, then by less time, of any lap that was completed, told by whomever',
    async store => {
      await store.declareEvent(cup)
      const race = { session_type: 'race' } as const
      const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, second)).toISOString()
      const told = { samples: 0, time_source: 'broadcast' } as const
      await deliver(store, [
        sessionIn({ session: 'r1', ...race }),
        sessionIn({ session: 'r2', driver: 'Bea', ...race }),
        sessionIn({ session: 'q1', session_type: 'qualifying' }),
        lapIn({ session: 'q1', lap_time_ms: 90_000 }),
        lapIn({ session: 'r1', lap_number: 1, lap_time_ms: 110_000, started_at: at(0), valid: false }),
        lapIn({ session: 'r1', lap_number: 2, lap_time_ms: 100_000, started_at: at(110) }),
        lapIn({ session: 'r1', lap_number: 3, lap_time_ms: 150_000, started_at: at(210), kind: 'in' }),
        lapIn({ session: 'r2', driver: 'Bea', lap_number: 1, lap_time_ms: 108_000, started_at: at(0) }),
        lapIn({ session: 'r2', driver: 'Bea', lap_number: 2, lap_time_ms: 101_000, started_at: at(108) }),
        // The game of r2 saw the laps of r1 as well.
        {
          ...lapIn({ session: 'r2', lap_number: 12, lap_time_ms: 110_000, started_at: at(1), valid: false }),
          ...told,
        },
        { ...lapIn({ session: 'r2', lap_number: 13, lap_time_ms: 100_000, started_at: at(111) }), ...told },
        {
          ...lapIn({ session: 'r2', driver: 'Cy', lap_number: 21, lap_time_ms: 90_000, started_at: at(0) }),
          ...told,
        },
      ])
      const rows = await rowsOf(store, 'monza/GT3/event-cup/race')
      assert.deepEqual(
        rows.map(({ rank, driver, laps, total_ms }) => [rank, driver, laps, total_ms]),
        [
          [1, 'Bea', 2, 209_000],
          [2, 'Ada', 2, 210_000],
          [3, 'Cy', 1, 90_000],
        ],
      )
    },
  )
}
