// A lap as broadcasting tells it, inside the messages on sessions and cars.
import { flag, i32, listOf, noted, orNone, u8, u16 } from '../../codec.ts'
import { sequence, type Values } from '../../sequence.ts'
import { noTime } from '../enumerations.ts'

/** Milliseconds, or undefined where the game has none yet. */
export const lapTime = noted(orNone(i32, noTime), 'ms')

/** The sum of the splits may be 1 ms below the lap time: each value is cut off on its own. */
export const broadcastLap = sequence('lap', {
  lapTimeMs: lapTime,
  carIndex: u16,
  driverIndex: u16,
  splitsMs: noted(listOf(u8, lapTime), 'ms per sector; empty in the lap that is being driven'),
  isInvalid: flag,
  isValidForBest: flag,
  isOutLap: flag,
  isInLap: flag,
})

export type BroadcastLap = Values<(typeof broadcastLap)['members']>
