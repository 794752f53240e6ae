import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drive, graphicsOf, physicsOf } from './testing/drive.ts'

test('a spin turns the car round, stops it, rolls it backwards along the track and costs the lap', () => {
  const seen = { backwards: false, across: false, stood: false, reverse: false, slip: false }
  let spline = 0
  const world = drive({ session: 'hotlap', incidents: 80, skill: 0.5, seed: 4, cars: 3 }, 400, now => {
    const { spin, car } = now.session
    if (spin === undefined) return seen.reverse
    const physics = physicsOf(now)
    const graphics = graphicsOf(now)
    const position = graphics.normalizedCarPosition ?? 0
    seen.backwards ||= position < spline
    seen.across ||= Math.abs(car.yaw) > 1
    seen.stood ||= (physics.speedKmh ?? 9) < 0.2
    seen.reverse ||= physics.gear === 0 && (physics.wheelAngularSpeed[0] ?? 0) < 0
    seen.slip ||= (physics.wheelSlip[0] ?? 0) > 10
    assert.equal(graphics.isValidLap, 0)
    assert.equal(graphics.GlobalYellow, 1)
    spline = position
    return false
  })
  assert.deepEqual(seen, { backwards: true, across: true, stood: true, reverse: true, slip: true })
  assert.ok(Math.abs(world.session.car.yaw) < 0.2)
})

test('going wide at the exit of a bend invalidates the lap there, and only that lap', () => {
  const turned: number[] = []
  let before = true
  drive(
    { session: 'hotlap', incidents: 5, skill: 0.5, seed: 6, stintLaps: 9, track: 'brands_hatch' },
    290,
    world => {
      if (world.frame % 8 !== 0) return
      const valid = graphicsOf(world).isValidLap === 1
      const { clock, car } = world.session
      if (before && !valid) {
        turned.push(clock.driven)
        assert.ok(Math.abs(car.offset) > 3 || world.session.spin !== undefined)
      }
      if (!before && valid) assert.ok(clock.driven < 100)
      before = valid
    },
  )
  assert.ok(turned.length >= 2 && turned.every(metres => metres > 10), String(turned))
})

test('a return to the garage puts the car into its box at once, with the engine off', () => {
  let last = { x: 0, z: 0, driven: 0 }
  let jumps = 0
  drive({ incidents: 3.4, skill: 1, seed: 8, stintLaps: 1, track: 'brands_hatch' }, 420, world => {
    if (world.frame % 4 !== 0) return false
    const { playerCarID, carID, carCoordinates, isInPitLane, completedLaps } = graphicsOf(world)
    const [x = 0, , z = 0] = carCoordinates[carID.indexOf(playerCarID ?? -1)] ?? []
    if (world.frame > 0 && Math.hypot(x - last.x, z - last.z) > 100 && last.driven > 0) {
      jumps++
      assert.equal(isInPitLane, 1)
      assert.equal(physicsOf(world).isEngineRunning, 0)
      assert.ok((completedLaps ?? 0) >= 1)
    }
    last = { x, z, driven: world.session.clock.driven }
    return jumps > 0
  })
  assert.equal(jumps, 1)
})

test('a race ends with the chequered flag, an in-lap and the menu, and the next session begins anew', () => {
  const seen = { chequered: false, menu: 0, frozen: true }
  let packet = 0
  const world = drive(
    { session: 'race', sessionMinutes: 1, track: 'brands_hatch', cars: 12, incidents: 0 },
    320,
    now => {
      if (now.frame % 4 !== 0) return false
      const { status, GlobalChequered, sessionIndex } = graphicsOf(now)
      seen.chequered ||= GlobalChequered === 1
      const { packetId = 0 } = physicsOf(now)
      if (status === 0) {
        if (seen.menu > 0) seen.frozen &&= packetId === packet
        seen.menu++
      }
      packet = packetId
      return sessionIndex === 1 && now.session.clock.driven > 300
    },
  )
  const page = graphicsOf(world)
  assert.ok(seen.chequered && seen.menu > 50 && seen.frozen, JSON.stringify(seen))
  assert.equal(page.sessionIndex, 1)
  assert.equal(page.completedLaps, 0)
  assert.equal(page.GlobalChequered, 0)
  assert.ok((page.position ?? 0) >= 1 && (page.position ?? 99) <= 12)
})

test('yellow is out in the sector where somebody stands, and cars come and go in any order', () => {
  const sectors = new Set<number>()
  const slots = new Set<number>()
  const counts = new Set<number>()
  drive({ session: 'hotlap', incidents: 8, skill: 1, cars: 20 }, 420, world => {
    if (world.frame % 20 !== 0) return
    const page = graphicsOf(world)
    const yellow = [page.GlobalYellow1, page.GlobalYellow2, page.GlobalYellow3]
    assert.equal(page.GlobalYellow, yellow.includes(1) ? 1 : 0)
    for (const [sector, flag] of yellow.entries()) if (flag === 1) sectors.add(sector)
    slots.add(page.carID.indexOf(page.playerCarID ?? -1))
    counts.add(page.activeCars ?? 0)
    assert.equal(new Set(page.carID.slice(0, page.activeCars)).size, page.activeCars)
    assert.ok(page.carID.slice(page.activeCars).every(id => id === 0))
    assert.ok(page.gapAhead === undefined || page.gapAhead >= 0)
  })
  assert.equal(sectors.size, 3)
  assert.ok(slots.size > 1 && !slots.has(-1), 'the slot of the player changes')
  assert.ok(counts.size > 1)
})
