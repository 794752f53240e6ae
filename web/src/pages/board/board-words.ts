// A board's name in words, and the names of the boards beside it.
import type { Board, BoardRow } from '../../../../src/model/board.ts'
import {
  type BoardKey,
  type BoardRule,
  boardNameOf,
  everybody,
  readBoardName,
} from '../../../../src/model/board-name.ts'
import { lapTime } from '../../live-core/format.ts'
import { carName, trackName } from '../../shell/names.ts'

export type NamedBoard = Omit<BoardKey, 'among'>

export const ruleWords: Readonly<Record<BoardRule, string>> = {
  'best-lap': 'best lap',
  'average-5': 'average of five',
  consistency: 'consistency',
  'most-laps': 'most laps',
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

/** The board beside this one; most laps are counted among all cars. */
export function boardBeside(key: NamedBoard, change: Partial<NamedBoard>): string {
  const next = { ...key, ...change }
  const subject = next.rule === 'most-laps' ? everybody : next.subject
  return boardNameOf({ ...next, subject, among: 'all' })
}

/** The board of best laps ever that this one narrows. */
export const plainBoard = (key: NamedBoard): string =>
  boardNameOf({ ...key, among: 'all', period: 'ever', label: '', conditions: 'any', rule: 'best-lap' })

/** The years in which a board has rows, the newest first. */
export const seasonsOf = (board: Board | undefined): readonly string[] =>
  [...new Set((board?.rows ?? []).map(({ achieved_at }) => achieved_at.slice(0, 4)))].sort().reverse()

/** What the rule of the board counts; undefined where that is the time itself. */
export function scoreText({ average_ms, laps, spread_ms }: BoardRow): string | undefined {
  if (average_ms !== undefined) return lapTime(Math.round(average_ms))
  if (spread_ms !== undefined) return `${(spread_ms / 1000).toFixed(3)} s`
  return laps === undefined ? undefined : `${laps}`
}
