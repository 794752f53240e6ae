import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../../src/model/identity.ts'
import type { LapTrace } from '../../../../src/model/lap-trace.ts'
import { sampleLap } from '../../../../src/model/testing/messages.ts'
import { firstRows, membersOf, viewOf } from './address.ts'
import { scaled, valuesBetween } from './chart-at.ts'
import { nearestLap } from './lap-choices.ts'
import { nearer, projectionOf, wholeMap } from './map-picture.ts'
import { between, deltaOf, metreAt, nearest, statistics, timeAt } from './places.ts'
import { factorOf, limitsOf, limitsWithin, rowOf } from './row.ts'
import { storedLap } from './source.ts'
import { heldWindow } from './touch.ts'
import { placedMarks } from './wall-marks.ts'

const trace = (elapsed_ms: readonly (number | null)[], change: Partial<LapTrace> = {}): LapTrace => {
  const at = elapsed_ms.map((_, metre) => metre)
  return {
    lap_id: 'x',
    axis: 'distance',
    length_m: at.length - 1,
    step: 1,
    at,
    elapsed_ms: [...elapsed_ms],
    distance_m: at,
    columns: {},
    ...change,
  }
}

test('a view is its address, and an address its view', () => {
  const query = new URLSearchParams(
    'a=l1&b=l2&d=live&x=time&z=1800-2200&k=2004&k2=2100&ch=delta,rpm,line&m=line&ph=1&y=rpm:6000:7250.5;delta:-0.1:0.2&cuts=0_640-Curva Grande_1500',
  )
  const view = viewOf(query)
  assert.deepEqual(view.laps, { a: 'l1', b: 'l2', d: 'live' })
  const again = new URLSearchParams()
  for (const [name, value] of Object.entries(membersOf(view))) if (value !== undefined) again.set(name, value)
  assert.deepEqual(viewOf(again), view)
})

test('an address that says nothing, or nonsense, shows the first view', () => {
  const view = viewOf(new URLSearchParams('z=9-3&k=-1&ch=nothing&x=up&m=pink&y=rpm:9:3;no:1:2;delta'))
  assert.deepEqual(view, viewOf(new URLSearchParams()))
  assert.deepEqual(view.rows, firstRows)
  assert.equal(view.zoom, undefined)
})

test('a place is looked up at its neighbour, a time between two metres, and nothing in a hole', () => {
  assert.deepEqual(
    [nearest([0, 10, 20], 14), nearest([0, 10, 20], 16), nearest([0, 10], 99), nearest([], 1)],
    [1, 2, 1, -1],
  )
  const lap = trace([0, 100, null, 300, 400])
  assert.equal(timeAt(lap, 0.5), 50)
  assert.equal(timeAt(lap, 1.5), undefined)
  assert.equal(metreAt(lap, 350), 3.5)
  assert.equal(metreAt(lap, 200), undefined)
  assert.equal(metreAt(lap, 400), 4)
  assert.equal(between([0, 1], [0, 1], 7), undefined)
})

test('behind the reference is positive, at the same metre on either axis', () => {
  const spine = trace([0, 100, 200, 300])
  assert.deepEqual(deltaOf(trace([0, 110, 230, null]), spine, spine), [0, 0.01, 0.03, null])
  const overTime = trace([0, 110, 220], { axis: 'time', at: [0, 110, 220], distance_m: [0, 1, 2] })
  assert.deepEqual(deltaOf(overTime, undefined, spine), [0, 0.01, 0.02])
})

test('between two cursors the least, the mean and the most of what was measured are told', () => {
  assert.deepEqual(statistics(trace([0, 1, 2, 3, 4]), [9, 1, null, 3, 9], 1, 3), {
    least: 1,
    mean: 2,
    most: 3,
  })
  assert.equal(statistics(trace([0, 1]), [null, null], 0, 1), undefined)
})

