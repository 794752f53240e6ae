// Plays what a driver should hear of a car, as long as sounds are wanted.
import { fuelState, lapsOfFuel } from '../../../../src/race/fuel.ts'
import type { CarView } from '../../live-core/car-view.ts'
import { BrakeLadder } from '../../live-core/corner-cue.ts'
import { CueWatch } from '../../live-core/cues.ts'
import { lapResult, sectorResult } from '../../live-core/results.ts'
import { rpmAhead, shiftState } from '../../live-core/shift.ts'
import { line, loop } from '../../shell/line.svelte.ts'
import { speaker } from '../../shell/speaker.ts'
import { referenceSegments } from './reference-segments.ts'

/** Follows a car until the returned function is called. */
export function followCues(car: CarView): () => void {
  const watch = new CueWatch()
  let results = resultsOf(car)
  const ends = [
    // Marks are looked up among many laps: not on every frame.
    loop.add(5, () => {
      results = resultsOf(car)
    }),
    loop.add('display', () => {
      const cue = watch.step({
        ...results,
        freshness: car.freshness,
        isShift: isShift(car),
        message: car.feed?.message?.id,
        fuel: fuelOf(car),
      })
      if (cue !== undefined) speaker.play(cue)
    }),
  ]
  return () => {
    for (const end of ends) end()
  }
}

/** Plays the tones before the next braking, but for a lap out of the pits; until the returned function is called. */
export function followBraking(car: CarView): () => void {
  const ladder = new BrakeLadder()
  return loop.add('display', () => {
    const rung = ladder.step(car, referenceSegments(car.delta?.lap_id))
    if (rung !== undefined && (car.mode === 'flying' || car.mode === 'race')) speaker.play(rung)
  })
}

const resultsOf = ({ feed }: CarView) => ({
  sector: sectorResult(line.now.laps, feed?.session, feed?.lap),
  lap: lapResult(line.now.laps, feed?.session),
})

function isShift(car: CarView): boolean {
  const [rpm, ring] = [car.value('rpm'), car.ring]
  if (rpm === undefined || ring === undefined) return false
  return shiftState(rpmAhead(ring, rpm), car.feed?.session?.max_rpm)?.now === true
}

function fuelOf(car: CarView): 'fit' | 'low' | 'box' | undefined {
  const laps = lapsOfFuel(car.value('fuel_l'), car.value('fuel_per_lap_l'))
  return laps === undefined ? undefined : fuelState(laps)
}
