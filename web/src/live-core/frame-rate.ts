// How evenly this page paints: the frames of the last ten seconds.

const memory = 600
const late_ms = 34

export type FrameRate = { readonly fps: number; readonly p95_ms: number; readonly worst_ms: number }

export class FrameWatch {
  readonly #gaps = new Float32Array(memory)
  #frames = 0
  #before_ms = Number.NaN
  #late = 0

  /** Takes the time of a frame. A gap of more than a second is a page that was hidden, not a slow one. */
  step(now_ms: number): void {
    const gap_ms = now_ms - this.#before_ms
    this.#before_ms = now_ms
    if (!(gap_ms < 1000)) return
    this.#gaps[this.#frames % memory] = gap_ms
    this.#frames += 1
    if (gap_ms > late_ms) this.#late += 1
  }

  /** Frames so far that came after a pause twice as long as 60 a second have. */
  get late(): number {
    return this.#late
  }

  /** Frames a second, the 95th percentile and the longest of the gaps between them; undefined before the second one. */
  get rate(): FrameRate | undefined {
    const count = Math.min(this.#frames, memory)
    if (count === 0) return undefined
    const sorted = this.#gaps.slice(0, count).sort()
    const total = sorted.reduce((sum, gap) => sum + gap, 0)
    return {
      fps: (1000 * count) / total,
      p95_ms: sorted[Math.min(count - 1, Math.floor(0.95 * count))] ?? Number.NaN,
      worst_ms: sorted[count - 1] ?? Number.NaN,
    }
  }
}
