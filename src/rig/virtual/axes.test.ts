import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type AccPhysics, accPhysics } from '../../wire/acc/physics.ts'
import { decode } from '../../wire/struct.ts'
import { pagesOfDump } from '../recording/page-dump.ts'
import { drive, physicsOf } from './testing/drive.ts'

const wrapped = (angle: number) => Math.atan2(Math.sin(angle), Math.cos(angle))

/** What the signs of one page say about a car that goes round a bend; undefined where it hardly does. */
function signsOf(page: AccPhysics) {
  const [vx = 0, , vz = 0] = page.velocity
  const [lateral = 0] = page.accG
  const [left = 0, , forward = 0] = page.localVelocity
  const [, yaw = 0] = page.localAngularVel
  const [headX = 0, , headZ = 0] = page.tyreContactHeading[2] ?? []
  const { speedKmh = 0, steerAngle = 0, heading = 0 } = page
  if (speedKmh < 60 || Math.abs(lateral) < 0.7 || forward < 15 || Math.abs(left) > 5) return undefined
  return {
    'steering goes against the lateral force': steerAngle * lateral < 0,
    'the yaw rate goes with the lateral force': yaw * lateral > 0,
    'the heading is the negative angle from +z to +x, turned by the sideslip':
      Math.abs(wrapped(heading + Math.atan2(vx, vz) - Math.atan2(left, forward))) < 0.02,
    'the contact heading of a rear tyre points backwards':
      headX * vx + headZ * vz < -0.9 * Math.hypot(vx, vz) * Math.hypot(headX, headZ),
    'the front tyres roll as fast as the car':
      Math.abs((page.wheelAngularSpeed[0] ?? 0) * 0.34 * 3.6 - speedKmh) < 0.2 * speedKmh,
    'the clutch shows 1': page.clutch === 1,
  }
}

/** Each of the statements holds in at least 97 of 100 pages: the driver of the recording also corrects slides. */
function requireSigns(pages: readonly AccPhysics[]) {
  const signs = pages.map(signsOf).filter(found => found !== undefined)
  assert.ok(signs.length > 200, `${signs.length} pages in bends`)
  for (const statement of Object.keys(signs[0] ?? {})) {
    const holds = signs.filter(found =>
      Object.entries(found).some(([name, true_]) => name === statement && true_),
    )
    assert.ok(holds.length >= 0.97 * signs.length, `${statement}: ${holds.length} of ${signs.length}`)
  }
}

const folder = join(process.env['PITWALL_TEST_DATA'] ?? '../shared/data', 'acc-shm')
const [dump] = existsSync(folder) ? globSync('*.bin.gz', { cwd: folder }) : []

test('the axes and signs of the game are as a recording of it shows them', {
  skip: dump === undefined && `no recording in ${folder}`,
}, async () => {
  const pages: AccPhysics[] = []
  for await (const batch of pagesOfDump(join(folder, dump ?? ''), () => undefined))
    for (const { page, bytes } of batch) if (page === 'physics') pages.push(decode(accPhysics, bytes))
  requireSigns(pages)
})

test('the virtual car has the axes and signs of the game', () => {
  const pages: AccPhysics[] = []
  drive({ session: 'hotlap', incidents: 0, track: 'brands_hatch' }, 60, world => {
    if (world.frame % 8 === 0) pages.push(physicsOf(world))
  })
  requireSigns(pages)
})
