import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { micros } from '../units/quantity.ts'
import { channelColumns, columnsOfPage, resolution } from './channels.ts'
import { decodePage, encodeFrame } from './frame.ts'
import { siteId } from './identity.ts'
import { readFrame } from './messages.ts'
import { missing, packColumn, packCounter, unpackColumn, unpackCounter } from './pack.ts'
import { sampleHeader } from './testing/frame-header.ts'

const speed = columnsOfPage('physics').filter(column => column.name === 'speed_kmh')

function frameOf(values: readonly number[]) {
  const count = values.length
  const t_us = Float64Array.from(values, (_, row) => micros(row * 2500))
  const packet = Float64Array.from(values, (_, row) => 1000 + row)
  const columns = {
    count,
    t_us,
    packet,
    columns: speed,
    values: [Float32Array.from(values)],
    none: [undefined],
  }
  return encodeFrame(sampleHeader, { physics: columns })
}

test('a column comes back exactly, at the declared resolution, also through JSON', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -30_000, max: 30_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 0, max: 15 }),
      (values, bits) => {
        const packed: unknown = JSON.parse(JSON.stringify(packColumn(values, values.length, bits)))
        const scaled = new Int32Array(values.length)
        assert.equal(unpackColumn(packed, values.length, 'column', scaled), bits)
        values.forEach((value, row) => {
          assert.equal(scaled[row], Math.round(value * 2 ** bits) || 0)
        })
      },
    ),
  )
})

test('a counter comes back exactly whatever its steps', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 100 }), values => {
      const packed: unknown = JSON.parse(JSON.stringify(packCounter(values, values.length)))
      assert.deepEqual([...unpackCounter(packed, values.length, 'counter')], values)
    }),
  )
})

test('what was not measured is null, not zero', () => {
  const packed = packColumn([1, Number.NaN, 2147483647, 2], 4, 0, 0, 2147483647)
  assert.deepEqual(packed, [0, 1, null, null, 1])
  const scaled = new Int32Array(4)
  unpackColumn(packed, 4, 'column', scaled)
  assert.deepEqual([...scaled], [1, missing, missing, 2])
  assert.equal(packColumn([Number.NaN], 1, 0), undefined)
})

test('a steady value and a steady clock cost two numbers however many rows there are', () => {
  const steady = new Float32Array(100).fill(27.5)
  assert.deepEqual(packColumn(steady, 100, 7), [7, 3520])
  assert.deepEqual(
    packCounter(
      Float64Array.from({ length: 100 }, (_, row) => 5 + row * 2500),
      100,
    ),
    [5, 2500],
  )
})

test('a frame is read back with its times, packets and columns', () => {
  const read = decodePage(readFrame(JSON.parse(JSON.stringify(frameOf([100, 100.5, 99.984375])))), 'physics')
  assert.deepEqual([...(read?.t_us ?? [])], [0, 2500, 5000])
  assert.deepEqual([...(read?.packet ?? [])], [1000, 1001, 1002])
  assert.deepEqual(read?.columns.get('speed_kmh'), { bits: 6, scaled: Int32Array.of(6400, 6432, 6399) })
})

test('a frame with an unknown channel, a wrong count or a value that is none is refused and named', () => {
  const spoil = (change: (page: { n: number; c: Record<string, unknown> }) => void) => {
    const frame = JSON.parse(JSON.stringify(frameOf([1, 2, 4])))
    change(frame.pages.physics)
    return () => decodePage(readFrame(frame), 'physics')
  }
  assert.throws(
    spoil(page => Object.assign(page.c, { warp: [0, 1] })),
    /expected a channel of the physics page, found warp/,
  )
  assert.throws(
    spoil(page => Object.assign(page.c, { spline: [0, 1] })),
    /found spline/,
  )
  assert.throws(
    spoil(page => Object.assign(page, { n: 2 })),
    /at most 2 values, found 3/,
  )
  assert.throws(
    spoil(page => Object.assign(page, { n: 1e9 })),
    /0 to 4096 rows/,
  )
  assert.throws(
    spoil(page => Object.assign(page.c, { speed_kmh: [6, 'x'] })),
    /an integer or null, found x/,
  )
  assert.throws(() => readFrame({ type: 'frame' }), /expected the form of its stream/)
})

test('every resolution is a power of two, and every name is used once', () => {
  for (const { channel } of channelColumns) assert.equal(resolution(channel) * 2 ** channel.bits, 1)
  assert.equal(new Set(channelColumns.map(column => column.name)).size, channelColumns.length)
})

test('an id that could leave its folder or its topic is refused', () => {
  for (const text of ['', '../up', 'a/b', 'a#', 'A', 'x'.repeat(41)])
    assert.throws(() => siteId(text), /expected 1 to 40/)
  assert.equal(sampleHeader.session_id, 'home-rig1-20261124T000000000Z')
})
