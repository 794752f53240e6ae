// The one real clock, handed to the rooms that may not read it themselves.
import type { Clock } from '../model/clock.ts'
import { millis, unixMillis } from '../units/quantity.ts'

export const systemClock: Clock = {
  now: () => unixMillis(Date.now()),
  elapsed: () => millis(performance.now()),
  after(delay, call) {
    if (delay <= 0) {
      const immediate = setImmediate(call)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(call, delay).unref()
    return () => clearTimeout(timer)
  },
}
