// How old what is on the screen is, and what that makes of it.

/** `late` shows in the feed chip, `stale` greys every value, `lost` blanks them; `never`: nothing has come yet. */
export type Freshness = 'live' | 'late' | 'stale' | 'lost' | 'never'

/** The ages, in milliseconds, at which live values become late, stale and lost. */
export const freshnessLimits = { late: 250, stale: 1000, lost: 5000 } as const

/** The class of an age in milliseconds; undefined: nothing has come yet. */
export function freshnessOf(age_ms: number | undefined): Freshness {
  if (age_ms === undefined) return 'never'
  if (age_ms >= freshnessLimits.lost) return 'lost'
  if (age_ms >= freshnessLimits.stale) return 'stale'
  return age_ms >= freshnessLimits.late ? 'late' : 'live'
}
