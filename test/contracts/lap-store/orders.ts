// Listings in other orders than the newest first, and narrowed by traffic and by what people wrote.
import assert from 'node:assert/strict'
import type { LapFilter } from '../../../src/laps/store.ts'
import { lapOrderKeys, orderValue } from '../../../src/model/lap-order.ts'
import type { RuledLap } from '../../../src/model/ruling.ts'
import { lapIn } from '../lap-messages.ts'
import { deliver, type StoreCheck } from './opened-store.ts'

export function ordersContract(check: StoreCheck): void {
  check(
    'laps are listed by any value, page by page, both ways; those that do not say it come last',
    async store => {
      const laps = Array.from({ length: 14 }, (_, at) => {
        const lap = lapIn({
          lap_number: at + 1,
          driver: ['Ada', 'Bea', 'Cy'][at % 3] ?? '',
          lap_time_ms: 100_000 + 10 * (at % 5),
          sector_times_ms: at % 4 === 0 ? [] : [30_000 + (at % 3), 35_000, 34_990],
          fuel_l: 40.1 - at / 10,
          tyre_pressure_psi: [26.53, 26.1 + (at % 2), 27.02, 26.97],
          quality: { rate_hz: 333.3 + (at % 2), gaps: 0, duplicates: 0, torn: 0 },
        })
        return {
          ...lap,
          ...(at % 5 !== 0 && { traffic_share: (at % 3) / 8 }),
          ...(at > 7 && { air_temp_c: 20 }),
        }
      })
      await deliver(store, laps)
      for (const by of lapOrderKeys) {
        for (const down of [false, true]) {
          const filter = { order: { by, down } }
          const whole = await store.laps(filter)
          const paged: RuledLap[] = []
          for (let last: RuledLap | undefined; ; last = paged.at(-1)) {
            const page = await store.laps({ ...filter, limit: 3, ...(last !== undefined && { after: last }) })
            if (page.length === 0) break
            paged.push(...page)
          }
          assert.deepEqual(
            paged.map(lap => lap.lap_id),
            whole.map(lap => lap.lap_id),
            `${by} ${down}`,
          )
          assert.equal(whole.length, laps.length, by)
          const values = whole.map(lap => orderValue(lap, by))
          const known = values.filter(value => value !== undefined)
          assert.deepEqual(values.slice(0, known.length), known, `${by}: laps without it are last`)
          const sorted = known.toSorted((a, b) => (a < b ? -1 : Number(a > b)) * (down ? -1 : 1))
          assert.deepEqual(known, sorted, `${by} ${down}`)
        }
      }
      const free = await store.laps({ traffic: false })
      assert.deepEqual(new Set(free.map(lap => lap.traffic_share)), new Set([0]))
      const held = await store.laps({ traffic: true, order: { by: 'traffic_share', down: true } })
      assert.equal(held[0]?.traffic_share, 0.25)
      assert.equal(free.length + held.length, laps.filter(lap => lap.traffic_share !== undefined).length)
      assert.equal(await store.countLaps({ traffic: false }), free.length)
    },
  )

  check('what people wrote beside laps narrows a listing and its count', async store => {
    const laps = [1, 2, 3, 4].map(lap_number => lapIn({ lap_number }))
    await deliver(store, laps)
    const remark = { note: '', tags: [], hidden: false, at: '2026-11-24T12:00:00.000Z' }
    const [one, two, three] = laps.map(({ lap_id }) => lap_id)
    assert.ok(one && two && three)
    await store.putRemark({ ...remark, lap_id: one, tags: ['wet', 'setup-3'] })
    await store.putRemark({ ...remark, lap_id: two, tags: ['setup-3'], hidden: true })
    await store.putRemark({ ...remark, lap_id: three, note: 'set"up' })
    const numbers = async (filter: LapFilter) => (await store.laps(filter)).map(lap => lap.lap_number)
    assert.deepEqual(await numbers({ tag: 'setup-3' }), [2, 1])
    assert.deepEqual(await numbers({ tag: 'setup-3', leftOut: false }), [1])
    assert.deepEqual(await numbers({ leftOut: true }), [2])
    assert.deepEqual(await numbers({ leftOut: false, driver: 'ada' }), [4, 3, 1])
    assert.deepEqual(await numbers({ tag: "' OR 1=1 --" }), [])
    assert.equal(await store.countLaps({ tag: 'setup-3', leftOut: false }), 1)
    await store.putRemark({ ...remark, lap_id: two })
    assert.deepEqual(await numbers({ leftOut: true }), [])
  })
}
