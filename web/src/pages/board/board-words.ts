// A board's name in words, and the names of the boards beside it.
import type { Board, BoardRow } from '../../../../src/model/board.ts'
import {
  type BoardKey,
  type BoardRule,
  boardNameOf,
  boardRules,
  everybody,
  readBoardName,
  scoreRules,
} from '../../../../src/model/board-name.ts'
import { lapTime, signed } from '../../live-core/format.ts'
import { carName, trackName } from '../../shell/names.ts'

export type NamedBoard = Omit<BoardKey, 'among'>

export const ruleWords: Readonly<Record<BoardRule, string>> = {
  'best-lap': 'best lap',
  'average-5': 'average of five',
  consistency: 'consistency',
  'most-laps': 'most laps',
  'team-best': 'teams, best lap',
  'team-relay': 'teams, relay',
  race: 'race',
}

/** `Monza Circuit · GT3 · 2026 · wet · average of five · DEMO`; events by their own names, where they are known. */
export function boardTitle(name: string, events: ReadonlyMap<string, string> = new Map()): string {
  const key = readBoardName(name)
  if (key === undefined) return name
  const { track, subject, period, label, conditions, rule, field } = key
  return [
    trackName(track),
    subject === everybody ? 'all cars' : carName(subject),
    ...(period === 'ever' ? [] : [period === 'event' ? (events.get(label) ?? label) : label]),
    ...(conditions === 'any' ? [] : [conditions]),
    ...(rule === 'best-lap' ? [] : [ruleWords[rule]]),
    ...(field === 'virtual' ? ['DEMO'] : []),
  ].join(' · ')
}

/** What may count on a board: teams and races are an event's. */
export const rulesOf = ({ period }: NamedBoard): readonly BoardRule[] =>
  period === 'event' ? boardRules : scoreRules

/** The board beside this one; most laps are counted among all cars. */
export function boardBeside(key: NamedBoard, change: Partial<NamedBoard>): string {
  const next = { ...key, ...change }
  const rule = rulesOf(next).includes(next.rule) ? next.rule : 'best-lap'
  const subject = rule === 'most-laps' ? everybody : next.subject
  return boardNameOf({ ...next, rule, subject, among: 'all' })
}

/** Characters of a name that a crowd reads; the rest is an ellipsis. */
const longestName = 18

export function shortName(name: string): string {
  const letters = [...name]
  return letters.length <= longestName
    ? name
    : `${letters
        .slice(0, longestName - 1)
        .join('')
        .trimEnd()}…`
}

/** The board of best laps ever that this one narrows. */
export const plainBoard = (key: NamedBoard): string =>
  boardNameOf({ ...key, among: 'all', period: 'ever', label: '', conditions: 'any', rule: 'best-lap' })

/** The years in which a board has rows, the newest first. */
export const seasonsOf = (board: Board | undefined): readonly string[] =>
  [...new Set((board?.rows ?? []).map(({ achieved_at }) => achieved_at.slice(0, 4)))].sort().reverse()

/** What the rule of the board counts; undefined where that is the time of the lap itself. */
export function scoreText({ average_ms, laps, spread_ms, total_ms }: BoardRow): string | undefined {
  if (average_ms !== undefined) return lapTime(Math.round(average_ms))
  if (spread_ms !== undefined) return `${(spread_ms / 1000).toFixed(3)} s`
  if (total_ms !== undefined) return lapTime(total_ms)
  return laps === undefined ? undefined : `${laps}`
}

/** How far a row is behind another, of the same board; empty where that says nothing. */
export function behindText(row: BoardRow, first: BoardRow): string {
  if (row === first) return ''
  const lapsDown = (first.laps ?? 0) - (row.laps ?? 0)
  if (row.total_ms !== undefined && first.total_ms !== undefined)
    return lapsDown > 0 ? `+${lapsDown} L` : signed(row.total_ms - first.total_ms)
  if (row.average_ms !== undefined && first.average_ms !== undefined)
    return signed(Math.round(row.average_ms - first.average_ms))
  if (row.laps !== undefined || row.spread_ms !== undefined) return ''
  return signed(row.lap_time_ms - first.lap_time_ms)
}

/** `12 laps` of a race, beside its time. */
export const lapsText = ({ laps, total_ms }: BoardRow): string =>
  laps === undefined || total_ms === undefined ? '' : `${laps} ${laps === 1 ? 'lap' : 'laps'}`
