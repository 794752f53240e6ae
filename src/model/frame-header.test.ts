import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ModelFault } from './fault.ts'
import { readFrameHeader } from './frame-header.ts'

const header = {
  site: 'home',
  rig: 'rig1',
  session_id: 'home-rig1-20261124T120000000Z',
  lap_id: 'home-rig1-20261124T120000000Z-7-1',
  lap_number: 1,
  seq: 4,
}
const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const pages = { physics: { n: 0, t_us: 'x'.repeat(50_000) } }

test('the header of a frame is read from its first bytes, whatever follows', () => {
  const whole = bytesOf({ v: 1, type: 'frame', ...header, pages })
  assert.deepEqual(readFrameHeader(whole), header)
  assert.deepEqual(readFrameHeader(whole.subarray(0, 3000)), header)
})

test('a frame of another writer, whose pages come first, is read whole', () => {
  assert.deepEqual(readFrameHeader(bytesOf({ pages, type: 'frame', v: 1, ...header })), header)
})

test('what is no frame is refused', () => {
  const broken = [
    Buffer.from('half a {"frame'),
    bytesOf([]),
    bytesOf({ v: 1, type: 'frame', pages }),
    bytesOf({ v: 1, type: 'frame', ...header, lap_id: '../x', pages }),
    bytesOf({ v: 1, type: 'frame', ...header, seq: -1, pages }),
    Buffer.alloc(0),
  ]
  for (const bytes of broken) assert.throws(() => readFrameHeader(bytes), ModelFault)
})
