import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldCar, FieldMessage } from '../../../../src/model/field.ts'
import { sampleEntry, sampleField, sampleFieldCar } from '../../../../src/model/testing/messages.ts'
import { Dots } from '../../live-core/dots.ts'
import { nameOf } from '../../live-core/entrant.ts'
import { fitOf, OutlineWatch, outlineOf, placeAt } from '../../live-core/outline.ts'
import { DelayLine, delayOf } from './delay.ts'
import { type FieldBook, stepBook, trendOf } from './field-book.ts'
import { stepProgress } from './progress.ts'
import { raceTrace } from './race-trace.ts'
import { towerRows } from './tower.ts'

type Change = Partial<FieldCar> & { readonly car: number }

const fieldAt = (
  time_ms: number,
  cars: readonly Change[],
  more: Partial<FieldMessage> = {},
): FieldMessage => {
  const field = sampleField()
  return {
    ...field,
    at_ms: field.at_ms + time_ms,
    session: { ...field.session, time_ms },
    cars: cars.map((change, at) => {
      const { gap_ms: _g, interval_ms: _i, ...car } = sampleFieldCar({ position: at + 1 })
      return { ...car, ...change }
    }),
    ...more,
  }
}
const bookOf = (fields: readonly FieldMessage[]): FieldBook => {
  const book = fields.reduce<FieldBook | undefined>((before, field) => stepBook(before, field), undefined)
  assert.ok(book !== undefined)
  return book
}
const rowsOf = (fields: readonly FieldMessage[], reference?: number) => {
  const newest = fields.at(-1)
  assert.ok(newest !== undefined)
  return towerRows(newest, new Map(), bookOf(fields), { reference })
}

test('a car has come as far as it drove, although counter and place change seconds apart at the line', () => {
  const steps = [
    [3, 0.96],
    [3, 0.99],
    [3, 0.01],
    [4, 0.03],
    [4, 0.5],
    [4, 0.98],
    [5, 0.99],
    [5, 0.02],
  ] as const
  const seen: number[] = []
  let progress: ReturnType<typeof stepProgress> | undefined
  for (const [laps, spline] of steps) {
    progress = stepProgress(progress, laps, spline)
    seen.push(Math.round(progress.laps * 100) / 100)
  }
  assert.deepEqual(seen, [3.96, 3.99, 4.01, 4.03, 4.5, 4.98, 4.99, 5.02])
})

test('behind the line of the start a car has not come anywhere yet, and a jump is believed once the counter has settled', () => {
  const start = stepProgress(undefined, 0, 0.97)
  assert.ok(Math.abs(start.laps + 0.03) < 1e-9)
  assert.ok(Math.abs(stepProgress(start, 0, 0.01).laps - 0.01) < 1e-9)
  assert.equal(stepProgress(start, 7, 0.5).laps, 7.5)
})

test('gaps that were measured have three decimals; one that is reckoned from places has one, and says so', () => {
  const rows = rowsOf([
    fieldAt(400_000, [
      { car: 0, laps: 3, spline: 0.5 },
      { car: 7, laps: 3, spline: 0.48, gap_ms: 2150, interval_ms: 2150 },
      { car: 8, laps: 3, spline: 0.46 },
    ]),
  ])
  assert.deepEqual(
    rows.map(({ gap }) => gap),
    [
      { text: '', isEstimated: false },
      { text: '+2.150', isEstimated: false },
      { text: '+4.3', isEstimated: true },
    ],
  )
  assert.equal(rows[2]?.interval.isEstimated, true)
})

test('who is a lap behind is told in laps, and not for being on the other side of the line', () => {
  const [, near, far] = rowsOf([
    fieldAt(1000, [
      { car: 0, laps: 4, spline: 0.01 },
      { car: 1, laps: 3, spline: 0.99, gap_ms: 2100, interval_ms: 2100 },
      { car: 2, laps: 2, spline: 0.5, gap_ms: 50_000 },
    ]),
  ])
  assert.deepEqual([near?.gap.text, far?.gap.text], ['+2.100', '+1 L'])
})

