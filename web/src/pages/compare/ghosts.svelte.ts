// Both cars in real time: the cursor goes where A is, the map shows where the reference is at that time.

const paces = [0.25, 0.5, 1, 2, 4] as const

export class Ghosts {
  #pace = $state.raw(2)
  #frame: number | undefined
  #playing = $state.raw(false)
  #before_ms = 0
  readonly #step: (passed_ms: number) => boolean

  /** `step` moves both by so many milliseconds, and says whether the lap goes on. */
  constructor(step: (passed_ms: number) => boolean) {
    this.#step = step
  }

  /** 0 starts and stops; 1 and -1 change the pace. */
  play(change: 1 | 0 | -1): void {
    if (change !== 0) this.#pace = Math.min(paces.length - 1, Math.max(0, this.#pace + change))
    else if (this.#frame === undefined) this.#go()
    else this.stop()
  }

  get pace(): number {
    return paces[this.#pace] ?? 1
  }

  get isPlaying(): boolean {
    return this.#playing
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#frame = undefined
    this.#playing = false
  }

  #go(): void {
    this.#playing = true
    this.#before_ms = performance.now()
    const frame = (now_ms: number) => {
      const passed_ms = Math.max(0, now_ms - this.#before_ms) * this.pace
      this.#before_ms = now_ms
      if (this.#step(passed_ms)) this.#frame = requestAnimationFrame(frame)
      else this.stop()
    }
    this.#frame = requestAnimationFrame(frame)
  }
}
