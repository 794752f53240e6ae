// What can be measured of a page that is on the screen, for the rules about how pages look. Lengths are CSS pixels.

export type Box = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A piece of text as it is painted. */
export type Writing = {
  readonly text: string
  /** Where it is: the elements around it, outermost first. */
  readonly where: string
  /** The ink itself, line by line. */
  readonly ink: readonly Box[]
  /** What a box around it leaves of it; undefined where nothing cuts it, or where it can be scrolled to. */
  readonly cut: Box | undefined
  /** Ends in … where it is too long for its line, or for its lines. */
  readonly shortens: 'line' | 'lines' | undefined
  readonly size: number
  readonly family: string
  readonly isTabular: boolean
  /** A value that changes, or the name of one; on the Live page. */
  readonly kind: 'reading' | 'caption' | 'other'
  /** SQL, ids, addresses: what a machine reads. */
  readonly isCode: boolean
  /** The words of something that can be pressed. */
  readonly isLabel: boolean
}

/** Text that a painter put on a canvas since the page was opened. */
export type Painted = {
  readonly text: string
  readonly font: string
  /** The font had come when it was painted. */
  readonly isLoaded: boolean
}

export type Facts = {
  readonly width: number
  readonly height: number
  readonly writings: readonly Writing[]
  readonly painted: readonly Painted[]
  /** Wider than the window, or with a bar below that moves it sideways; by name. */
  readonly wide: readonly string[]
  /** Distances between neighbouring panels. */
  readonly gaps: readonly { readonly between: string; readonly gap: number }[]
  /** Animations that never end, with the milliseconds of one turn. */
  readonly endless: readonly { readonly name: string; readonly turn_ms: number }[]
  /** Boxes that can be scrolled down, by name. */
  readonly tall: readonly string[]
}
