// Whether a gap to another car shrinks or grows, from its value at the end of the last laps.

/** Seconds a lap by which it must change to be called a change. */
const least_ms = 100
const overLaps = 3

export class GapTrend {
  #laps: number | undefined
  readonly #at: number[] = []

  /** Takes the gap with the count of finished laps; what is not known ends the series. */
  step(gap_ms: number | undefined, completed: number | undefined): void {
    if (gap_ms === undefined || completed === undefined || gap_ms <= 0) {
      this.#at.length = 0
      this.#laps = completed
      return
    }
    if (completed === this.#laps) return
    if (this.#laps === undefined || completed !== this.#laps + 1) this.#at.length = 0
    this.#laps = completed
    this.#at.push(gap_ms)
    if (this.#at.length > overLaps + 1) this.#at.shift()
  }

  /** Of the last three laps: −1 the gap shrinks, 1 it grows, 0 it holds or is not known yet. */
  get direction(): -1 | 0 | 1 {
    const [first, last] = [this.#at[0], this.#at.at(-1)]
    if (first === undefined || last === undefined || this.#at.length < 2) return 0
    const each = (last - first) / (this.#at.length - 1)
    if (Math.abs(each) <= least_ms) return 0
    return each < 0 ? -1 : 1
  }
}