test('a chart has the unit and the limits of its channel, pedals from 0 to 100 %', () => {
  const throttle = rowOf('throttle') ?? assert.fail()
  assert.deepEqual([throttle.unit, factorOf(throttle, undefined)], ['%', 100])
  assert.deepEqual([limitsOf(throttle, [3]).low, limitsOf(throttle, [3]).high], [0, 100])
  const speed = rowOf('speed_kmh') ?? assert.fail()
  const { low, high, ticks } = limitsOf(speed, [58, null, 271])
  assert.ok(low <= 58 && high >= 271 && ticks.length <= 7, JSON.stringify(ticks))
  assert.equal(rowOf('gear')?.stepped, true)
  assert.equal(rowOf('no_channel'), undefined)
  const delta = rowOf('delta') ?? assert.fail()
  assert.ok(limitsOf(delta, [0.2, 0.5]).low <= 0, 'zero is always in sight')
})

test('the steering is in degrees where the lock of the car is known, and else not at all', () => {
  const steer = rowOf('steer') ?? assert.fail()
  assert.equal(factorOf(steer, 'mercedes_amg_gt3'), 320)
  assert.equal(factorOf(steer, 'soapbox'), undefined)
})

test('what a drag selects of a chart is between two of its values, and the wheel leaves the one it points at', () => {
  const chart = { key: 'speed_kmh', low: 100, high: 200, top: 8, height: 100 }
  assert.deepEqual(valuesBetween(chart, 33, 83), [125, 175])
  assert.deepEqual(valuesBetween(chart, 999, 0), [100, 200])
  assert.deepEqual(scaled(chart, 150, 0.5), [125, 175])
  assert.deepEqual(limitsWithin([101, 119]).ticks, [105, 110, 115])
})

test('a part of the map is nearer around the pixel that was pointed at, and never smaller than the whole', () => {
  const part = nearer(wholeMap, 2, 30, 40)
  assert.deepEqual(part, { scale: 2, x: -30, y: -40 })
  const map = { x: [0, 100], z: [0, 50] }
  const [whole, near] = [projectionOf(map, 200, 200), projectionOf(map, 200, 200, part)]
  const pixel = whole?.(20, 10) ?? assert.fail('no map')
  assert.deepEqual(near?.(20, 10), [pixel[0] * 2 - 30, pixel[1] * 2 - 40])
  assert.deepEqual(nearer(part, 0.1, 5, 5), wholeMap)
})

test('what was marked on the wall lies where the car was then, and nowhere where nobody saw it', () => {
  const lap = (slot: 'a' | 'b', id: string) => ({
    slot,
    source: storedLap(id),
    spine: trace([0, 20, null, 60]),
  })
  const mark = (lap_id: string, elapsed_ms: number) => ({
    ...{ session: 's', time_ms: 0, note: `at ${elapsed_ms}` },
    lap: { lap_id, elapsed_ms },
  })
  const all = [mark('x', 10), mark('x', 40), mark('y', 5), mark('z', 5)]
  const of = (id: string) => all.filter(each => each.lap.lap_id === id)
  const placed = placedMarks([lap('a', 'x'), lap('b', 'y')], of, 'distance')
  assert.deepEqual(
    placed.map(({ slot, place, note }) => [slot, place, note]),
    [
      ['b', 0.25, 'at 5'],
      ['a', 0.5, 'at 10'],
    ],
  )
})

test('two fingers keep their places of the lap under them', () => {
  assert.deepEqual(heldWindow([1000, 2000], [100, 300], 500), [500, 3000])
  assert.equal(heldWindow([1000, 2000], [100, 105], 500), undefined)
  assert.equal(heldWindow([1000, 2000], [300, 100], 500), undefined)
})

test('in the place of a lap that is not there comes the one that is most like it', () => {
  const lap = (lap_id: string, lap_number: number) => sampleLap({ lap_id: asLapId(lap_id), lap_number })
  const laps = [lap('home-rig2-T9-1-4', 4), lap('home-rig1-T9-1-9', 9), lap('home-rig1-T9-1-2', 2)]
  assert.equal(nearestLap('home-rig1-T9-1-3', laps)?.lap_id, 'home-rig1-T9-1-2')
  assert.equal(nearestLap('home-rig2-T1-1-3', laps)?.lap_id, 'home-rig2-T9-1-4')
  assert.equal(nearestLap('nothing', [])?.lap_id, undefined)
})
