// The cursor of all charts, the map and the table. It moves with the pointer, so nothing of it passes through the
// framework: who shows it listens, and is called at once.

export class Cursor {
  /** In the unit of the axis; undefined while the pointer is elsewhere. */
  place: number | undefined
  /** The other end of a stretch that is measured. */
  second: number | undefined
  /** The pointer does not move it any more. */
  pinned = false
  readonly #listeners = new Set<() => void>()

  /** Calls `look` now and after every change, until the returned function is called. */
  listen(look: () => void): () => void {
    this.#listeners.add(look)
    look()
    return () => this.#listeners.delete(look)
  }

  /** Moves it; the pointer cannot move a pinned one, keys can. */
  move(place: number | undefined): void {
    if (place === this.place) return
    this.place = place
    this.#tell()
  }

  pin(place: number | undefined): void {
    this.pinned = place !== undefined
    this.place = place
    this.#tell()
  }

  measure(second: number | undefined): void {
    if (second === this.second) return
    this.second = second
    this.#tell()
  }

  /** Says that what is read at the cursor has changed. */
  touch(): void {
    this.#tell()
  }

  #tell(): void {
    for (const look of this.#listeners) look()
  }
}
