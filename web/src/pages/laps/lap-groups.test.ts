import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../../src/model/identity.ts'
import { sampleLap } from '../../../../src/model/testing/messages.ts'
import { countedOf, filterOf, groupLaps, narrow, nothingHidden, questionOf, summaryOf } from './lap-groups.ts'

const lap = (lap_number: number, change: Parameters<typeof sampleLap>[0] = {}) =>
  sampleLap({ lap_number, lap_id: asLapId(`s-0-${lap_number}`), ...change })

test('an address without words asks for full, valid laps; each switch tells what it hides', () => {
  const laps = [lap(4, { kind: 'in' }), lap(3, { valid: false }), lap(2, { valid: null }), lap(1)]
  const { kept, hidden } = narrow(laps, filterOf(new URLSearchParams()))
  assert.deepEqual(
    kept.map(({ lap_number }) => lap_number),
    [1],
  )
  assert.deepEqual(hidden, { ...nothingHidden, notFull: 1, notValid: 2 })
  const all = narrow(laps, filterOf(new URLSearchParams('valid=0&full=0')))
  assert.equal(all.kept.length, 4)
})

test('without traffic are laps that are known to be, not those of which nobody knows', () => {
  const laps = [lap(3), lap(2, { traffic_share: 0.2 }), lap(1, { traffic_share: 0 })]
  const filter = filterOf(new URLSearchParams('traffic=0'))
  const { kept, hidden } = narrow(laps, filter)
  assert.deepEqual(
    kept.map(({ lap_number }) => lap_number),
    [1],
  )
  assert.deepEqual(hidden, { ...nothingHidden, inTraffic: 2 })
  assert.equal(countedOf(filter)['traffic'], 'false')
})

test('the weather and a stretch of time narrow as well; the hub is asked for what it can narrow by', () => {
  const at = (minute: number) => `2026-11-24T12:${String(minute).padStart(2, '0')}:00.000Z`
  const laps = [5, 4, 3, 2].map(number =>
    lap(number, { started_at: at(number), conditions: number === 4 ? 'wet' : 'dry' }),
  )
  const filter = filterOf(new URLSearchParams(`track=monza&wx=dry&field=1&from=${at(3)}&to=${at(4)}`))
  const { kept, hidden } = narrow(laps, filter)
  assert.deepEqual(
    kept.map(({ lap_number }) => lap_number),
    [3],
  )
  assert.deepEqual(hidden, { ...nothingHidden, outside: 2, weather: 1 })
  assert.deepEqual(questionOf(filter), {
    ...{ track: 'monza', field: 'true', conditions: 'dry' },
    ...{ from: at(3), to: at(4) },
  })
  const today = filterOf(new URLSearchParams('days=1&full=0'))
  const midnight = new Date(2026, 10, 24).toISOString()
  assert.deepEqual(countedOf(today, new Date(2026, 10, 24, 13)), { from: midnight, valid: 'true' })
})

test('laps that somebody left out are hidden by that, and a tag keeps those that have it', () => {
  const remark = (lap_id: string, tags: readonly string[], hidden: boolean) =>
    [lap_id, { lap_id: asLapId(lap_id), note: '', tags, hidden, at: '2026-11-24T12:00:00Z' }] as const
  const written = new Map([remark('s-0-1', [], true), remark('s-0-2', ['wet-setup'], false)])
  const laps = [lap(3), lap(2), lap(1)]
  const bare = narrow(laps, filterOf(new URLSearchParams()), written)
  assert.deepEqual([bare.kept.length, bare.hidden.leftOut], [2, 1])
  const tagged = narrow(laps, filterOf(new URLSearchParams('tag=wet-setup')), written)
  assert.deepEqual([tagged.kept.map(({ lap_number }) => lap_number), tagged.hidden.untagged], [[2], 2])
  assert.equal(narrow(laps, filterOf(new URLSearchParams('out=1')), written).kept.length, 3)
})

test('the laps of other cars are groups of their own beside those of the rig', () => {
  const told = { samples: 0, time_source: 'broadcast' }
  const laps = [lap(2), lap(9, { ...told, driver: 'B' }), lap(1), lap(8, { ...told, driver: 'B' })]
  assert.deepEqual(
    groupLaps(laps).map(({ stints }) => stints.flatMap(of => of.laps.map(({ lap_number }) => lap_number))),
    [
      [2, 1],
      [9, 8],
    ],
  )
})

test('a stint runs from one pit stop to the next', () => {
  const laps = [
    lap(7),
    lap(6, { kind: 'out' }),
    lap(5, { kind: 'in' }),
    lap(4),
    lap(3),
    lap(2, { kind: 'out' }),
  ]
  const [session] = groupLaps(laps)
  assert.deepEqual(
    session?.stints.map(stint => stint.laps.map(({ lap_number }) => lap_number)),
    [
      [7, 6],
      [5, 4, 3, 2],
    ],
  )
})

test('a stint is summed up by its clean laps, and the optimal lap names the laps of its sectors', () => {
  const summary = summaryOf([
    lap(9, { lap_time_ms: 200_000, kind: 'in' }),
    lap(8, { lap_time_ms: 100_000, valid: false }),
    lap(4, {
      lap_time_ms: 107_000,
      sector_times_ms: [35_000, 37_000, 35_000],
      fuel_used_l: 2.8,
      tyre_pressure_psi: [27, 27, 27, 27],
    }),
    lap(3, {
      lap_time_ms: 107_600,
      sector_times_ms: [34_600, 37_500, 35_500],
      fuel_used_l: 3,
      tyre_pressure_psi: [26, 26, 26, 26],
    }),
  ])
  assert.deepEqual(
    { ...summary, spread_ms: Math.round(summary.spread_ms ?? 0) },
    {
      clean: 2,
      mean_ms: 107_300,
      best_ms: 107_000,
      spread_ms: 424,
      optimal: { time_ms: 106_600, from: [3, 4, 4] },
      fuel_per_lap_l: 2.9,
      pressure_drift_psi: 1,
    },
  )
})

test('of what was not measured nothing is summed up, and one lap has no spread', () => {
  assert.deepEqual(summaryOf([lap(1, { kind: 'out' })]), { clean: 0 })
  const one = summaryOf([lap(1, { sector_times_ms: [] })])
  assert.deepEqual(one, { clean: 1, mean_ms: 107_832, best_ms: 107_832 })
})
