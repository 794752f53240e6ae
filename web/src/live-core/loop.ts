// The one animation loop: every painter at its own rate, none of them able to stop the others.

/** Times a second; `display` paints on every frame. */
export type PaintRate = 'display' | 20 | 10 | 5 | 2 | 1

export type Painter = (now_ms: number) => void

type Entry = { readonly paint: Painter; readonly every_ms: number; due_ms: number; failures: number }

/** A painter that throws so often is taken out; it is reported the first time. */
const mostFailures = 5

export class Loop {
  readonly #request: (frame: (now_ms: number) => void) => void
  readonly #report: (problem: unknown) => void
  readonly #before = new Set<Entry>()
  readonly #entries = new Set<Entry>()
  #running = false

  /** `request` is requestAnimationFrame, `report` hears what a painter threw. */
  constructor(request: (frame: (now_ms: number) => void) => void, report: (problem: unknown) => void) {
    this.#request = request
    this.#report = report
  }

  /** Paints from the next frame on; the returned function ends it. */
  add(rate: PaintRate, paint: Painter): () => void {
    return this.#enter(this.#entries, rate, paint)
  }

  /** Runs on every frame before anything is painted: what the painters read is made here. */
  first(look: Painter): () => void {
    return this.#enter(this.#before, 'display', look)
  }

  #enter(entries: Set<Entry>, rate: PaintRate, paint: Painter): () => void {
    const entry = { paint, every_ms: rate === 'display' ? 0 : 1000 / rate, due_ms: 0, failures: 0 }
    entries.add(entry)
    if (!this.#running) {
      this.#running = true
      this.#request(this.#frame)
    }
    return () => entries.delete(entry)
  }

  readonly #frame = (now_ms: number): void => {
    for (const entries of [this.#before, this.#entries]) {
      for (const entry of entries) this.#run(entries, entry, now_ms)
    }
    this.#running = this.#before.size + this.#entries.size > 0
    if (this.#running) this.#request(this.#frame)
  }

  #run(entries: Set<Entry>, entry: Entry, now_ms: number): void {
    // Half a frame early is on time: otherwise 20 Hz on a 60 Hz display would become 15.
    if (now_ms < entry.due_ms - 8) return
    entry.due_ms = Math.max(entry.due_ms + entry.every_ms, now_ms)
    try {
      entry.paint(now_ms)
    } catch (problem) {
      entry.failures += 1
      if (entry.failures === 1) this.#report(problem)
      if (entry.failures >= mostFailures) entries.delete(entry)
    }
  }
}