test('gaps count from the car that is looked at: those in front of it are negative', () => {
  const field = fieldAt(1000, [
    { car: 0, spline: 0.5 },
    { car: 1, spline: 0.49, gap_ms: 1000, interval_ms: 1000 },
    { car: 2, spline: 0.48, gap_ms: 3500, interval_ms: 2500 },
  ])
  assert.deepEqual(
    rowsOf([field], 1).map(({ gap }) => gap.text),
    ['−1.000', '', '+2.500'],
  )
})

test('in qualifying cars are apart by their best laps, and one without a lap by nothing', () => {
  const field = fieldAt(1000, [{ car: 0 }, { car: 1 }])
  const [first, second] = field.cars
  assert.ok(first?.best !== undefined && second !== undefined)
  const { best: _best, ...without } = second
  const rows = rowsOf([
    {
      ...field,
      session: { ...field.session, type: 'qualifying' },
      cars: [
        { ...first, best: { ...first.best, time_ms: 107_000 } },
        { ...second, car: 1, best: { ...first.best, time_ms: 107_250 } },
        { ...without, car: 2 },
      ],
    },
  ])
  assert.deepEqual(
    rows.map(({ gap, best }) => [gap.text, best.text, best.mark]),
    [
      ['', '1:47.000', 'best'],
      ['+0.250', '1:47.250', 'none'],
      ['', '––', 'none'],
    ],
  )
})

test('times are marked as best of all, best of one’s own, or struck, and sectors alike', () => {
  const lap = sampleFieldCar().best
  assert.ok(lap !== undefined)
  const splits = (first: number) => [first, 37_000, 35_000]
  const rows = rowsOf([
    fieldAt(1000, [
      {
        car: 0,
        best: { ...lap, time_ms: 107_000, splits_ms: splits(35_000) },
        last: { ...lap, time_ms: 107_000, splits_ms: splits(35_000) },
      },
      {
        car: 1,
        best: { ...lap, time_ms: 108_000, splits_ms: splits(35_500) },
        last: { ...lap, time_ms: 108_000, splits_ms: splits(35_500) },
      },
      {
        car: 2,
        best: { ...lap, time_ms: 108_500, splits_ms: splits(35_400) },
        last: { ...lap, time_ms: 109_000, splits_ms: splits(36_000) },
      },
      {
        car: 3,
        best: { ...lap, time_ms: 108_500 },
        last: { ...lap, time_ms: 106_000, invalid: true, counts: false },
      },
    ]),
  ])
  assert.deepEqual(
    rows.map(({ last, sectors }) => [last.mark, sectors[0]?.mark]),
    [
      ['best', 'best'],
      ['pb', 'pb'],
      ['none', 'none'],
      ['invalid', 'none'],
    ],
  )
})

test('a stop is counted once, a place won since the first sight is positive, and the pit lane is a badge', () => {
  const fields = [
    fieldAt(1000, [
      { car: 0, laps: 5 },
      { car: 1, laps: 5 },
    ]),
    fieldAt(1100, [
      { car: 1, laps: 5 },
      { car: 0, laps: 5, location: 'pit-entry' },
    ]),
    fieldAt(1200, [
      { car: 1, laps: 5 },
      { car: 0, laps: 5, location: 'pit-lane' },
    ]),
  ]
  const inLane = rowsOf(fields)
  assert.deepEqual(
    inLane.map(({ car, won, stops, badge }) => [car, won, stops, badge]),
    [
      [1, 1, 0, undefined],
      [0, -1, 1, 'PIT'],
    ],
  )
  const out = rowsOf([
    ...fields,
    fieldAt(1300, [
      { car: 1, laps: 5 },
      { car: 0, laps: 5, location: 'track' },
    ]),
  ])
  assert.deepEqual([out[1]?.stops, out[1]?.badge], [1, undefined])
  assert.deepEqual(
    bookOf(fields).log.map(({ kind, car }) => [kind, car]),
    [['pit-in', 0]],
  )
})

