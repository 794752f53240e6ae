// Which way to sleep ends when it should. Timers of Windows are told to be fine and are not everywhere: Wine's server
// rounds each of them up to the next whole millisecond, which is most of the 2.5 ms that a page stands.
import { performance } from 'node:perf_hooks'

export type Sleep = (milliseconds: number) => void

/** No whole number of ms, so that rounding shows; shorter than a page stands. */
const tried_ms = 1.4
/** An odd number, of which the middle counts: a machine that is busy starting is late now and then. */
const times = 9

/**
 * Sleeps by that of two ways which usually ends nearer to when it should. Tries both at the first call, which takes some
 * 30 ms more, or 300 where both are coarse.
 */
export function finerOf(one: Sleep, other: Sleep, now: () => number = () => performance.now()): Sleep {
  let finer: Sleep | undefined
  return milliseconds => {
    finer ??= lateness_ms(one, now) <= lateness_ms(other, now) ? one : other
    finer(milliseconds)
  }
}

function lateness_ms(sleep: Sleep, now: () => number): number {
  const seen = Array.from({ length: times }, () => {
    const before = now()
    sleep(tried_ms)
    return Math.abs(now() - before - tried_ms)
  })
  return seen.sort((a, b) => a - b)[(times - 1) / 2] ?? Number.POSITIVE_INFINITY
}
