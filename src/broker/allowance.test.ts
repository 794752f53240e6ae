import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Allowance, machineOf } from './allowance.ts'

test('so many at once, then as many as have become free, and the wait is told in whole seconds', () => {
  let now = 0
  const allowance = new Allowance({ burst: 3, per_s: 0.5 }, () => now)
  assert.deepEqual(
    [1, 2, 3, 4].map(() => allowance.take('a')),
    [0, 0, 0, 2],
  )
  assert.equal(allowance.take('b'), 0)
  now = 1_500
  assert.equal(allowance.take('a'), 1)
  now = 2_000
  assert.deepEqual([allowance.wait('a'), allowance.take('a'), allowance.take('a')], [0, 0, 2])
  now = 1_000_000
  assert.deepEqual(
    [1, 2, 3, 4].map(() => allowance.take('a')),
    [0, 0, 0, 2],
  )
})

test('a million strangers take no more memory than four thousand', () => {
  const allowance = new Allowance({ burst: 1, per_s: 1 }, () => 0)
  for (let index = 0; index < 20_000; index++) allowance.take(`stranger ${index}`)
  assert.equal(allowance.keys, 4096)
  assert.equal(allowance.take('stranger 19999'), 1)
})

test('a machine is one whichever of its addresses it comes from', () => {
  assert.equal(machineOf('::ffff:192.168.1.5'), '192.168.1.5')
  assert.equal(machineOf('fe80::1:2'), machineOf('fe80::ffff:1'))
  assert.equal(machineOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2')
  assert.notEqual(machineOf('2001:db8:1:2::1'), machineOf('2001:db8:1:3::1'))
  assert.equal(machineOf(undefined), 'unknown')
})