test('the trend is what the interval did over the last laps behind the same car', () => {
  const lap = (laps: number, interval_ms: number, order: readonly [number, number] = [0, 1]) =>
    fieldAt(laps * 100_000, [
      { car: order[0], laps },
      { car: order[1], laps, interval_ms },
    ])
  const book = bookOf([lap(1, 5000), lap(2, 4000), lap(3, 3600), lap(4, 3000)])
  const one = book.cars.get(1)
  assert.equal(one && trendOf(one), -1000)
  const passed = bookOf([lap(1, 5000), lap(2, 4000), lap(3, 3600, [2, 1])]).cars.get(1)
  assert.equal(passed && trendOf(passed), undefined)
})

test('an event that is repeated is logged once, the newest first; another session starts a new book', () => {
  const event = (n: number) => ({ n, kind: 'accident', time_ms: n * 1000, car: 7 }) as const
  const fields = [
    fieldAt(1000, [{ car: 0 }], { events: [event(1)] }),
    fieldAt(1100, [{ car: 0 }], { events: [event(1), event(2)] }),
  ]
  const book = bookOf(fields)
  assert.deepEqual(
    book.log.map(({ key }) => key),
    ['event 2', 'event 1'],
  )
  const next = fieldAt(1200, [{ car: 0 }])
  const other = stepBook(book, { ...next, session: { ...next.session, type: 'qualifying' } })
  assert.deepEqual([other.log.length, other.cars.get(0)?.first_position], [0, 1])
})

test('a race trace has the laps whose first finisher was seen, and counts from it', () => {
  const fields = [
    fieldAt(0, [
      { car: 0, laps: 4 },
      { car: 1, laps: 3 },
    ]),
    fieldAt(2000, [
      { car: 0, laps: 4 },
      { car: 1, laps: 4 },
    ]),
    fieldAt(100_000, [
      { car: 0, laps: 5 },
      { car: 1, laps: 4 },
    ]),
    fieldAt(103_500, [
      { car: 0, laps: 5 },
      { car: 1, laps: 5 },
    ]),
  ]
  assert.deepEqual(raceTrace(bookOf(fields)), [
    { car: 0, laps: [5], gaps_s: [0] },
    { car: 1, laps: [5], gaps_s: [3.5] },
  ])
})

test('a race trace is there within the first lap, from the first mark on, and not over what nobody saw', () => {
  const drive = (car: number, from_s: number, time_s: number) => {
    const laps = Math.max(0, (time_s - from_s) / 80)
    return { car, laps: Math.floor(laps), spline: laps % 1 }
  }
  const seconds = Array.from({ length: 60 }, (_, at) => at)
  const fields = seconds
    .filter(at => at < 31 || at > 34)
    .map(at => fieldAt(at * 1000, [drive(0, 0, at), drive(1, 2, at)]))
  const [leader, second] = raceTrace(bookOf(fields))
  assert.deepEqual(leader?.laps.slice(0, 4), [0.125, 0.25, 0.375, 0.5])
  assert.deepEqual(second?.laps.slice(0, 2), [0.125, 0.25])
  assert.ok(
    second?.gaps_s.every(gap_s => Math.abs(gap_s - 2) < 1e-6),
    second?.gaps_s.join(),
  )
  const blind = raceTrace(
    bookOf(seconds.filter(at => at < 28 || at > 33).map(at => fieldAt(at * 1000, [drive(0, 0, at)]))),
  )
  assert.deepEqual(
    blind[0]?.laps.slice(0, 4),
    [0.125, 0.25, 0.5, 0.625],
    'the mark at 30 s fell into the silence',
  )
})

test('a wall that is opened within a race traces what lies ahead of the first car, not behind it', () => {
  const at = (time_s: number) =>
    fieldAt(time_s * 1000, [
      { car: 0, laps: 5, spline: 0.2 + time_s / 80 },
      { car: 1, laps: 5, spline: 0.1 + time_s / 80 },
    ])
  const lines = raceTrace(bookOf(Array.from({ length: 30 }, (_, second) => at(second))))
  assert.deepEqual(
    lines.map(({ car, laps, gaps_s }) => [car, laps, gaps_s.map(gap_s => Math.round(gap_s))]),
    [
      [0, [5.25, 5.375, 5.5], [0, 0, 0]],
      [1, [5.25, 5.375], [8, 8]],
    ],
  )
})

