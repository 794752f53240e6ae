// A car as a page sees it, fed by hand: for tests of what looks at it.
import type { LiveMessage } from '../../../../src/model/messages.ts'
import { sampleLive, sampleSession } from '../../../../src/model/testing/messages.ts'
import { CarView } from '../car-view.ts'
import { newestOf } from '../connection.ts'
import { Feed } from '../feed.ts'

export type WatchedCar = {
  readonly car: CarView
  /** Shows the car with these values, `passed_ms` after the last time. */
  readonly see: (values: Partial<LiveMessage>, passed_ms: number) => void
}

export function watchedCar(session_type = 'practice'): WatchedCar {
  const feed = new Feed()
  feed.take({ kind: 'told', told: { type: 'hello', v: 1, now_ms: 0, rigs: [], laps: [], boards: [] } }, 0)
  feed.take({ kind: 'told', told: { type: 'session', session: sampleSession({ session_type }) } }, 0)
  const car = new CarView(feed, 'home/rig1')
  let now_ms = 0
  let seq = 0
  return {
    car,
    see(change, passed_ms) {
      now_ms += passed_ms
      seq += 1
      const values = sampleLive({ at_ms: now_ms, seq, ...change })
      feed.take({ kind: 'newest', newest: newestOf({ received_ms: now_ms, values }) }, now_ms)
      car.step(now_ms)
    },
  }
}
