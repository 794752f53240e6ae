// The lap of each track that this browser holds others against, where somebody chose one.
const kept = 'pitwall.reference'
const mostTracks = 100

class OwnReference {
  #byTrack: Readonly<Record<string, string>> = $state.raw(read())

  of(track: string | undefined): string | undefined {
    return track === undefined ? undefined : this.#byTrack[track]
  }

  /** Undefined: the fastest lap of the contest again. */
  choose(track: string, lap_id: string | undefined): void {
    const { [track]: _, ...rest } = this.#byTrack
    const others = Object.entries(rest).slice(1 - mostTracks)
    this.#byTrack = Object.fromEntries(lap_id === undefined ? others : [...others, [track, lap_id]])
    try {
      localStorage.setItem(kept, JSON.stringify(this.#byTrack))
    } catch {
      // Forbidden, or full: it lasts as long as this page.
    }
  }
}

export const ownReference = new OwnReference()

function read(): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(kept) ?? '{}')
    return Object.fromEntries(
      Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}
