import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnBlock } from './columns.ts'
import { WireFault } from './fault.ts'
import { decode, encode, leavesOf, struct } from './struct.ts'

const car = struct('car', 44, [
  { name: 'id', type: 'i32', none: -1 },
  { name: 'name', type: 'utf16', count: 5, none: 'none' },
  { name: 'speed', type: 'f32', unit: 'km/h' },
  { name: 'wear', type: 'f32', measured: false },
  { name: 'point', type: 'f32', count: 2, each: 2 },
  { name: 'gears', type: 'i32', count: 1 },
])

test('what is encoded is decoded', () => {
  const values = {
    id: 7,
    name: 'Ayla',
    speed: 123.5,
    point: [
      [1, 2],
      [3, 4],
    ],
    gears: [6],
  }
  assert.deepEqual(decode(car, encode(car, values)), values)
})

test('text after the closing NUL is garbage and is not read', () => {
  const page = encode(car, { name: 'Ayla' })
  encode(car, { name: 'B' }, page)
  new DataView(page.buffer).setUint16(car.offsets.name + 4, 'y'.charCodeAt(0), true)
  assert.equal(decode(car, page).name, 'B')
})

test('sentinels and empty text mean that there is no value', () => {
  const values = decode(car, encode(car, { id: undefined, name: undefined }))
  assert.equal(values.id, undefined)
  assert.equal(values.name, undefined)
  assert.equal(decode(car, new Uint8Array(44)).name, undefined)
})

test('a field that the game leaves empty keeps its place and is not read', () => {
  assert.equal('wear' in decode(car, new Uint8Array(44)), false)
  assert.deepEqual(
    leavesOf(car).map(leaf => leaf.name),
    ['id', 'speed', 'point[0][0]', 'point[0][1]', 'point[1][0]', 'point[1][1]', 'gears[0]'],
  )
})

test('fields that do not add up to the page are refused when the layout is declared', () => {
  assert.throws(
    () => struct('short', 8, [{ name: 'only', type: 'i32' }]),
    /short: expected 8 bytes, found 4 bytes/,
  )
  assert.throws(
    () =>
      struct('twice', 8, [
        { name: 'a', type: 'i32' },
        { name: 'a', type: 'i32' },
      ]),
    /expected distinct field names, found a/,
  )
})

test('a page that ends too early is refused with both sizes', () => {
  assert.throws(
    () => decode(car, new Uint8Array(43)),
    (fault: unknown) =>
      fault instanceof WireFault && fault.code === 'wrong-size' && /44 bytes.*43/.test(fault.message),
  )
})

test('text and arrays that do not fit are refused by field', () => {
  assert.throws(() => encode(car, { name: 'Valentina' }), /car.name: expected at most 4 characters/)
  assert.throws(() => encode(car, { gears: [1, 2] }), /car.gears: expected 1 numbers/)
})

test('columns hold what decoding page by page gives', () => {
  const block = columnBlock(car, 3)
  for (let row = 0; row < 3; row++) {
    block.page.set(
      encode(car, {
        id: row,
        speed: row * 1.5,
        point: [
          [row, 0],
          [0, -row],
        ],
        gears: [row + 1],
      }),
    )
    block.push(row)
  }
  const column = (name: string) => [
    ...(block.columns[block.leaves.findIndex(leaf => leaf.name === name)] ?? []),
  ]
  assert.deepEqual(column('id'), [0, 1, 2])
  assert.deepEqual(column('speed'), [0, 1.5, 3])
  assert.deepEqual(column('point[1][1]'), [-0, -1, -2])
  assert.deepEqual(column('gears[0]'), [1, 2, 3])
})
