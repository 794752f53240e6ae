// What a stop would cost now: the time, the place, and who would be around.
import type { FieldMessage } from '../../../../src/model/field.ts'
import type { FieldBook } from './field-book.ts'
import { ringLap_ms, ringOf } from './gap-ring.ts'
import { behind_ms } from './tower.ts'

export type PitLoss = {
  readonly loss_ms: number
  /** Stops that were seen; 0: somebody said how much it is. */
  readonly stops: number
}

/** The median of the stops that were seen in this session; `said_s` of somebody who knows better wins. Undefined: nobody
 * has stopped yet, and nobody has said. */
export function pitLossOf({ losses_ms }: FieldBook, said_s: number | undefined): PitLoss | undefined {
  if (said_s !== undefined) return { loss_ms: said_s * 1000, stops: 0 }
  const inOrder = losses_ms.toSorted((a, b) => a - b)
  const loss_ms = inOrder[Math.floor(inOrder.length / 2)]
  return loss_ms === undefined ? undefined : { loss_ms, stops: inOrder.length }
}

/** Seconds that somebody has put into an address; undefined for anything else. */
export function saidLoss(text: string | null): number | undefined {
  const seconds = Number(text ?? Number.NaN)
  return text !== null && text.trim() !== '' && seconds >= 5 && seconds <= 180 ? seconds : undefined
}

export type Rejoin = {
  /** Part of a lap behind its present place where the car would come back. */
  readonly share: number
  readonly position: number | undefined
  /** On the road, whatever their lap; undefined where nobody is. */
  readonly ahead: Neighbour | undefined
  readonly behind: Neighbour | undefined
}
export type Neighbour = { readonly car: number; readonly gap_s: number }

/** Where a car would come back from a stop that costs so much; undefined where no lap time is known, outside of a race,
 * and for a car that is in the pit lane already. */
export function rejoinOf(
  field: FieldMessage,
  book: FieldBook,
  reference: number,
  { loss_ms }: PitLoss,
): Rejoin | undefined {
  const own = field.cars.find(({ car }) => car === reference)
  const lap_ms = ringLap_ms(field, reference)
  if (field.session.type !== 'race' || own === undefined || lap_ms === undefined) return undefined
  if (own.location !== 'track') return undefined
  const share = (loss_ms / lap_ms) % 1
  // The field moves on by itself: who is so much behind now is beside the car then.
  const others = ringOf(field, book, reference)
    .filter(({ car, isIn }) => car !== reference && !isIn)
    .map(one => ({ car: one.car, after: wrapped(one.share - share) }))
  const nearest = (turn: 1 | -1) =>
    others.reduce<Neighbour | undefined>((best, { car, after }) => {
      const gap_s = (wrapped(turn * after) * lap_ms) / 1000
      return best === undefined || gap_s < best.gap_s ? { car, gap_s } : best
    }, undefined)
  const passing = field.cars.filter(car => {
    if (car.car === reference || (car.position ?? 0) <= (own.position ?? Number.POSITIVE_INFINITY))
      return false
    const gap_ms = behind_ms(field, book, car, own)
    return gap_ms !== undefined && gap_ms >= 0 && gap_ms < loss_ms
  })
  return {
    share,
    position: own.position === undefined ? undefined : own.position + passing.length,
    ahead: nearest(-1),
    behind: nearest(1),
  }
}

/** A share of a lap, 0 to 1. */
const wrapped = (share: number): number => share - Math.floor(share)
