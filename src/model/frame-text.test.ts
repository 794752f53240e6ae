import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { micros } from '../units/quantity.ts'
import { columnsOfPage } from './channels.ts'
import { encodeFrame, type PageColumns } from './frame.ts'
import { FrameText } from './frame-text.ts'
import { JsonBytes } from './json-bytes.ts'
import { sampleHeader } from './testing/frame-header.ts'

function pageOf(page: 'physics' | 'graphics', rows: readonly (readonly number[])[]): PageColumns {
  const columns = columnsOfPage(page).slice(0, 40)
  const count = rows.length
  return {
    count,
    t_us: Float64Array.from(rows, (row, index) => micros(index * 2500 + Math.round((row[0] ?? 0) % 7))),
    packet: Float64Array.from(rows, (_, index) => 2 ** 31 + index),
    columns,
    values: columns.map((column, index) => {
      const values = rows.map(row => row[index % Math.max(1, row.length)] ?? Number.NaN)
      return column.channel.bits === 0 ? Int32Array.from(values) : Float32Array.from(values)
    }),
    none: columns.map((_, index) => (index % 5 === 0 ? -1 : undefined)),
  }
}

test('a frame as bytes is what JSON makes of the message, to the byte, also after another one', () => {
  const value = fc.oneof(
    fc.float(),
    fc.constantFrom(0, -0, -1, 2147483647, -2147483648, 1e-7, 3e9, Number.NaN),
  )
  const rows = fc.array(fc.array(value, { minLength: 1, maxLength: 6 }), { maxLength: 130 })
  const text = new FrameText()
  fc.assert(
    fc.property(rows, rows, (physics, graphics) => {
      const pages = {
        physics: pageOf('physics', physics),
        ...(graphics.length > 3 && { graphics: pageOf('graphics', graphics) }),
      }
      const expected = JSON.stringify(encodeFrame(sampleHeader, pages))
      assert.equal(Buffer.from(text.write(sampleHeader, pages)).toString(), expected)
    }),
    { numRuns: 60 },
  )
})

test('numbers are written as JSON writes them', () => {
  const json = new JsonBytes()
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double(),
        fc.maxSafeInteger(),
        fc.integer(),
        fc.constantFrom(1e15, 1e21, -0, 9, 10, 99, 100),
      ),
      value => {
        json.clear()
        json.number(value)
        assert.equal(Buffer.from(json.taken()).toString(), JSON.stringify(value))
      },
    ),
    { numRuns: 2000 },
  )
})
