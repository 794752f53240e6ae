// What everybody may see of laps: boards of every rule, those of teams and races among them, under names that may be shown.
import type { Board, BoardRecord, BoardRow } from '../model/board.ts'
import type { BoardEvent } from '../model/board-event.ts'
import {
  type BoardKey,
  boardNameOf,
  everybody,
  type FormatRule,
  formatRules,
  readBoardName,
} from '../model/board-name.ts'
import type { LapId } from '../model/identity.ts'
import type { RuledLap } from '../model/ruling.ts'
import { isWithin } from './boards.ts'
import { raceRows, teamRows } from './formats.ts'
import { type ShownNames, shownNames } from './shown-names.ts'
import type { BoardFilter, LapStore } from './store.ts'

type Read = Pick<LapStore, 'boards' | 'records' | 'lap' | 'laps' | 'sessions' | 'events' | 'hiddenDrivers'>

export type ShownLaps = Pick<LapStore, 'boards' | 'records' | 'lap'> & {
  /** The names of now. */
  readonly names: () => Promise<ShownNames>
}

/** `isBarred`: whether a name is none to show; an organiser's own matter. */
export function openShown(store: Read, isBarred?: (name: string) => boolean): ShownLaps {
  const names = async () => shownNames(await store.hiddenDrivers(), isBarred)
  const boards = async ({ driver, ...filter }: BoardFilter): Promise<readonly Board[]> => {
    const { shown, meant } = await names()
    const asked = { ...filter, ...(driver !== undefined && { driver: meant(driver) }) }
    const found = await (formatOf(filter) === undefined ? store.boards(asked) : formatBoards(store, asked))
    return found.map(({ board, rows }) => ({ board, rows: rows.map(row => named(row, shown)) }))
  }
  return {
    names,
    boards,
    async records(board: string): Promise<readonly BoardRecord[]> {
      const [{ shown }, records] = await Promise.all([names(), store.records(board)])
      return records.map(record => named(record, shown))
    },
    async lap(id: LapId): Promise<RuledLap | undefined> {
      const [{ shown }, lap] = await Promise.all([names(), store.lap(id)])
      return lap && named(lap, shown)
    },
  }
}

/** With the name that may be shown. */
export const named = <Named extends { readonly driver: string }>(
  of: Named,
  shown: ShownNames['shown'],
): Named => ({ ...of, driver: shown(of.driver) })

const formatOf = ({ board, rule }: BoardFilter): FormatRule | undefined => {
  const asked = board === undefined ? rule : readBoardName(board)?.rule
  return formatRules.find(format => format === asked)
}

/** Boards of teams and of races: of an event that is named, beside each of its boards of best laps that the filter keeps. */
async function formatBoards(store: Read, filter: BoardFilter): Promise<readonly Board[]> {
  const rule = formatOf(filter)
  const { board: asked, driver, limit, ...rest } = filter
  const best: Omit<BoardFilter, 'driver' | 'limit'> =
    asked === undefined ? { ...rest, rule: 'best-lap', period: 'event' } : { board: besideOf(asked) }
  const events = new Map((await store.events()).map(event => [event.event, event]))
  const found: Board[] = []
  for (const { board, rows } of await store.boards(best)) {
    const key = readBoardName(board)
    const event = key?.period === 'event' ? events.get(key.label) : undefined
    if (key === undefined || event === undefined || rule === undefined) continue
    const made = await rowsOf(store, rule, key, event, rows)
    const kept = driver === undefined ? made : made.filter(row => isSameName(row.driver, driver))
    const name = boardNameOf({ ...key, rule, among: 'all' })
    if (kept.length > 0) found.push({ board: name, rows: kept.slice(0, limit) })
  }
  return found
}

async function rowsOf(
  store: Read,
  rule: FormatRule,
  key: Omit<BoardKey, 'among'>,
  event: BoardEvent,
  best: readonly BoardRow[],
): Promise<readonly BoardRow[]> {
  if (rule !== 'race') return teamRows(rule, event.teams ?? [], best)
  return raceRows(await racedLaps(store, key, event), event.teams)
}

/** Races of an event that are looked through, the newest. */
const mostRaces = 40

/** The laps of the races of an event on a board's track, among its cars, and in its field. */
async function racedLaps(
  store: Read,
  { track, subject, field, conditions }: Omit<BoardKey, 'among'>,
  event: BoardEvent,
): Promise<readonly RuledLap[]> {
  const origin = field === 'virtual' ? 'virtual' : 'live'
  const races = (await store.sessions({ track }))
    .filter(({ session_type, origin: of }) => session_type === 'race' && of === origin)
    .slice(0, mostRaces)
  const laps = await Promise.all(races.map(({ session_id }) => store.laps({ session_id })))
  return laps.flat().filter(lap => {
    const isOfSubject = subject === everybody || lap.car_class === subject || lap.car === subject
    const isOfWeather = conditions === 'any' || lap.conditions === conditions
    return isOfSubject && isOfWeather && isWithin(event, lap)
  })
}

/** The board of best laps beside a board of a format. */
function besideOf(board: string): string {
  const key = readBoardName(board)
  return key === undefined ? board : boardNameOf({ ...key, rule: 'best-lap', among: 'all' })
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
