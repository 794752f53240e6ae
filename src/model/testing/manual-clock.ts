// A clock that a test moves: nothing happens until it says so.
import { millis, unixMillis } from '../../units/quantity.ts'
import type { Clock } from '../clock.ts'

export type ManualClock = Clock & {
  /** Moves on and makes every call that falls due on the way, in order. */
  readonly pass: (ms: number) => void
}

export function manualClock(startsAt = Date.UTC(2026, 10, 24)): ManualClock {
  let passed = 0
  const due = new Set<{ readonly at: number; readonly call: () => void }>()
  return {
    now: () => unixMillis(startsAt + Math.floor(passed)),
    elapsed: () => millis(passed),
    after(delay, call) {
      const entry = { at: passed + delay, call }
      due.add(entry)
      return () => due.delete(entry)
    },
    pass(ms) {
      const until = passed + ms
      for (;;) {
        const next = [...due].filter(entry => entry.at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        due.delete(next)
        passed = Math.max(passed, next.at)
        next.call()
      }
      passed = until
    },
  }
}
