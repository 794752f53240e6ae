// Sounds that say one thing each: which there are, which goes before which, and when one is due.
import type { Freshness } from './freshness.ts'
import type { Mark } from './marks.ts'

export type Note = { readonly hz: number; readonly ms: number }
/** Of two cues at once the one with the higher rank is heard. */
type Sound = { readonly rank: number; readonly notes: readonly Note[] }

/** None is longer than 300 ms. The shift tone is the shortest; it and those before a braking go before all others: they are late at once. */
export const cues = {
  shift: { rank: 6, notes: [{ hz: 1800, ms: 50 }] },
  // As urgent as the shift: of the two the later is heard.
  brakeFar: { rank: 6, notes: [{ hz: 660, ms: 60 }] },
  brakeNear: { rank: 6, notes: [{ hz: 880, ms: 60 }] },
  brakeHere: { rank: 6, notes: [{ hz: 1320, ms: 90 }] },
  message: {
    rank: 5,
    notes: [
      { hz: 880, ms: 110 },
      { hz: 1175, ms: 150 },
    ],
  },
  lost: {
    rank: 4,
    notes: [
      { hz: 520, ms: 120 },
      { hz: 330, ms: 180 },
    ],
  },
  restored: {
    rank: 4,
    notes: [
      { hz: 330, ms: 120 },
      { hz: 520, ms: 120 },
    ],
  },
  fuel: {
    rank: 3,
    notes: [
      { hz: 440, ms: 120 },
      { hz: 440, ms: 120 },
    ],
  },
  best: {
    rank: 2,
    notes: [
      { hz: 1047, ms: 90 },
      { hz: 1319, ms: 90 },
      { hz: 1568, ms: 120 },
    ],
  },
  pb: {
    rank: 2,
    notes: [
      { hz: 784, ms: 90 },
      { hz: 1047, ms: 120 },
    ],
  },
  slower: { rank: 2, notes: [{ hz: 392, ms: 110 }] },
  control: {
    rank: 1,
    notes: [
      { hz: 659, ms: 90 },
      { hz: 659, ms: 90 },
    ],
  },
} as const satisfies Readonly<Record<string, Sound>>
export type Cue = keyof typeof cues

export const lengthOf = (cue: Cue): number => cues[cue].notes.reduce((sum, { ms }) => sum + ms, 0)

/** What a cue may follow from, as a page knows it now. */
export type Heard = {
  readonly freshness: Freshness
  /** The strip says "shift now". */
  readonly isShift?: boolean
  /** Of the newest words of the pit wall that may be shown here. */
  readonly message?: string | undefined
  readonly fuel?: 'fit' | 'low' | 'box' | undefined
  /** The newest sector and the newest lap that were finished. */
  readonly sector?: Result | undefined
  readonly lap?: Result | undefined
  /** The newest word of race control. */
  readonly control?: string | undefined
}

/** Named so that the next one has another name. */
export type Result = { readonly name: string; readonly mark: Mark | 'slower' }

/** Tells what has just happened from what was the case before. Nothing that was so from the beginning is news. */
export class CueWatch {
  #before: Heard | undefined
  #wasLost = false
  /** A lap that begins has no sectors yet: the last one that was told is remembered all the same. */
  readonly #told = new Map<'lap' | 'sector', string | undefined>()

  step(now: Heard): Cue | undefined {
    const before = this.#before
    this.#before = now
    if (before === undefined) {
      for (const part of ['lap', 'sector'] as const) this.#told.set(part, now[part]?.name)
      return undefined
    }
    const isAlive = now.freshness === 'live' || now.freshness === 'late'
    const due: Cue[] = []
    if (isAlive && now.isShift === true && before.isShift !== true) due.push('shift')
    if (now.message !== undefined && now.message !== before.message) due.push('message')
    if (now.freshness === 'lost' && !this.#wasLost) due.push('lost')
    if (isAlive && this.#wasLost) due.push('restored')
    if (now.freshness === 'lost') this.#wasLost = true
    else if (isAlive) this.#wasLost = false
    if (now.control !== undefined && now.control !== before.control) due.push('control')
    if (isWorse(before.fuel, now.fuel)) due.push('fuel')
    for (const part of ['lap', 'sector'] as const) {
      const result = now[part]
      if (result === undefined || result.name === this.#told.get(part)) continue
      this.#told.set(part, result.name)
      const { mark } = result
      if (mark === 'best' || mark === 'pb' || mark === 'slower') due.push(mark)
    }
    return due.toSorted((a, b) => cues[b].rank - cues[a].rank)[0]
  }
}

const fuelOrder = ['fit', 'low', 'box'] as const

/** Unknown before is no news: the page has just been opened, or the game has just said so. */
const isWorse = (before: Heard['fuel'], now: Heard['fuel']): boolean =>
  before !== undefined && now !== undefined && fuelOrder.indexOf(now) > fuelOrder.indexOf(before)
