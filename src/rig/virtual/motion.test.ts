import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circuits } from './circuits.ts'
import { at, courseOf } from './course.ts'
import { machineOf } from './machine.ts'
import { lapSeconds, paceOf } from './pace.ts'
import { drive, graphicsOf, physicsOf } from './testing/drive.ts'
import { stepWorld } from './world.ts'

const near = (found: number, expected: number, within: number, what: string) =>
  assert.ok(Math.abs(found - expected) <= within, `${what}: ${found}, expected ${expected} ± ${within}`)

test('every circuit turns once round and ends where it began, after its length', () => {
  for (const id of Object.keys(circuits)) {
    if (id !== 'monza' && id !== 'brands_hatch' && id !== 'imola') continue
    const course = courseOf(id)
    const { count, x, z } = course
    near(Math.abs(at(course.direction, count) - at(course.direction, 0)), 2 * Math.PI, 1e-9, 'turn')
    near(Math.hypot(at(x, count) - at(x, 0), at(z, count) - at(z, 0)), 0, 1e-6, 'gap')
    let way = 0
    for (let i = 0; i < count; i++) way += Math.hypot(at(x, i + 1) - at(x, i), at(z, i + 1) - at(z, i))
    near(way / course.length, 1, 0.005, 'length')
  }
})

test('with more grip or less weight the same road takes less time', () => {
  const course = courseOf('imola')
  const machine = machineOf('audi_r8_lms_evo')
  const shares = new Float64Array(course.count + 1).fill(0.95)
  const seconds = (grip: number, fuel: number) =>
    lapSeconds(
      course,
      paceOf(course, machine, {
        mass: machine.mass + fuel,
        grip,
        cornering: shares,
        braking: shares,
        power: 1,
      }),
    )
  assert.ok(seconds(1.02, 20) < seconds(1, 20))
  assert.ok(seconds(1, 20) < seconds(1, 80))
})

test('place, velocity, heading, wheels and forces of one page belong to the same motion', () => {
  let before: ReturnType<typeof look> | undefined
  const look = (world: Parameters<typeof physicsOf>[0]) => {
    const physics = physicsOf(world)
    const [x = 0, , z = 0] = physics.tyreContactPoint.reduce(
      ([sx = 0, sy = 0, sz = 0], [px = 0, py = 0, pz = 0]) => [sx + px / 4, sy + py / 4, sz + pz / 4],
      [0, 0, 0],
    )
    return { physics, x, z, seconds: world.step * 0.0025 }
  }
  let bends = 0
  drive({ session: 'hotlap', incidents: 0 }, 90, world => {
    if (world.frame % 4 !== 0) return
    const now = look(world)
    const { physics } = now
    const speed = (physics.speedKmh ?? 0) / 3.6
    if (before !== undefined && speed > 20 && (before.physics.speedKmh ?? 0) > 72) {
      const seconds = now.seconds - before.seconds
      const [vx = 0, , vz = 0] = physics.velocity
      near(Math.hypot(vx, vz), speed, 0.2, 'velocity is the speed')
      near(
        Math.hypot(now.x - before.x, now.z - before.z) / seconds,
        speed,
        speed * 0.03 + 0.5,
        'the tyres move as fast',
      )
      const heading = Math.atan2(-vx, vz)
      const slip = Math.atan2(physics.localVelocity[0] ?? 0, physics.localVelocity[2] ?? 1)
      const off = (physics.heading ?? 0) - heading - slip
      near(Math.atan2(Math.sin(off), Math.cos(off)), 0, 0.01, 'the heading is the way and the sideslip')
      near((physics.wheelAngularSpeed[0] ?? 0) * 0.34, speed, speed * 0.16, 'the wheels roll')
      const [across = 0, , along = 0] = physics.accG
      const yaw = physics.localAngularVel[1] ?? 0
      // Only where the bend is steady: the body turns in with a delay.
      if (Math.abs(across) > 0.8) {
        bends++
        near(across * 9.81, yaw * speed, 3.5, 'sideways force turns the car')
        assert.equal(Math.sign(physics.steerAngle ?? 0), -Math.sign(across), 'it steers into the bend')
      }
      assert.ok(Math.hypot(across, along) < 2.6, `${across} ${along}`)
    }
    before = now
  })
  assert.ok(bends > 100, `${bends}`)
})

test('braking warms the discs, driving warms the tyres and burns fuel, and pressure follows temperature', () => {
  const world = drive({ session: 'hotlap', incidents: 0 }, 8, () => false)
  const early = physicsOf(world)
  for (let step = 0; step < 400 * 120; step++) stepWorld(world)
  const late = physicsOf(world)
  for (let wheel = 0; wheel < 4; wheel++) {
    assert.ok((late.tyreCoreTemperature[wheel] ?? 0) > (early.tyreCoreTemperature[wheel] ?? 0) + 5)
    assert.ok((late.wheelsPressure[wheel] ?? 0) > (early.wheelsPressure[wheel] ?? 0) + 0.3)
    assert.ok((late.brakeTemp[wheel] ?? 0) > (early.brakeTemp[wheel] ?? 0) + 50)
    assert.ok((late.padLife[wheel] ?? 0) < (early.padLife[wheel] ?? 0))
  }
  const used = (early.fuel ?? 0) - (late.fuel ?? 0)
  assert.ok(used > 2 && used < 5, `${used} l`)
  assert.ok((graphicsOf(world).usedFuel ?? 0) > used)
})
