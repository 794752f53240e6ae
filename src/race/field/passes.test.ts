import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gapBetween, nearestOf, noPasses, notePass, type Passes, roadGap } from './passes.ts'

/** Drives a car round a lap of 100 s, `late_ms` behind the first, from and to these session times. */
function drive(passes: Passes, late_ms: number, from_ms: number, to_ms: number, every_ms = 100) {
  for (let t_ms = from_ms; t_ms <= to_ms; t_ms += every_ms) {
    const laps = (t_ms - late_ms) / 100_000 + 10
    notePass(passes, laps % 1, Math.floor(laps), t_ms)
  }
}

test('a car follows another by the time between them at the same place, over the line as well', () => {
  for (const to_ms of [60_000, 150_000, 205_000]) {
    const [ahead, behind] = [noPasses(), noPasses()]
    drive(ahead, 0, 20_000, to_ms)
    drive(behind, 2350, 20_000, to_ms)
    assert.ok(Math.abs((gapBetween(ahead, behind) ?? 0) - 2350) < 5, `${gapBetween(ahead, behind)}`)
    assert.equal(gapBetween(behind, ahead), undefined, 'the first follows nobody')
  }
})

test('the counter may change before or after the line: the gap does not jump by a lap', () => {
  const [ahead, behind] = [noPasses(), noPasses()]
  drive(behind, 1000, 20_000, 120_000)
  for (let t_ms = 20_000; t_ms <= 120_000; t_ms += 100) {
    const laps = t_ms / 100_000 + 10
    // Half a second early at the line.
    notePass(ahead, laps % 1, Math.floor(laps + 0.005), t_ms)
  }
  assert.ok(Math.abs((gapBetween(ahead, behind) ?? 0) - 1000) < 5)
})

test('who is a lap down has no gap, and who was put elsewhere has none until it is known again', () => {
  const [ahead, behind] = [noPasses(), noPasses()]
  drive(ahead, 0, 20_000, 260_000)
  drive(behind, 130_000, 160_000, 260_000)
  assert.equal(gapBetween(ahead, behind), undefined)
  const moved = noPasses()
  drive(moved, 2000, 20_000, 259_900)
  notePass(moved, 0.05, 12, 260_000)
  assert.equal(gapBetween(ahead, moved), undefined)
})

test('on the road a lap down is as close as it looks', () => {
  const [leader, lapped] = [noPasses(), noPasses()]
  drive(leader, 0, 20_000, 260_000)
  drive(lapped, 98_000, 120_000, 260_000)
  assert.ok(Math.abs((roadGap(lapped, leader) ?? 0) - 2000) < 5, 'two seconds in front of the leader')
  assert.ok(Math.abs((roadGap(leader, lapped) ?? 0) - 98_000) < 5)
})

test('a car that stands falls behind by what it stands', () => {
  const [ahead, behind] = [noPasses(), noPasses()]
  drive(ahead, 0, 20_000, 90_000)
  drive(behind, 1000, 20_000, 40_000)
  for (let t_ms = 40_100; t_ms <= 50_000; t_ms += 100) notePass(behind, 0.39, 10, t_ms)
  drive(behind, 11_000, 50_100, 90_000)
  assert.ok(Math.abs((gapBetween(ahead, behind) ?? 0) - 11_000) < 20)
})

test('the nearest car is the one that is nearest on the track, whatever its lap', () => {
  const [own, lapped, far] = [noPasses(), noPasses(), noPasses()]
  drive(own, 0, 20_000, 260_000)
  drive(lapped, 99_400, 160_000, 260_000)
  drive(far, 30_000, 60_000, 260_000)
  const near = (nearest: number | undefined, expected: number) =>
    assert.ok(Math.abs((nearest ?? 0) - expected) < 5, `${nearest}`)
  near(nearestOf(own, [lapped, far]), 600)
  near(nearestOf(lapped, [own, far]), 600)
  near(nearestOf(own, [far]), 30_000)
  assert.equal(nearestOf(own, []), Number.POSITIVE_INFINITY)
  assert.equal(nearestOf(noPasses(), [own]), undefined, 'who has no place yet has no neighbours')
})
