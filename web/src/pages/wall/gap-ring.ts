// Everybody by time: the car that is looked at stands at twelve o'clock, those behind it follow clockwise, and once
// around is one lap.
import type { FieldMessage } from '../../../../src/model/field.ts'
import type { FieldBook } from './field-book.ts'
import { behind_ms } from './tower.ts'

export type RingCar = {
  readonly car: number
  /** Part of a lap behind the reference, 0 to 1. */
  readonly share: number
  readonly isSameLap: boolean
  readonly isIn: boolean
}

/** Where everybody stands on the ring; those whose lap time is not known by their place on the track. */
export function ringOf(
  field: FieldMessage,
  book: FieldBook,
  reference: number | undefined,
): readonly RingCar[] {
  const zero = field.cars.find(({ car }) => car === reference) ?? field.cars[0]
  if (zero === undefined) return []
  const lap_ms = lapOf(field, zero.car)
  return field.cars.map(car => {
    const [own, other] = [book.cars.get(car.car)?.progress, book.cars.get(zero.car)?.progress]
    const laps = own === undefined || other === undefined ? 0 : other.laps - own.laps
    const time_ms = behind_ms(field, book, car, zero)
    const exact = time_ms === undefined || lap_ms === undefined ? laps : time_ms / lap_ms
    return {
      car: car.car,
      share: exact - Math.floor(exact),
      isSameLap: Math.trunc(laps) === 0,
      isIn: car.location.startsWith('pit'),
    }
  })
}

/** How long a lap takes: the best of the car, else of anybody. */
function lapOf({ cars, session }: FieldMessage, reference: number): number | undefined {
  const own = cars.find(({ car }) => car === reference)
  return own?.best?.time_ms ?? own?.last?.time_ms ?? session.best?.time_ms
}

/** The lap that a ring goes around, for its caption. */
export const ringLap_ms = (field: FieldMessage, reference: number | undefined): number | undefined =>
  lapOf(field, reference ?? field.cars[0]?.car ?? -1)
