// One query at a time: asked, taken back, answered, or refused with a place in the text.
import { wallNow } from '../../live-core/wire.ts'
import type { SqlAnswer } from './answer.ts'
import { askLines } from './ask-lines.ts'

/** What the page asks for at most; the hub would give more. */
export const mostRows = 10_000

export type Problem = {
  readonly text: string
  readonly code: string | undefined
  /** Offset in the text that was run. */
  readonly position: number | undefined
}
export type Run =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly since_ms: number }
  | { readonly state: 'cancelled'; readonly after_ms: number }
  | { readonly state: 'failed'; readonly problem: Problem; readonly sql: string }
  | { readonly state: 'answered'; readonly took_ms: number; readonly sql: string }

export type AskHow = {
  /** Also when much would be read. */
  readonly isMeant?: boolean
  /** The plan instead of rows. */
  readonly explain?: boolean
}

export class QueryRun {
  now = $state.raw<Run>({ state: 'none' })
  /** The latest answer; it stays while the next one is asked for, until the first rows of that one are there. */
  answer = $state.raw<SqlAnswer | undefined>(undefined)
  /** The answer belongs to the query that runs: there may be more of it. */
  isGrowing = $state.raw(false)
  #stop: AbortController | undefined

  /** Asks; a query that still runs is taken back first. */
  async ask(sql: string, { isMeant = false, explain = false }: AskHow = {}): Promise<void> {
    this.#stop?.abort()
    const stop = new AbortController()
    this.#stop = stop
    const since_ms = wallNow()
    this.now = { state: 'running', since_ms }
    this.isGrowing = false
    const isWanted = () => !stop.signal.aborted && this.#stop === stop
    const answer = await askLines(
      { sql, rows: mostRows, ask: !isMeant, explain, why: true },
      stop.signal,
      part => {
        if (!isWanted()) return
        this.answer = part
        this.isGrowing = true
      },
    )
    if (!isWanted()) return
    this.#stop = undefined
    this.isGrowing = false
    if (answer.ok) {
      this.answer = answer.body
      this.now = { state: 'answered', took_ms: wallNow() - since_ms, sql }
    } else {
      this.answer = undefined
      const { problem: text, code, position } = answer
      this.now = { state: 'failed', sql, problem: { text: text.replace(/^SQL: /, ''), code, position } }
    }
  }

  /** Takes the running query back, and with it its process on the hub; false when none runs. */
  cancel(): boolean {
    if (this.#stop === undefined || this.now.state !== 'running') return false
    this.#stop.abort()
    this.#stop = undefined
    this.isGrowing = false
    this.now = { state: 'cancelled', after_ms: wallNow() - this.now.since_ms }
    return true
  }

  /** Nobody looks any more. */
  leave(): void {
    this.#stop?.abort()
    this.#stop = undefined
  }
}
