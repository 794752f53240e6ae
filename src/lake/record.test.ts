import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeRecord, scanRecords } from './record.ts'

const bodies = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 8 })
const logOf = (all: readonly Uint8Array[]) =>
  Buffer.concat(all.flatMap(body => encodeRecord('frame', Buffer.from('{}'), body)))
const read = (log: Buffer) => scanRecords(log).records.map(({ body }) => Buffer.from(body).toString('hex'))
const hex = (all: readonly Uint8Array[]) => all.map(body => Buffer.from(body).toString('hex'))

test('records come back as they were written', () => {
  fc.assert(fc.property(bodies, all => assert.deepEqual(read(logOf(all)), hex(all))))
})

test('a log that was torn anywhere keeps every record before the tear', () => {
  fc.assert(
    fc.property(bodies, fc.nat(), (all, at) => {
      const log = logOf(all)
      const cut = log.subarray(0, at % (log.length + 1))
      const scan = scanRecords(cut)
      assert.deepEqual(read(cut), hex(all).slice(0, scan.records.length))
      assert.equal(scan.end + scan.damaged, cut.length)
      assert.ok(cut.length === log.length || scan.records.length < all.length)
      assert.ok(
        scan.records.length === all.length ||
          logOf(all.slice(0, scan.records.length + 1)).length > cut.length,
      )
    }),
  )
})

test('a record that was damaged is passed over, and those behind it are read', () => {
  fc.assert(
    fc.property(bodies, fc.nat(), fc.nat(), (all, which, where) => {
      const damaged = which % all.length
      const before = logOf(all.slice(0, damaged)).length
      const size = logOf(all.slice(damaged, damaged + 1)).length
      const log = logOf(all)
      const at = before + (where % size)
      log[at] = (log[at] ?? 0) ^ 0x55
      assert.deepEqual(
        read(log),
        hex(all).filter((_, index) => index !== damaged),
      )
    }),
  )
})
