import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roundOf } from './broadcast.ts'
import { drive } from './testing/drive.ts'

test('the best lap of a race is the fastest of all cars, whoever leads', () => {
  let compared = 0
  let notTheLeader = 0
  drive({ session: 'race', cars: 12, seed: 3 }, 500, world => {
    if (world.frame % 3000 !== 0) return
    const round = roundOf(world)
    const [session] = round.filter(message => message.kind === 'realtime-update')
    const cars = round.filter(message => message.kind === 'realtime-car-update')
    const bests = cars.flatMap(({ bestLap }) => bestLap.lapTimeMs ?? [])
    if (session === undefined || bests.length === 0) return
    compared++
    assert.equal(session.bestLap.lapTimeMs, Math.min(...bests))
    const leader = cars.find(({ position }) => position === 1)
    if (leader?.bestLap.lapTimeMs !== session.bestLap.lapTimeMs) notTheLeader++
  })
  assert.ok(compared > 0 && notTheLeader > 0, `${compared} rounds, ${notTheLeader} with another leader`)
})
