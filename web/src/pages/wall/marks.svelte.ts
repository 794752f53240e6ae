// Marks that somebody on this wall has set: a moment of a session, the car that was looked at, and a note. Kept by this
// browser, the newest of all sessions.
import type { LogLine } from './field-book.ts'

export type WallMark = {
  readonly session: string
  readonly time_ms: number
  readonly car?: number
  readonly note: string
  /** Where the own car was then: in which lap, and how long since the line. Unknown while the wall is held back. */
  readonly lap?: { readonly lap_id: string; readonly elapsed_ms: number }
}

const kept = 'pitwall.marks'
const mostMarks = 200
export const longestNote = 80

class Marks {
  #all: readonly WallMark[] = $state.raw(read())

  /** Those of a session as lines of its log, newest first. */
  of(session: string): readonly LogLine[] {
    return this.#all.flatMap((mark, at): LogLine[] =>
      mark.session === session
        ? [{ key: `mark ${at}`, kind: 'mark', time_ms: mark.time_ms, car: mark.car, text: mark.note }]
        : [],
    )
  }

  /** Those that were set while a lap was driven. */
  onLap(lap_id: string): readonly WallMark[] {
    return this.#all.filter(({ lap }) => lap?.lap_id === lap_id)
  }

  add(mark: WallMark): void {
    this.#all = [{ ...mark, note: mark.note.trim().slice(0, longestNote) }, ...this.#all].slice(0, mostMarks)
    try {
      localStorage.setItem(kept, JSON.stringify(this.#all))
    } catch {
      // Forbidden, or full: they last as long as this page.
    }
  }
}

export const marks = new Marks()

/** What an older page, or a hand, has left there: marks, or nothing. */
function read(): readonly WallMark[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
    return Array.isArray(value) ? value.filter(isMark).slice(0, mostMarks) : []
  } catch {
    return []
  }
}

function isMark(value: unknown): value is WallMark {
  if (typeof value !== 'object' || value === null) return false
  const { session, time_ms, car, note, lap }: Readonly<Record<string, unknown>> = { ...value }
  const isCar = car === undefined || typeof car === 'number'
  const isPlaced = lap === undefined || isLapPlace(lap)
  return (
    typeof session === 'string' &&
    typeof time_ms === 'number' &&
    isCar &&
    typeof note === 'string' &&
    isPlaced
  )
}

function isLapPlace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { lap_id, elapsed_ms }: Readonly<Record<string, unknown>> = { ...value }
  return typeof lap_id === 'string' && typeof elapsed_ms === 'number'
}

/** Lines of two logs in one, newest first. */
export function joinLogs(log: readonly LogLine[], others: readonly LogLine[]): readonly LogLine[] {
  if (others.length === 0) return log
  return [...log, ...others].sort((a, b) => b.time_ms - a.time_ms)
}
