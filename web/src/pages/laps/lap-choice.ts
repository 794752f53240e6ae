// Laps that are chosen in a list: by hand, as a stretch, and what they are compared with.

import { sideOf } from '../../../../src/model/lap-side.ts'
import type { LapRecord } from '../../../../src/model/messages.ts'
import { counts } from '../../live-core/marks.ts'
import { slots } from '../compare/address.ts'

/** More do not fit into an address that people send each other. */
export const mostChosen = 20

/** With the lap, or without it where it was chosen. The first that were chosen go when there are too many. */
export const toggled = (chosen: readonly string[], lap_id: string): readonly string[] =>
  chosen.includes(lap_id) ? chosen.filter(id => id !== lap_id) : [...chosen, lap_id].slice(-mostChosen)

/** What is chosen and the rows from `from` to `to`, in the order in which the list has them. */
export function withStretch(
  chosen: readonly string[],
  order: readonly string[],
  from: string,
  to: string,
): readonly string[] {
  const [first, last] = [order.indexOf(from), order.indexOf(to)].toSorted((a, b) => a - b)
  if (first === undefined || last === undefined || first < 0) return chosen
  return [...new Set([...chosen, ...order.slice(first, last + 1)])].slice(0, mostChosen)
}

/** The fastest other lap that counts: of the same driver in the same car, or where there is none, of the same contest. */
export function rivalOf(lap: LapRecord, known: readonly LapRecord[]): LapRecord | undefined {
  const contest = known.filter(
    other =>
      counts(other) &&
      sideOf(other) === 'rigs' &&
      other.lap_id !== lap.lap_id &&
      other.track === lap.track &&
      other.car_class === lap.car_class &&
      (other.origin === 'virtual') === (lap.origin === 'virtual'),
  )
  const own = contest.filter(other => other.driver === lap.driver && other.car === lap.car)
  return (own.length > 0 ? own : contest).reduce<LapRecord | undefined>(
    (best, other) =>
      (other.lap_time_ms ?? 0) < (best?.lap_time_ms ?? Number.POSITIVE_INFINITY) ? other : best,
    undefined,
  )
}

/** The address of a comparison of laps: the first is the one in question; alone it is held against the one that is preferred on its track, or its rival. */
export function compareAddress(
  laps: readonly LapRecord[],
  known: readonly LapRecord[],
  preferred: (track: string) => string | undefined = () => undefined,
): string | undefined {
  const [only, ...others] = laps.filter(lap => sideOf(lap) === 'rigs')
  if (only === undefined) return undefined
  const chosen = preferred(only.track)
  const rival = chosen === only.lap_id ? undefined : (chosen ?? rivalOf(only, known)?.lap_id)
  const ids = [only, ...others].map(({ lap_id }): string => lap_id)
  const shown = [...ids, ...(others.length > 0 || rival === undefined ? [] : [rival])].slice(0, slots.length)
  return `/compare?${new URLSearchParams(shown.map((lap_id, at) => [slots[at] ?? 'd', lap_id]))}`
}
