// What is new on a board since it was last looked at: who improved, and who gained how many places.
import type { BoardRow } from '../../../../src/model/board.ts'

export type Change = {
  /** Places won since the board was opened; absent for a driver who was not on it. */
  readonly won?: number
  /** The driver has improved within the last ten minutes. */
  readonly improved: boolean
}

const recent_ms = 600_000

/** The changes of each driver, against the ranks that the board was opened with, at `now_ms` of the wall clock. */
export function changesOf(
  rows: readonly BoardRow[],
  opened: ReadonlyMap<string, number>,
  now_ms: number,
): ReadonlyMap<string, Change> {
  return new Map(
    rows.map(({ driver, rank, achieved_at }) => {
      const before = opened.get(driver)
      const ago_ms = now_ms - Date.parse(achieved_at)
      const improved = ago_ms >= 0 && ago_ms < recent_ms
      return [driver, before === undefined ? { improved } : { improved, won: before - rank }]
    }),
  )
}

/** Who is first now and was not, or is with another lap; undefined for a board that was not seen before. */
export function newLeader(
  before: readonly BoardRow[] | undefined,
  rows: readonly BoardRow[],
): BoardRow | undefined {
  const [first] = rows
  return before === undefined || first === undefined || before[0]?.lap_id === first.lap_id ? undefined : first
}

/** Whether an address in a browser is more than this machine's own name for itself. */
export const isReachable = (hostname: string): boolean =>
  !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) && !hostname.endsWith('.localhost')
