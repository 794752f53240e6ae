import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lateralOffsets, type Positions } from './lateral-offset.ts'

/** A circle of 100 m, driven clockwise as a map shows it: z runs down. */
const circle = (radius: number, places = 360): Positions => {
  const angles = Array.from({ length: places }, (_, place) => (place / places) * 2 * Math.PI)
  return {
    x: angles.map(angle => radius * Math.cos(angle)),
    z: angles.map(angle => radius * Math.sin(angle)),
  }
}
const same = (place: number) => place
const rounded = (values: readonly (number | null)[]) =>
  values.map(value => (value === null ? null : Math.round(value * 10) / 10 + 0))

test('inside a right-hand bend is to the right of the reference, outside to the left', () => {
  assert.deepEqual(
    new Set(rounded(lateralOffsets(circle(97), circle(100), same)).slice(15, 345)),
    new Set([3]),
  )
  assert.deepEqual(
    new Set(rounded(lateralOffsets(circle(102), circle(100), same)).slice(15, 345)),
    new Set([-2]),
  )
})

test('along a straight only the distance to the line counts, not who is ahead', () => {
  const north = { x: [0, 0, 0, 0], z: [0, -10, -20, -30] }
  const beside = { x: [2, 2, -1, 0], z: [-4, -14, -20, -29] }
  assert.deepEqual(rounded(lateralOffsets(beside, north, same)), [2, 2, -1, 0])
})

test('what was not measured, and what is of somewhere else, has no offset', () => {
  const north = { x: [0, 0, null, null], z: [0, -10, null, null] }
  assert.deepEqual(lateralOffsets({ x: [null, 1], z: [0, null] }, north, same), [null, null])
  assert.deepEqual(lateralOffsets({ x: [900], z: [0] }, north, same), [null])
  assert.deepEqual(lateralOffsets({ x: [1], z: [0] }, { x: [null], z: [null] }, same), [null])
})
