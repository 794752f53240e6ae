// How long to wait before the next attempt to connect.

const first_ms = 250
const longest_ms = 4000

/** Milliseconds before attempt `attempt` (0 is the first repeat): doubling to 4 s, spread by `chance` (0 to 1) over
 * half of it, so that many pages do not come back in one moment. */
export function backoff(attempt: number, chance: number): number {
  const full = Math.min(longest_ms, first_ms * 2 ** Math.min(attempt, 16))
  return Math.round(full * (0.5 + chance / 2))
}
