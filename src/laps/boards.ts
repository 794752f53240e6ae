// Boards as values: which laps are compared with one another, in every way that this table declares.
import type { BoardRow } from '../model/board.ts'
import type { BoardEvent } from '../model/board-event.ts'
import {
  type Among,
  type BoardKey,
  type BoardRule,
  boardNameOf,
  type Conditions,
  everybody,
  type Field,
  type Period,
  type ScoreRule,
} from '../model/board-name.ts'
import { asLapId } from '../model/identity.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap } from '../model/ruling.ts'
import { type Standing, shownScore } from './standing.ts'

/** Boards of one rule, per track, and for each combination of the rest. */
export type BoardKind = {
  readonly rule: ScoreRule
  readonly among: readonly Among[]
  readonly periods: readonly Period[]
  readonly conditions: readonly Conditions[]
}

/**
 * A lap is held against each. Narrow before wide: a lap that is no better among fewer is none among more. The rules that
 * need many laps have fewer boards, because each is reckoned with every lap.
 */
export const boardTable = [
  {
    rule: 'best-lap',
    among: ['car', 'car_class', 'all'],
    periods: ['event', 'season', 'ever'],
    conditions: ['dry', 'wet', 'any'],
  },
  { rule: 'average-5', among: ['car_class'], periods: ['event', 'season', 'ever'], conditions: ['any'] },
  { rule: 'consistency', among: ['car_class'], periods: ['event', 'season', 'ever'], conditions: ['any'] },
  { rule: 'most-laps', among: ['all'], periods: ['event', 'season', 'ever'], conditions: ['any'] },
] as const satisfies readonly BoardKind[]

/** What of a lap decides on which boards it is. */
export type Placed = { readonly site: string } & Pick<
  LapRecord,
  'track' | 'car' | 'car_class' | 'started_at' | 'conditions'
>

/** Where a lap competes; undefined when it may not: only a valid flying lap that has a time does. Unknown validity is not valid. */
export function fieldOf(lap: RuledLap, ranked: boolean): Field | undefined {
  if (!ranked || lap.valid !== true || lap.kind !== 'flying' || lap.lap_time_ms === undefined)
    return undefined
  return lap.origin === 'virtual' ? 'virtual' : 'real'
}

/** A board that a store keeps. */
export type NamedKey = Omit<BoardKey, 'rule'> & { readonly rule: ScoreRule; readonly board: string }

/** The boards on which a lap of this field is held, in the order of the table; none for a class or a track that is not known. */
export function boardsOf(lap: Placed, field: Field, events: readonly BoardEvent[]): readonly NamedKey[] {
  const { track } = lap
  if (!canStandInName(track)) return []
  const labels: Readonly<Record<Period, readonly string[]>> = {
    event: events.filter(event => isWithin(event, lap)).map(({ event }) => event),
    season: [seasonOf(lap.started_at)],
    ever: [''],
  }
  const keys: NamedKey[] = []
  for (const kind of boardTable) {
    for (const among of kind.among) {
      const subject = among === 'all' ? everybody : lap[among]
      if (!canStandInName(subject) || (among !== 'all' && subject === everybody)) continue
      for (const period of kind.periods) {
        for (const label of labels[period]) {
          for (const conditions of kind.conditions) {
            if (conditions !== 'any' && conditions !== lap.conditions) continue
            const key = { track, among, subject, period, label, conditions, rule: kind.rule, field }
            keys.push({ ...key, board: boardNameOf(key) })
          }
        }
      }
    }
  }
  return keys
}

/** A season is a calendar year (UTC), that in which the lap began. Any other span is an event. */
export const seasonOf = (started_at: string): string => started_at.slice(0, 4)

/** Whether a lap counts for an event: it began in its span, and at its place where that is said. */
export const isWithin = (
  { from, to, site, track }: BoardEvent,
  lap: Omit<Placed, 'car' | 'car_class'>,
): boolean => {
  const began = Date.parse(lap.started_at)
  return (
    began >= Date.parse(from) &&
    began < Date.parse(to) &&
    (site === undefined || site === lap.site) &&
    (track === undefined || track === lap.track)
  )
}

/** Whether a lap of the same track and field is held on the board of this key. */
export function isOn(key: BoardKey, lap: Placed, events: readonly BoardEvent[]): boolean {
  if (key.among !== 'all' && lap[key.among] !== key.subject) return false
  if (key.conditions !== 'any' && lap.conditions !== key.conditions) return false
  if (key.period === 'season') return seasonOf(lap.started_at) === key.label
  return key.period === 'ever' || events.some(event => event.event === key.label && isWithin(event, lap))
}

/** Whether every lap of the board of `inner` is also on that of `outer`. */
export const isInside = (inner: BoardKey, outer: BoardKey): boolean =>
  (outer.among === 'all' || (inner.among === outer.among && inner.subject === outer.subject)) &&
  (outer.period === 'ever' || (inner.period === outer.period && inner.label === outer.label)) &&
  (outer.conditions === 'any' || inner.conditions === outer.conditions)

/** A driver's place on a board, before it has a number. */
export type DriverStanding = Standing & { readonly driver: string }

/** Gives places to the rows of a board from its first row on: equal scores share one, 1, 2, 2, 4. */
export function placed(standings: readonly DriverStanding[], rule: BoardRule): readonly BoardRow[] {
  let rank = 0
  return standings.map((standing, index) => {
    if (standing.score !== standings[index - 1]?.score) rank = index + 1
    return rowOf(standing, rank, rule)
  })
}

export const rowOf = (standing: DriverStanding, rank: number, rule: BoardRule): BoardRow => ({
  rank,
  driver: standing.driver,
  lap_id: asLapId(standing.lap_id),
  lap_time_ms: standing.lap_time_ms,
  achieved_at: new Date(standing.achieved_ms).toISOString(),
  ...shownScore(rule, standing.score),
})

/** A part of a board's name; one that could be read as something else is none. */
const canStandInName = (part: string): boolean => part !== '' && !part.includes('/')
