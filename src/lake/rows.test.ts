import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ColumnName } from '../model/channels.ts'
import type { FrameColumns } from '../model/frame.ts'
import { missing } from '../model/pack.ts'
import { noInt } from './parquet/column.ts'
import { heldFrom, heldRecord, nothingHeld, RowBlock } from './rows.ts'

/** A page whose rows were read at these milliseconds. */
function pageOf(
  at_ms: readonly number[],
  columns: { readonly [Name in ColumnName]?: readonly [bits: number, scaled: readonly number[]] },
): FrameColumns {
  const map = new Map<ColumnName, { bits: number; scaled: Int32Array }>()
  for (const name of ['speed_kmh', 'gear', 'spline', 'position'] as const) {
    const [bits, scaled] = columns[name] ?? []
    if (bits !== undefined && scaled !== undefined) map.set(name, { bits, scaled: Int32Array.from(scaled) })
  }
  const t_us = Float64Array.from(at_ms, ms => ms * 1000)
  return { count: at_ms.length, t_us, packet: t_us.map(us => us / 1000), columns: map }
}

function column(block: RowBlock, name: string): readonly number[] {
  const data = block.columns().get(name)
  assert.ok(data !== undefined && 'values' in data && ArrayBuffer.isView(data.values))
  return Array.from(data.values)
}

test('what the graphics page says holds from when it was read, and into the next frame', () => {
  const block = new RowBlock()
  const held = nothingHeld()
  const graphics = (at: readonly number[], places: readonly number[]) => pageOf(at, { position: [0, places] })
  block.appendFrame(pageOf([0, 10, 20, 30], {}), graphics([10, 25], [7, 8]), held)
  block.appendFrame(pageOf([40, 50], {}), undefined, held)
  block.appendFrame(pageOf([60, 70], {}), graphics([65], [9]), held)
  assert.deepEqual(column(block, 'position'), [noInt, 7, 7, 8, 8, 8, 8, 9])
  assert.deepEqual(column(block, 'graphics_t_us'), [Number.NaN, 10e3, 10e3, 25e3, 25e3, 25e3, 25e3, 65e3])
})

test('a frame without physics gives no rows, and the rows behind it know what it said', () => {
  const block = new RowBlock()
  const held = nothingHeld()
  block.appendFrame(undefined, pageOf([5], { position: [0, [3]], spline: [20, [524288]] }), held)
  assert.equal(block.count, 0)
  block.appendFrame(pageOf([10], {}), undefined, held)
  assert.deepEqual([column(block, 'position'), column(block, 'spline')], [[3], [0.5]])
})

test('what is held outlives a restart', () => {
  const held = nothingHeld()
  new RowBlock().appendFrame(undefined, pageOf([5], { position: [0, [3]], spline: [20, [missing]] }), held)
  const kept = heldFrom(JSON.parse(JSON.stringify(heldRecord(held))))
  const block = new RowBlock()
  block.appendFrame(pageOf([10], {}), undefined, kept)
  assert.deepEqual([column(block, 'position'), column(block, 'spline')], [[3], [Number.NaN]])
  assert.deepEqual(column(block, 'graphics_t_us'), [5000])
})

test('a channel that a frame does not have was not measured there, also in graphics', () => {
  const block = new RowBlock()
  const held = nothingHeld()
  block.appendFrame(pageOf([0], { speed_kmh: [6, [6400]] }), pageOf([0], { position: [0, [1]] }), held)
  block.appendFrame(pageOf([10], { gear: [0, [3]] }), pageOf([10], { spline: [20, [0]] }), held)
  assert.deepEqual(column(block, 'speed_kmh'), [100, Number.NaN])
  assert.deepEqual(column(block, 'gear'), [noInt, 3])
  assert.deepEqual(column(block, 'position'), [1, noInt])
})

test('a frame of another resolution is read in its own', () => {
  const block = new RowBlock()
  block.appendFrame(
    pageOf([0, 10], { speed_kmh: [2, [401, missing]], gear: [1, [4, 7]] }),
    undefined,
    nothingHeld(),
  )
  assert.deepEqual(column(block, 'speed_kmh'), [100.25, Number.NaN])
  assert.deepEqual(column(block, 'gear'), [2, 4])
})

test('rows that come out of order are put in order, all columns together', () => {
  const block = new RowBlock()
  const held = nothingHeld()
  block.appendFrame(pageOf([30, 40], { gear: [0, [3, 4]] }), undefined, held)
  block.appendFrame(pageOf([10, 20], { gear: [0, [1, 2]] }), undefined, held)
  assert.deepEqual(column(block, 'gear'), [1, 2, 3, 4])
  assert.deepEqual(column(block, 'packet'), [10, 20, 30, 40])
})
