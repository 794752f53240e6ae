import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { recording } from '../../test/conformance/recorded-data.ts'
import { trackOf } from '../model/track.ts'
import { type DrivenLine, shapeOf } from './corner-detection.ts'
import { gridPoints } from './grid.ts'
import { cornersOn, withCorners } from './track-corners.ts'

/** A line as a grid has it, from arcs: metres, and degrees to the right. */
function lineOf(arcs: readonly (readonly [metres: number, degrees: number])[], beside_m = 0): DrivenLine {
  const length = arcs.reduce((sum, [metres]) => sum + metres, 0)
  const [x_m, z_m] = [new Float32Array(gridPoints), new Float32Array(gridPoints)]
  let [x, z, heading, arc, into] = [0, 0, 0, 0, 0]
  const step = length / (gridPoints - 1)
  for (let point = 0; point < gridPoints; point++) {
    x_m[point] = x + beside_m * Math.cos(heading)
    z_m[point] = z - beside_m * Math.sin(heading)
    const [metres, degrees] = arcs[Math.min(arc, arcs.length - 1)] ?? [1, 0]
    x += step * Math.sin(heading)
    z += step * Math.cos(heading)
    heading -= ((degrees / metres) * step * Math.PI) / 180
    into += step
    if (into >= metres) [arc, into] = [arc + 1, into - metres]
  }
  return { x_m, z_m }
}

const turns = (line: DrivenLine) =>
  (shapeOf(line)?.bends ?? []).map(({ turn_deg }) => Math.round(turn_deg / 5) * 5)

/** A stadium with a chicane in its second straight, and a kink in its first: 1700 m. */
const stadium = [
  [150, 0],
  [60, 8],
  [60, -8],
  [130, 0],
  [250, 180],
  [200, 0],
  [50, 45],
  [100, -90],
  [50, 45],
  [200, 0],
  [250, 180],
  [200, 0],
] as const

test('a bend has its place, its turn and its side, and a kink is none', () => {
  const shape = shapeOf(lineOf(stadium))
  // The ends of a bend, where it is still wide, are not part of it.
  assert.deepEqual(turns(lineOf(stadium)), [180, 40, -80, 40, 180])
  assert.ok(Math.abs((shape?.length_m ?? 0) - 1700) < 2, `${shape?.length_m}`)
  const [first] = shape?.bends ?? []
  assert.ok(first !== undefined && Math.abs(first.from - 0.235) < 0.01 && Math.abs(first.to - 0.382) < 0.01)
  for (const { from, apex, to } of shape?.bends ?? []) assert.ok(from <= apex && apex < to)
})

test('the numbers are the same on another line, and in the noise of positions', () => {
  const bends = (line: DrivenLine) => shapeOf(line)?.bends.map(({ apex }) => apex) ?? []
  const middle = bends(lineOf(stadium))
  let seed = 7
  const noise = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return (seed / 2 ** 32 - 0.5) * 0.2
  }
  const noisy = lineOf(stadium)
  noisy.x_m.forEach((_, point) => {
    noisy.x_m[point] = (noisy.x_m[point] ?? 0) + noise()
    noisy.z_m[point] = (noisy.z_m[point] ?? 0) + noise()
  })
  for (const other of [bends(lineOf(stadium, 3)), bends(lineOf(stadium, -3)), bends(noisy)]) {
    assert.equal(other.length, middle.length)
    other.forEach((apex, index) => {
      assert.ok(Math.abs(apex - (middle[index] ?? 0)) < 0.06, `${apex} against ${middle[index]}`)
    })
  }
})

test('two bends to one side are one when nothing lies between them, and two when a straight does', () => {
  const twice = (between: number) =>
    turns(
      lineOf([
        [200, 0],
        [100, 90],
        [between, 0],
        [100, 90],
        [400, 0],
        [100, 90],
        [between, 0],
        [100, 90],
        [200, 0],
      ]),
    )
  assert.deepEqual(twice(10), [180, 180])
  assert.deepEqual(twice(150), [90, 90, 90, 90])
})

