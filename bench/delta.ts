// Delta to a reference lap: one look into the grid against the searches that it replaces, in one run.
import { deltaAt, referenceLap } from '../src/race/delta.ts'
import { gridTimes } from '../src/race/grid.ts'
import { micros, millis } from '../src/units/quantity.ts'
import { compare } from './compare.ts'

const count = 7100
const t_us = Float64Array.from({ length: count }, (_, row) => row * 16_667)
const spline = Float64Array.from({ length: count }, (_, row) => row / count + 0.00001 * Math.sin(row))
const reference = referenceLap(gridTimes({ count, t_us, values: spline }), micros(0), millis(count * 16.667))
const objects = Array.from(spline, (at, row) => ({ spline: at, t_us: t_us[row] ?? 0 }))
let sink = 0

function binary(at: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spline[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

const eachSample = (delta: (at: number, row: number) => number) => () => {
  for (let row = 0; row < count; row++) sink += delta(spline[row] ?? 0, row)
}

compare(`delta of one of ${count} samples`, count, {
  grid: eachSample((at, row) => deltaAt(reference, at, row * 16.667) ?? 0),
  'binary search': eachSample((at, row) => row * 16.667 - (t_us[binary(at)] ?? 0) / 1000),
  'search from the start': eachSample(
    (at, row) => row * 16.667 - (objects.find(sample => sample.spline >= at)?.t_us ?? 0) / 1000,
  ),
})
if (Number.isNaN(sink)) throw new Error('a delta was no number')
