import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publishPacket } from './publish-packet.ts'

test('a message of quality 0 is a fixed header, its topic and its payload [MQTT-3.3]', () => {
  const packet = publishPacket('a/Ü', Buffer.from('xyz'), false)
  assert.deepEqual([...packet], [0x30, 9, 0, 4, 0x61, 0x2f, 0xc3, 0x9c, 0x78, 0x79, 0x7a])
  assert.equal(publishPacket('a', Buffer.alloc(0), true)[0], 0x31)
})

test('its length takes one to four bytes, as the table of the standard has it [MQTT-2.2.3]', () => {
  const ends: readonly (readonly [length: number, bytes: readonly number[]])[] = [
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16_383, [0xff, 0x7f]],
    [16_384, [0x80, 0x80, 0x01]],
    [2_097_151, [0xff, 0xff, 0x7f]],
    [2_097_152, [0x80, 0x80, 0x80, 0x01]],
  ]
  for (const [length, bytes] of ends) {
    const packet = publishPacket('a', Buffer.alloc(length - 3), false)
    assert.deepEqual([...packet.subarray(1, 1 + bytes.length)], bytes)
    assert.equal(packet.byteLength, 1 + bytes.length + length)
  }
})
