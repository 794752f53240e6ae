// Runs the lap fold over samples and picks what a test asks for.
import type { Sample } from '../../model/sample.ts'
import { micros } from '../../units/quantity.ts'
import type { FinishedLap, LapEvent } from '../lap-event.ts'
import { endLaps, type LapContext, startLaps, stepLaps } from '../laps.ts'
import { Game, type GameScript } from './game.ts'

/** All events of a drive, the end of the samples included. */
export function eventsOf(
  samples: readonly Sample[],
  context: LapContext = { sectors: 3 },
): readonly LapEvent[] {
  let state = startLaps(context)
  const events: LapEvent[] = []
  for (const sample of samples) {
    const [next, more] = stepLaps(state, sample)
    state = next
    events.push(...more)
  }
  return [...events, ...endLaps(state, samples.at(-1)?.t_us ?? micros(0))[1]]
}

export const lapsOf = (events: readonly LapEvent[]): readonly FinishedLap[] =>
  events.flatMap(event => (event.kind === 'lap-finished' ? [event.lap] : []))

/** `2 out`, `3 flying`, `1 pit-line`: what became of every lap that was started, in the order of the verdicts. */
export const toldOf = (events: readonly LapEvent[]): readonly string[] =>
  events.flatMap(event => {
    if (event.kind === 'lap-finished') return [`${event.lap.lap_number} ${event.lap.kind}`]
    return event.kind === 'lap-abandoned' ? [`${event.lap_number} ${event.reason}`] : []
  })

/** A car that leaves its garage just before the line and comes round to it again: the out-lap is lap 2. */
export function outLap(script: GameScript = {}): Game {
  const game = new Game(script, -0.007)
  game.pit = true
  game.counts = false
  game.stand(5).drive(0.012, 15)
  game.pit = false
  game.counts = true
  return game.drive(0.5).drive(0.49)
}
