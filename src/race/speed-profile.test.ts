import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addSpeed, newProfile, profileOf, profilePoints } from './speed-profile.ts'

test('a lap is the mean speeds of its stretches, in whole km/h', () => {
  const profile = newProfile()
  for (let at = 0; at < 240; at++) addSpeed(profile, at / 240, at < 120 ? 200.4 : at % 2 === 0 ? 100 : 101)
  const means = profileOf(profile)
  assert.equal(means?.length, profilePoints)
  assert.deepEqual([means?.[0], means?.[23]], [200, 101])
})

test('a lap that was not seen on a stretch has no picture', () => {
  const profile = newProfile()
  for (let at = 0; at < 230; at++) addSpeed(profile, at / 240, 180)
  assert.equal(profileOf(profile), undefined)
})

test('samples without a place or a speed, and places off the track, count nowhere', () => {
  const profile = newProfile()
  for (const [spline, speed] of [
    [undefined, 1],
    [0.5, undefined],
    [-0.1, 1],
    [1.2, 1],
  ] as const)
    addSpeed(profile, spline, speed)
  assert.ok(profile.counts.every(count => count === 0))
  addSpeed(profile, 1, 99)
  assert.equal(profile.counts[profilePoints - 1], 1)
})
