// The laps that a page lists: 200 at first, the next 200 when somebody comes to their end, and the new ones as they come.
import { untrack } from 'svelte'
import type { LapRecord } from '../../../../src/model/messages.ts'
import { ask } from '../../shell/api.ts'
import type { Hidden } from './lap-groups.ts'

export const pageSize = 200
/** A browser is not asked to hold more. */
export const mostListed = 10_000

type Count = { readonly laps: number; readonly hidden: number; readonly narrowed: Partial<Hidden> }

export class Listing {
  state: 'asking' | 'listed' | 'failed' = $state.raw('asking')
  problem = $state.raw('')
  laps: readonly LapRecord[] = $state.raw([])
  /** What the hub counted: all that fit, not only those that are listed. */
  count: Count | undefined = $state.raw()
  /** The fastest of all that fit: what is best is looked for among these as well. */
  fastest: readonly LapRecord[] = $state.raw([])
  isWhole = $state.raw(false)
  #asking: AbortController | undefined
  readonly #question: () => string

  /**
   * Follows a question, and asks again when `newest` is another; must be made while a component is. `counted` has the
   * filters of the question and those of the page.
   */
  constructor(
    shown: () => { readonly question: string; readonly counted: string; readonly newest: unknown },
  ) {
    const question = $derived(shown().question)
    const counted = $derived(shown().counted)
    const newest = $derived(shown().newest)
    this.#question = () => question
    $effect(() => {
      void newest
      const stop = new AbortController()
      const asked = question
      void this.#first(
        asked,
        untrack(() => this.#held === asked),
        stop,
      )
      return () => stop.abort()
    })
    $effect(() => {
      void newest
      const stop = new AbortController()
      void Promise.all([
        ask<Count>(`/api/laps/count?${counted}`, stop.signal),
        ask<readonly LapRecord[]>(`/api/laps?${counted}&order=fastest&limit=${pageSize}`, stop.signal),
      ]).then(([count, fastest]) => {
        if (stop.signal.aborted) return
        this.count = count.ok ? count.body : undefined
        this.fastest = fastest.ok ? fastest.body : []
      })
      return () => stop.abort()
    })
  }

  get mayGoOn(): boolean {
    return this.state === 'listed' && !this.isWhole && this.laps.length < mostListed
  }

  /** Lists the page that follows, unless it is on its way. */
  async more(): Promise<void> {
    const last = this.laps.at(-1)
    if (this.#asking !== undefined || last === undefined || !this.mayGoOn) return
    const stop = new AbortController()
    this.#asking = stop
    const page = `${this.#question()}&limit=${pageSize}&after=${encodeURIComponent(last.lap_id)}`
    const answer = await ask<readonly LapRecord[]>(`/api/laps?${page}`, stop.signal)
    if (this.#asking === stop) this.#asking = undefined
    if (stop.signal.aborted || !answer.ok) return
    this.laps = [...this.laps, ...answer.body]
    this.isWhole = answer.body.length < pageSize
  }

  /** The question whose laps are held. */
  #held: string | undefined

  async #first(question: string, isKnown: boolean, stop: AbortController): Promise<void> {
    this.#asking?.abort()
    this.#asking = undefined
    const answer = await ask<readonly LapRecord[]>(`/api/laps?${question}&limit=${pageSize}`, stop.signal)
    if (stop.signal.aborted) return
    if (!answer.ok) {
      this.problem = answer.problem
      this.state = 'failed'
      return
    }
    const page = answer.body
    const rest = isKnown ? followers(this.laps, page) : []
    this.laps = [...page, ...rest]
    if (rest.length === 0) this.isWhole = page.length < pageSize
    this.#held = question
    this.state = 'listed'
  }
}

/** What was listed after the last lap of a page; nothing when that is not known, so that no lap is passed over. */
function followers(known: readonly LapRecord[], page: readonly LapRecord[]): readonly LapRecord[] {
  const last = page.at(-1)
  const at = last === undefined ? -1 : known.findIndex(({ lap_id }) => lap_id === last.lap_id)
  return at < 0 ? [] : known.slice(at + 1)
}
