// How much the times of one's own last laps differ from each other, corner by corner.

/** Of so many laps the newest count. */
const most = 8
/** Fewer say nothing of how steady a driver is. */
const fewest = 4

export class Spread {
  readonly #times = new Map<string, number[]>()

  /** Takes the time for a corner; nothing where it was not measured. */
  add(corner: string, time_ms: number | undefined): void {
    if (time_ms === undefined) return
    const times = this.#times.get(corner) ?? []
    times.push(time_ms)
    if (times.length > most) times.shift()
    this.#times.set(corner, times)
  }

  /** One standard deviation, in ms; undefined before there are enough laps. */
  of(corner: string): number | undefined {
    const times = this.#times.get(corner) ?? []
    if (times.length < fewest) return undefined
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    const squares = times.reduce((sum, time) => sum + (time - mean) ** 2, 0)
    return Math.sqrt(squares / (times.length - 1))
  }
}
