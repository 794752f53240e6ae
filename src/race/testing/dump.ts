// The recorded shared-memory dump as samples of the graphics page, for tests that may find it or not.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Sample } from '../../model/sample.ts'
import { micros } from '../../units/quantity.ts'
import { type AccGraphics, accGraphics } from '../../wire/acc/graphics.ts'
import { accPhysics } from '../../wire/acc/physics.ts'
import { decode } from '../../wire/struct.ts'

export const dataFolder = process.env['PITWALL_TEST_DATA'] ?? '../shared/data'

/** The path of the dump; undefined when this checkout has no recordings. */
export const dumpFile = (): string | undefined => {
  const folder = join(dataFolder, 'acc-shm')
  return existsSync(folder)
    ? globSync('*.bin.gz', { cwd: folder }).map(name => join(folder, name))[0]
    : undefined
}

/** Samples at the game's own time: the physics counter steps every 2.5 ms. The graphics page ends at byte 1320. */
export function readDump(file: string): readonly Sample[] {
  const bytes = gunzipSync(readFileSync(file))
  const samples: Sample[] = []
  let physics = new Uint8Array(accPhysics.size)
  for (let at = 16; at < bytes.length; ) {
    const type = bytes.readUInt8(at)
    const length = bytes.readUInt32LE(at + 1)
    const page = bytes.subarray(at + 5, at + 5 + length)
    at += 5 + length
    if (type === 0) physics = new Uint8Array(page)
    if (type === 1) samples.push(sampleOf(physics, page))
  }
  return samples
}

function sampleOf(physicsPage: Uint8Array, graphicsPage: Uint8Array): Sample {
  const physics = decode(accPhysics, physicsPage)
  const padded = new Uint8Array(accGraphics.size)
  padded.set(graphicsPage)
  const graphics = decode(accGraphics, padded)
  const [x, , z] = graphics.carCoordinates[graphics.carID.indexOf(graphics.playerCarID ?? -1)] ?? []
  const columns: { readonly [name: string]: number | undefined } = {
    status: graphics.status,
    session_type: graphics.session,
    spline: graphics.normalizedCarPosition,
    lap_time_ms: graphics.iCurrentTime,
    last_lap_ms: graphics.iLastTime,
    completed_laps: graphics.completedLaps,
    in_pit_lane: graphics.isInPitLane,
    distance_m: graphics.distanceTraveled,
    speed_kmh: physics.speedKmh,
    car_position_m_x: x,
    car_position_m_z: z,
    ...sectorsOf(graphics),
  }
  const measured = Object.entries(columns).filter(([, value]) => value !== undefined)
  return { t_us: micros((physics.packetId ?? 0) * 2500), ...Object.fromEntries(measured) }
}

const sectorsOf = (graphics: AccGraphics) => ({
  sector: graphics.currentSectorIndex,
  last_sector_ms: graphics.lastSectorTime,
  flag: graphics.flag,
  penalty: graphics.penalty,
})
