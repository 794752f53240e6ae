import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { CircuitId } from './circuits.ts'
import type { WorldOptions } from './session.ts'
import { worldOptions } from './source.ts'
import { createWorld, stepWorld } from './world.ts'

const bins = 500
type Lap = {
  readonly seconds: number
  readonly top: number
  readonly low: number
  readonly kmh: Float64Array
}

/** Speed in km/h over the spline from samples of one lap; bins without a sample take the one before. */
function lapOf(seconds: number, samples: readonly (readonly [spline: number, kmh: number])[]): Lap {
  const sum = new Float64Array(bins)
  const count = new Float64Array(bins)
  let [top, low] = [0, 999]
  for (const [spline, kmh] of samples) {
    const bin = Math.min(bins - 1, Math.floor(spline * bins))
    sum[bin] = (sum[bin] ?? 0) + kmh
    count[bin] = (count[bin] ?? 0) + 1
    top = Math.max(top, kmh)
    low = Math.min(low, kmh)
  }
  const kmh = new Float64Array(bins)
  for (let bin = 0; bin < bins; bin++)
    kmh[bin] = count[bin] === 0 ? (kmh[bin - 1] ?? 0) : (sum[bin] ?? 0) / (count[bin] ?? 1)
  return { seconds, top, low, kmh }
}

/** The first flying lap without a mistake. */
function drivenLap(options: Partial<WorldOptions>): Lap {
  const world = createWorld(worldOptions({ session: 'hotlap', incidents: 0, ...options }))
  let samples: [number, number][] = []
  for (let step = 0; step < 400 * 400; step++) {
    stepWorld(world)
    const { car, clock } = world.session
    if (clock.completed === 1) return lapOf((clock.last ?? 0) * 0.0025, samples)
    if (clock.steps === 0) samples = []
    if (step % 6 === 0) samples.push([car.distance / world.scene.course.length, car.speed * 3.6])
  }
  throw new Error('no lap in 400 s')
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [ma, mb] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb]
    ab += da * db
    aa += da * da
    bb += db * db
  }
  return ab / Math.sqrt(aa * bb)
}

const folder = join(process.env.PITWALL_TEST_DATA ?? '../shared/data', 'acc-udp-laps')
const recordings = { monza: 'Monza_GT3', brands_hatch: 'BrandsHatch_GT3', imola: 'Imola_GT3' } as const
const absent = existsSync(folder) ? false : `no recordings at ${folder}`

/** `spline;lap seconds;km/h;x;y;laps`, one lap. */
function recordedLap(track: CircuitId): Lap {
  const text = gunzipSync(readFileSync(join(folder, `${recordings[track]}.txt.gz`))).toString()
  const rows = text
    .trim()
    .split('\n')
    .map(row => row.split(';').map(Number))
  return lapOf(
    Math.max(...rows.map(([, seconds = 0]) => seconds)),
    rows.map(([spline = 0, , kmh = 0]) => [spline, kmh]),
  )
}

// Monza's bounds are given; elsewhere they lie as far from the recorded lap, in proportion, as they do at Monza.
const monzaRecorded = { seconds: 108.532, top: 275, low: 58 }
const monzaBounds = { seconds: [105, 113], top: [255, 285], low: [50, 75] } as const

function requireCredible(
  lap: Lap,
  real: { readonly seconds: number; readonly top: number; readonly low: number },
) {
  for (const what of ['seconds', 'top', 'low'] as const) {
    const scale = real[what] / monzaRecorded[what]
    const [low, high] = monzaBounds[what]
    const found = lap[what]
    assert.ok(
      found >= low * scale && found <= high * scale,
      `${what} ${found}: ${low * scale} to ${high * scale}`,
    )
  }
}

for (const track of ['monza', 'brands_hatch', 'imola'] as const) {
  test(`a lap at ${track} is as long, as fast and as slow as a recorded one, at the same places`, {
    skip: absent,
  }, () => {
    const real = recordedLap(track)
    const lap = drivenLap({ track, seed: 7 })
    requireCredible(lap, real)
    const alike = correlation(lap.kmh, real.kmh)
    assert.ok(alike > 0.97, `speed over spline correlates ${alike}`)
  })
}

test('the bounds at Monza are those of the recorded lap', { skip: absent }, () => {
  const { seconds, top, low } = recordedLap('monza')
  assert.deepEqual({ seconds, top, low }, monzaRecorded)
})

test('every seed and every skill drives a credible lap at Monza', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, skill) => {
      requireCredible(drivenLap({ seed, skill }), monzaRecorded)
    }),
    { numRuns: 5 },
  )
})

test('another seed is another lap, and a better driver is the faster one', () => {
  const times = (skill: number) => [1, 2, 3].map(seed => drivenLap({ seed, skill }).seconds)
  const [good, poor] = [times(0.95), times(0.1)]
  assert.equal(new Set(good).size, good.length)
  assert.ok(Math.max(...good) < Math.min(...poor), `${good} ${poor}`)
})
