import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { carOf } from '../../src/model/cars.ts'
import { splineLength, trackOf } from '../../src/model/track.ts'
import { type AccGraphics, accGraphics } from '../../src/wire/acc/graphics.ts'
import { type AccPhysics, accPhysics } from '../../src/wire/acc/physics.ts'
import { type AccStatic, accStatic } from '../../src/wire/acc/static.ts'
import { decode } from '../../src/wire/struct.ts'
import { recording } from './recorded-data.ts'

// Bytes of ACC 1.10: Brands Hatch, McLaren 720S GT3 Evo, from the pit box over the line into a spin.
const dump = recording('acc-shm/acc-2026-04-10T02-55-22-777Z.bin.gz')

type Instant = { readonly physics: AccPhysics; readonly graphics: AccGraphics; readonly fixed: AccStatic }

function* instants(): Generator<Instant> {
  const bytes = gunzipSync(readFileSync(dump.path))
  const pages: Uint8Array[] = [accPhysics, accGraphics, accStatic].map(page => new Uint8Array(page.size))
  let offset = 16
  while (offset < bytes.length) {
    const type = bytes.readUInt8(offset)
    const length = bytes.readUInt32LE(offset + 1)
    pages[type]?.set(bytes.subarray(offset + 5, offset + 5 + length))
    offset += 5 + length
    const [physics, graphics, fixed] = pages
    if (type !== 2 || !physics || !graphics || !fixed) continue
    yield {
      physics: decode(accPhysics, physics),
      graphics: decode(accGraphics, graphics),
      fixed: decode(accStatic, fixed),
    }
  }
}

const known = (value: number | undefined): number => {
  assert.notEqual(value, undefined)
  return value ?? Number.NaN
}
const all = dump.skip ? [] : [...instants()]
const driving = all.filter(({ physics }) => known(physics.fuel) > 0)

test('the recording holds 3 496 instants, of which the first 107 have no data', { skip: dump.skip }, () => {
  assert.equal(all.length, 3496)
  assert.equal(driving.length, 3389)
  assert.equal(all.indexOf(driving[0] as Instant), 107)
})

test('the static page says who drives what and where', { skip: dump.skip }, () => {
  for (const { fixed } of all) {
    assert.equal(fixed.smVersion, '1.9')
    assert.equal(fixed.carModel, 'mclaren_720s_gt3_evo')
    assert.equal(fixed.track, 'brands_hatch')
    assert.equal(fixed.playerName, 'Margot')
    assert.equal(fixed.playerSurname, undefined)
    assert.equal(fixed.maxRpm, 7700)
    assert.equal(fixed.maxFuel, 120)
    assert.equal(fixed.sectorCount, 3)
  }
})

test('far apart in the physics page, the same speed is measured three times', { skip: dump.skip }, () => {
  for (const { physics } of driving) {
    const world = Math.hypot(...physics.velocity) * 3.6
    const local = Math.hypot(...physics.localVelocity) * 3.6
    assert.ok(Math.abs(world - known(physics.speedKmh)) < 0.5, `${world} against ${physics.speedKmh}`)
    assert.ok(Math.abs(local - known(physics.speedKmh)) < 0.5, `${local} against ${physics.speedKmh}`)
  }
})

test('brake pressures are the pedal split by the bias, 700 bytes apart', { skip: dump.skip }, () => {
  for (const { physics } of driving) {
    const [front = 0, , rear = 0] = physics.brakePressure
    if (known(physics.abs) > 0) continue
    assert.ok(front <= known(physics.brake) * known(physics.brakeBias) + 1e-3)
    assert.ok(rear <= known(physics.brake) * (1 - known(physics.brakeBias)) + 1e-3)
  }
})

test('the player is one of the listed cars, and stands where the tyres touch the ground', {
  skip: dump.skip,
}, () => {
  for (const { physics, graphics } of driving) {
    const index = graphics.carID.indexOf(known(graphics.playerCarID))
    assert.ok(index >= 0 && index < known(graphics.activeCars))
    assert.notEqual(index, 0, 'slot 0 belongs to another car')
    const [x = 0, , z = 0] = graphics.carCoordinates[index] ?? []
    const [tx = 0, , tz = 0] = physics.tyreContactPoint[0] ?? []
    assert.ok(Math.hypot(x - tx, z - tz) < 6, `${x} ${z} against ${tx} ${tz}`)
  }
})

test('no lap was timed yet, and the current time restarts once, in the pit lane', { skip: dump.skip }, () => {
  const restarts = all.filter(({ graphics }, index) => {
    const before = all[index - 1]?.graphics.iCurrentTime
    return before !== undefined && known(graphics.iCurrentTime) < before
  })
  assert.equal(restarts.length, 1)
  assert.equal(restarts[0]?.graphics.isInPitLane, 1)
  for (const { graphics } of all) {
    assert.equal(graphics.iLastTime, undefined)
    assert.equal(graphics.lastTime, undefined)
    assert.equal(graphics.completedLaps, 0)
  }
})

test('the car and the track are in the tables', { skip: dump.skip }, () => {
  assert.equal(carOf('mclaren_720s_gt3_evo')?.car_class, 'GT3')
  const track = trackOf('brands_hatch')
  assert.ok(track !== undefined && Math.abs(splineLength(track) - 3877.4) < 0.1)
})

test('physics runs at 400 steps a second, and the recorder saw 62 of them', { skip: dump.skip }, () => {
  const packets = driving.map(({ physics }) => known(physics.packetId))
  const steps = (packets.at(-1) ?? 0) - (packets[0] ?? 0)
  const clock = known(driving.at(-1)?.graphics.iCurrentTime) - 12
  assert.equal(new Set(packets).size, 3389)
  assert.ok(steps / 400 > 54 && steps / 400 < 56, `${steps} steps`)
  assert.ok(clock > 0 && clock / 1000 < steps / 400)
})
