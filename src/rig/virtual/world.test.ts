import assert from 'node:assert/strict'
import { test } from 'node:test'
import { worldOptions } from './source.ts'
import { drive, graphicsOf, physicsOf } from './testing/drive.ts'
import { createWorld, joiningSteps, stepWorld } from './world.ts'

test('the game joins with pages that are empty but for their counter', () => {
  const world = createWorld(worldOptions({}))
  stepWorld(world)
  const { page } = world.pages.physics
  assert.ok(page.subarray(4).every(byte => byte === 0))
  const first = physicsOf(world).packetId ?? 0
  for (let step = 1; step <= joiningSteps; step++) stepWorld(world)
  assert.equal(physicsOf(world).packetId, first + joiningSteps)
  assert.ok((physicsOf(world).fuel ?? 0) > 0)
})

test('lap times are whole steps of 2.5 ms, cut to milliseconds', () => {
  const seen = new Set<number>()
  drive({ session: 'hotlap' }, 240, world => {
    if (world.frame % 16 !== 0) return
    const { iLastTime, iCurrentTime } = graphicsOf(world)
    if (iLastTime !== undefined) seen.add(iLastTime)
    assert.ok([0, 2].includes((iCurrentTime ?? 0) % 5), `${iCurrentTime}`)
  })
  assert.ok(seen.size >= 2, `${seen.size} laps`)
  for (const time of seen) assert.ok([0, 2].includes(time % 5), `${time}`)
})

test('the out-lap that crosses the line in the pit lane resets the time but is no lap', () => {
  let previous = 0
  let resets = 0
  const clamped = { one: 0, zero: 0 }
  drive({}, 30, world => {
    const page = graphicsOf(world)
    const time = page.iCurrentTime ?? 0
    if (time < previous) {
      resets++
      assert.equal(page.isInPitLane, 1)
    }
    if (page.normalizedCarPosition === 1) clamped.one++
    if (page.normalizedCarPosition === 0) clamped.zero++
    assert.equal(page.completedLaps, 0)
    assert.equal(page.iLastTime, undefined)
    previous = time
  })
  assert.equal(resets, 1)
  assert.ok(clamped.one >= 10 && clamped.zero >= 8, JSON.stringify(clamped))
})

test('the player is found by his id somewhere in the list of cars, where his tyres are', () => {
  drive({ cars: 12, session: 'hotlap' }, 20, world => {
    const graphics = graphicsOf(world)
    const physics = physicsOf(world)
    if (physics.speedKmh === 0) return
    assert.equal(graphics.activeCars, 12)
    const slot = graphics.carID.indexOf(graphics.playerCarID ?? -1)
    assert.ok(slot >= 0 && slot < 12)
    const [x = 0, , z = 0] = graphics.carCoordinates[slot] ?? []
    const [tyreX = 0, , tyreZ = 0] = physics.tyreContactPoint[0] ?? []
    assert.ok(Math.hypot(x - tyreX, z - tyreZ) < 2.5)
  })
})