test('a line with a hole, one that does not close, or one of no length shows nothing', () => {
  assert.equal(shapeOf(lineOf([[1000, 90]])), undefined)
  const holed = lineOf(stadium)
  holed.x_m[1000] = Number.NaN
  assert.equal(shapeOf(holed), undefined)
  assert.equal(shapeOf({ x_m: new Float32Array(gridPoints), z_m: new Float32Array(gridPoints) }), undefined)
})

test('the table has the last word on numbers and names, and takes the apex from what was detected', () => {
  const bends = shapeOf(lineOf(stadium))?.bends ?? []
  const track = { name: 'x', length_m: 2000, sector_ends: [], corners: [] }
  assert.deepEqual(
    cornersOn(track, bends).map(({ corner, name }) => [corner, name]),
    [1, 2, 3, 4, 5].map(number => [number, '']),
  )
  assert.deepEqual(withCorners(track, bends).corners.length, 5)
  const named = { ...track, corners: [[7, 'Hairpin', 0.22, 0.4] as const, [8, 'Kink', 0.1, 0.2] as const] }
  const [hairpin, kink] = cornersOn(named, bends)
  assert.deepEqual([hairpin?.corner, hairpin?.name, hairpin?.from], [7, 'Hairpin', 0.22])
  assert.ok((hairpin?.apex ?? 0) > 0.235 && (hairpin?.turn_deg ?? 0) > 170)
  assert.equal(kink?.apex, undefined)
  assert.equal(withCorners(named, bends), named)
})

/** Of each recorded centre line: the bends of more than 45°, and how many corners its table has. */
const recorded = {
  'brands-hatch': 'brands_hatch',
  catalunya: 'barcelona',
  imola: 'imola',
  kyalami: 'kyalami',
  misano: 'misano',
  monza: 'monza',
  zandvoort: 'zandvoort',
}

for (const [file, id] of Object.entries(recorded)) {
  const { path, skip } = recording(`acc-tracks/${file}-centerline.csv`)
  test(`what is detected on the centre line of ${id} are corners of its table`, { skip }, () => {
    const track = trackOf(id) ?? assert.fail()
    const shape = shapeOf(gridLine(readFileSync(path, 'utf8'))) ?? assert.fail()
    assert.ok(Math.abs(shape.length_m / (track.centreline_m ?? 0) - 1) < 0.01, `${shape.length_m} m`)
    const strangers = shape.bends.filter(
      ({ apex, turn_deg }) =>
        Math.abs(turn_deg) > 45 && !track.corners.some(([, , from, to]) => apex > from && apex < to),
    )
    assert.deepEqual(strangers, [])
    const found = cornersOn(track, shape.bends).filter(({ apex }) => apex !== undefined)
    assert.ok(found.length >= track.corners.length * 0.65, `${found.length} of ${track.corners.length}`)
  })
}

/** A centre line, evenly by its length, over the points of a grid. */
function gridLine(text: string): DrivenLine {
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(',').map(Number))
  const places = [...rows, ...rows.slice(0, 1)].map(([x = Number.NaN, z = Number.NaN]) => ({ x, z }))
  const way = [0]
  for (let index = 1; index < places.length; index++) {
    const [a, b] = [places[index - 1] ?? { x: 0, z: 0 }, places[index] ?? { x: 0, z: 0 }]
    way.push((way[index - 1] ?? 0) + Math.hypot(b.x - a.x, b.z - a.z))
  }
  const [x_m, z_m] = [new Float32Array(gridPoints), new Float32Array(gridPoints)]
  let index = 0
  for (let point = 0; point < gridPoints; point++) {
    const at = ((way.at(-1) ?? 0) * point) / (gridPoints - 1)
    while (index < way.length - 2 && (way[index + 1] ?? 0) < at) index++
    const [a, b] = [places[index] ?? { x: 0, z: 0 }, places[index + 1] ?? { x: 0, z: 0 }]
    const share = (at - (way[index] ?? 0)) / ((way[index + 1] ?? 0) - (way[index] ?? 0))
    x_m[point] = a.x + (b.x - a.x) * share
    z_m[point] = a.z + (b.z - a.z) * share
  }
  return { x_m, z_m }
}