test('a dot moves evenly between two messages, across the line as well', () => {
  const dots = new Dots()
  for (const [at, spline] of [0.98, 0.99, 0, 0.01].entries()) {
    dots.put(fieldAt(at * 100, [{ car: 3, spline: spline % 1, x: at * 10, z: 0 }]), 5000 + at * 100)
  }
  assert.equal(dots.delay_ms, 200)
  const dot = dots.at(5350)[0]
  assert.ok(dot !== undefined)
  assert.ok(Math.abs(dot.spline - 0.995) < 1e-9 && Math.abs((dot.x ?? 0) - 15) < 1e-9, JSON.stringify(dot))
})

test('a dot drives on for a tenth of a second without news, then stands still and says so', () => {
  const dots = new Dots()
  for (const at of [0, 1, 2]) dots.put(fieldAt(at * 100, [{ car: 3, spline: 0.1 + at * 0.01 }]), at * 100)
  const at = (now_ms: number) => {
    const [dot] = dots.at(now_ms + dots.delay_ms)
    return [Math.round((dot?.spline ?? 0) * 1000) / 1000, dot?.isHeld]
  }
  assert.deepEqual(at(250), [0.125, false])
  assert.deepEqual(at(300), [0.13, false])
  assert.deepEqual(at(900), [0.13, true])
})

test('a car that is put elsewhere jumps, and one that has left is gone', () => {
  const dots = new Dots()
  dots.put(
    fieldAt(0, [
      { car: 3, spline: 0.1 },
      { car: 4, spline: 0.2 },
    ]),
    0,
  )
  dots.put(fieldAt(100, [{ car: 3, spline: 0.7 }]), 100)
  assert.deepEqual(
    dots.at(250).map(({ car, spline }) => [car, spline]),
    [[3, 0.7]],
  )
})

test('a track is drawn from a lap, or once cars have been seen on four fifths of it, whole and undistorted', () => {
  const around = (share: number) => [100 * Math.cos(share * 6.2832), 50 * Math.sin(share * 6.2832)] as const
  const columns = Array.from({ length: 200 }, (_, at) => around(at / 199))
  const outline = outlineOf(
    columns.map(([x]) => x),
    columns.map(([, z]) => z),
  )
  assert.ok(outline !== undefined)
  const fit = fitOf(outline, 240, 240, 20)
  const [left, right] = [fit(-100, 0)[0], fit(100, 0)[0]]
  assert.deepEqual([Math.round(left), Math.round(right)], [20, 220])
  assert.ok(Math.abs(fit(0, 50)[1] - fit(0, -50)[1] - 100) < 1, 'as high as it is in metres')
  assert.equal(outlineOf([null, 1], [null, 1]), undefined)

  const watch = new OutlineWatch()
  for (let at = 0; at < 400; at++) watch.see(at / 512, ...around(at / 512))
  assert.equal(watch.outline, undefined)
  for (let at = 400; at < 512; at++) watch.see(at / 512, ...around(at / 512))
  assert.ok(watch.outline !== undefined && placeAt(watch.outline, 0.999) !== undefined)
})

test('what is delayed comes in order when it is due, and at once when the delay is taken away', () => {
  const line = new DelayLine<number>()
  line.set(5)
  line.put(1, 0)
  line.put(2, 100)
  assert.deepEqual([line.due(4999), line.due(5000), line.due(5050)], [[], [1], []])
  line.set(0)
  assert.deepEqual([line.due(5060), line.length], [[2], 0])
  assert.deepEqual(['35', '-4', '900', 'x', null].map(delayOf), [35, 0, 120, 0, 0])
})

test('a driver is called by an initial and the rest of the name; without a name by nothing', () => {
  assert.equal(nameOf(sampleEntry({ drivers: [{ name: 'Chiara Demo', short: 'DEM' }] }), 0), 'C. Demo')
  assert.equal(nameOf(sampleEntry({ drivers: [{ name: 'A. Driver', short: 'DRI' }] }), 0), 'A. Driver')
  assert.equal(nameOf(sampleEntry({ drivers: [] }), 0), undefined)
  assert.equal(nameOf(undefined, 0), undefined)
})
