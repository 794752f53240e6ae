import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LapSegments, SegmentFacts } from '../../../src/model/lap-segments.ts'
import type { LiveMessage } from '../../../src/model/messages.ts'
import { CornerWatch } from './corner-watch.ts'
import { watchedCar } from './testing/watched-car.ts'

/** Ten corners of a hundred metres, each taken in 4 s; `behind_ms` is what each costs more. */
const lapOf = (behind_ms: number, change: Partial<SegmentFacts> = {}): LapSegments => ({
  lap_id: 'lap',
  length_m: 1000,
  line: 0,
  brake_measured: true,
  throttle_measured: true,
  segments: Array.from({ length: 10 }, (_, at) => ({
    ...{ label: `T${at + 1}`, name: '', from_m: at * 100, to_m: at * 100 + 100, middle_m: at * 100 + 50 },
    ...{ start_ms: at * (4000 + behind_ms), end_ms: (at + 1) * (4000 + behind_ms) },
    ...{ brake_m: at * 100 + 20, min_speed_kmh: 90, throttle_m: at * 100 + 70, ...change },
  })),
})

/** A car that is looked at five times a second. */
function drive(own: LapSegments | undefined, aside_m?: (metre: number) => number) {
  const { car, see } = watchedCar()
  const watch = new CornerWatch()
  const reference = lapOf(0)
  const look = (change: Partial<LiveMessage>) => {
    see({ throttle: 1, accel_lat_g: 0, ...change }, 200)
    return watch.step(car, { own: () => own, reference, ...(aside_m && { aside_m }) })
  }
  return Object.assign(look, { watch })
}

test('behind a corner that cost time its number and what to do are shown, on the straight and for three seconds', () => {
  const see = drive(lapOf(80, { min_speed_kmh: 85 }))
  assert.equal(see({ spline: 0.05 }), undefined)
  assert.equal(see({ spline: 0.101, throttle: 0.5 }), undefined)
  assert.deepEqual(see({ spline: 0.102 }), { label: 'T1', delta_ms: 80, todo: { verb: 'VMIN', by: 5 } })
  for (let look = 0; look < 15; look++) assert.ok(see({ spline: 0.103 }) !== undefined)
  assert.equal(see({ spline: 0.104 }), undefined)
})

test('four corners a lap at the most are spoken of', () => {
  const see = drive(lapOf(80))
  const labels = new Set<string>()
  for (let spline = 0.05; spline < 1; spline += 0.01) {
    const label = see({ spline })?.label
    if (label !== undefined) labels.add(label)
  }
  assert.deepEqual([...labels], ['T1', 'T2', 'T3', 'T4'])
})

test('nothing is said in traffic, under yellow, on a lap that does not count, and where no straight follows', () => {
  for (const change of [{ gap_ahead_ms: 700 }, { flag: 2 }, { lap_valid: 0 }, { accel_lat_g: 1.2 }]) {
    const see = drive(lapOf(80))
    const heard = [0.05, 0.101, 0.12, 0.14, 0.16, 0.18].map(spline => see({ spline, ...change }))
    assert.deepEqual(new Set(heard), new Set([undefined]), JSON.stringify(change))
  }
})

test('a page that has not seen the lap says nothing of it', () => {
  const see = drive(undefined)
  assert.deepEqual(
    [0.05, 0.101, 0.12].map(spline => see({ spline })),
    [undefined, undefined, undefined],
  )
})

test('a corner that is driven through twice is spoken of once', () => {
  const see = drive(lapOf(80))
  const labels = [0.05, 0.101, 0.15, 0.05, 0.101, 0.15].map(spline => see({ spline })?.label)
  assert.equal(labels.filter(label => label === 'T1').length, 5, 'shown since, and not anew')
  assert.equal(see.watch.told, 1)
})

test('what was worth a word and held back is counted', () => {
  const see = drive(lapOf(80))
  for (let spline = 0.05; spline < 0.95; spline += 0.01) see({ spline })
  assert.deepEqual([see.watch.told, see.watch.held], [4, 5])
  const busy = drive(lapOf(80))
  for (const spline of [0.05, 0.101, 0.201]) busy({ spline, flag: 2 })
  assert.deepEqual([busy.watch.told, busy.watch.held], [0, 2])
})

test('once it is known how steady the driver is, a smaller loss is worth a word', () => {
  const see = drive(lapOf(30))
  const laps = ['a', 'b', 'c', 'd', 'e'].map(lap_id =>
    [0.05, 0.101, 0.15].map(spline => see({ spline, lap_id })?.label),
  )
  assert.deepEqual(
    laps.map(labels => labels.at(-1)),
    [undefined, undefined, undefined, undefined, 'T1'],
  )
})

test('who drives beside the line of the reference where it was slowest is told so', () => {
  const see = drive(lapOf(80, { min_m: 50 }), metre => (metre === 50 ? 2 : 0))
  see({ spline: 0.05 })
  assert.deepEqual(see({ spline: 0.101 })?.todo, { verb: 'LINE', by: -2 })
})
