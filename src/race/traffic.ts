// Whether somebody else was close: then nobody drives their own line, and a lap says less about its driver.

/** A car this near, ahead or behind, is in the way. */
export const traffic_ms = 1000

/** What the game's own page says of the cars around; undefined is not told, or nobody is there. */
export type Neighbours = {
  readonly gap_ahead_ms: number | undefined
  readonly gap_behind_ms: number | undefined
  readonly active_cars: number | undefined
}

/** Whether a car is close by what the page tells; undefined where it tells of other cars and not where they are. */
export function isClose({
  gap_ahead_ms = 0,
  gap_behind_ms = 0,
  active_cars,
}: Neighbours): boolean | undefined {
  const gaps = [gap_ahead_ms, gap_behind_ms].filter(gap => gap > 0)
  if (gaps.length > 0) return gaps.some(gap => gap < traffic_ms)
  return active_cars === 1 ? false : undefined
}

/** What of a lap was seen of other cars, in samples. */
export type Traffic = { readonly close: number; readonly known: number; readonly all: number }
export const noTraffic: Traffic = { close: 0, known: 0, all: 0 }

export const addTraffic = ({ close, known, all }: Traffic, now: boolean | undefined): Traffic => ({
  close: close + Number(now === true),
  known: known + Number(now !== undefined),
  all: all + 1,
})

/** A lap of which less was seen says nothing of its traffic. */
const seenEnough = 0.9

/** The share of a lap with a car close by, 0 to 1; undefined where too little of the lap is known. */
export function trafficShare({ close, known, all }: Traffic): number | undefined {
  if (known === 0 || known < seenEnough * all) return undefined
  const share = Math.round((close / known) * 1000) / 1000
  // A lap with any traffic is not one without.
  return close > 0 ? Math.max(share, 0.001) : share
}
