// Laps that have ended and wait for the official word, and whatever ended after them: they leave in their order.
import { isSameLap, type OfficialLap, type Outcome, reconcile } from '../race/field/reconcile.ts'
import type { FinishedLap } from '../race/lap-event.ts'
import type { Micros } from '../units/quantity.ts'
import type { Outgoing } from './session-messages.ts'

type Closing = {
  /** Absent for a stretch that never became a lap: there is no word to wait for. */
  readonly lap: FinishedLap | undefined
  readonly until_us: number
  readonly message: (official: OfficialLap | undefined) => Outgoing
}

/** The official word comes within a round of updates, or the game's own pages and its broadcasting are far apart. */
const patience_us = 3_000_000
/** The own car was in broadcasting so recently that its lap will be, too. */
const fresh_us = 1_500_000
/** Words that may still belong to a lap whose verdict is not in. */
const mostWords = 4

export class ClosingLaps {
  #queue: Closing[] = []
  #words: OfficialLap[] = []
  #seen_us = Number.NEGATIVE_INFINITY

  /** The own car is among those that broadcasting speaks of. */
  sees(now_us: Micros): void {
    this.#seen_us = now_us
  }

  /** Broadcasting has told a lap of the own car. */
  hear(word: OfficialLap): void {
    this.#words = [...this.#words, word].slice(-mostWords)
  }

  /** A lap was finished; its message is made once it is known what both sources say. */
  finish(lap: FinishedLap, now_us: Micros, message: (outcome: Outcome) => Outgoing): void {
    const waits = now_us - this.#seen_us <= fresh_us
    const until_us = waits ? now_us + patience_us : Number.NEGATIVE_INFINITY
    this.#queue.push({ lap, until_us, message: official => message(reconcile(lap, official)) })
  }

  /** A stretch ended that is no lap. */
  abandon(message: Outgoing): void {
    this.#queue.push({ lap: undefined, until_us: Number.NEGATIVE_INFINITY, message: () => message })
  }

  /** Takes what need not wait any longer. */
  due(now_us: number): readonly Outgoing[] {
    const messages: Outgoing[] = []
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const word = this.#wordOn(next)
      if (word === undefined && next.until_us > now_us) break
      messages.push(next.message(word))
      if (word !== undefined) this.#words = this.#words.filter(other => other !== word)
      this.#queue.shift()
    }
    return messages
  }

  /** What would be sent if nothing more were heard. */
  left(): readonly Outgoing[] {
    return this.#queue.map(next => next.message(this.#wordOn(next)))
  }

  #wordOn({ lap }: Closing): OfficialLap | undefined {
    return lap === undefined ? undefined : this.#words.find(word => isSameLap(lap, word))
  }
}
