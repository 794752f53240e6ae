import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unixMillis } from '../units/quantity.ts'
import { Pulse, rowsIn } from './pulse.ts'

test('rows a second are those of the seconds before this one', () => {
  const pulse = new Pulse()
  for (let second = 0; second < 30; second++) {
    pulse.tick(unixMillis(second * 1000))
    pulse.landed(60)
  }
  assert.equal(pulse.state(0).rows_per_s, 60)
})

test('the writer is behind for as long as the oldest work waits, and a file of it is the newest', () => {
  const pulse = new Pulse()
  pulse.tick(unixMillis(1000))
  pulse.begun('a')
  pulse.tick(unixMillis(4000))
  pulse.begun('a')
  pulse.begun('b')
  pulse.tick(unixMillis(9000))
  assert.deepEqual([pulse.state(2).behind_ms, pulse.state(2).newest_ms], [8000, undefined])
  pulse.ended('a', true)
  assert.deepEqual([pulse.state(1).behind_ms, pulse.state(1).newest_ms], [5000, 9000])
  pulse.ended('b', false)
  assert.equal(pulse.state(0).behind_ms, 0)
})

test('a frame says how many samples it has before it says what they are', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  assert.equal(rowsIn(bytes('{"v":1,"seq":3,"pages":{"physics":{"n":120,"t_us":{}}}}')), 120)
  assert.equal(rowsIn(bytes('{"v":1,"seq":3,"pages":{}}')), 0)
  assert.equal(rowsIn(new Uint8Array(9)), 0)
})
