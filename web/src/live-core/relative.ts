// The cars around one's own on the road, by the time between them, and those beside it in the order of the session.
import type { FieldCar, FieldMessage } from '../../../src/model/field.ts'
import { noPasses, notePass, type Passes, roadGap } from '../../../src/race/field/passes.ts'
import { wrapped } from './dots.ts'

export type RelativeCar = {
  readonly car: FieldCar
  readonly isOwn: boolean
  /** Time on the road: positive is in front, 0 for the own car; undefined where nothing tells. */
  readonly apart_ms: number | undefined
  /** From their places and the time of a lap, until both were seen at one place. */
  readonly isEstimated: boolean
  /** In a race: whole laps that it is ahead of the own car; negative is behind. */
  readonly laps: number
}

export class Relative {
  #passes = new Map<number, Passes>()
  #session = ''

  /** Notes where everybody is. */
  take({ session_id, session, cars }: FieldMessage): void {
    const name = `${session_id} ${session.type ?? ''}`
    if (name !== this.#session) this.#passes.clear()
    this.#session = name
    const present = new Set(cars.map(({ car }) => car))
    for (const car of this.#passes.keys()) if (!present.has(car)) this.#passes.delete(car)
    for (const { car, spline, laps } of cars) {
      const passes = this.#passes.get(car) ?? noPasses()
      notePass(passes, spline, laps, session.time_ms)
      this.#passes.set(car, passes)
    }
  }

  /** Up to `each` cars before and behind the own one, from the one farthest in front on. Empty without an own car. */
  around({ cars, player_car, session }: FieldMessage, each: number): readonly RelativeCar[] {
    const own = cars.find(({ car }) => car === player_car)
    if (own === undefined) return []
    const isRace = session.type === 'race'
    const placed = cars
      .filter(({ car, location }) => car !== own.car && location !== 'none' && location !== 'pit-lane')
      .map(car => ({ car, road: wrapped(car.spline - own.spline) }))
      .toSorted((a, b) => b.road - a.road)
    const inFront = placed.filter(({ road }) => road > 0).slice(-each)
    const behind = placed.filter(({ road }) => road <= 0).slice(0, each)
    const lap_ms = own.best?.time_ms ?? own.last?.time_ms
    const rowOf = ({ car, road }: (typeof placed)[number]): RelativeCar => {
      const measured_ms = this.#apart(car.car, own.car, road > 0)
      return {
        ...{ car, isOwn: false, isEstimated: measured_ms === undefined },
        apart_ms: measured_ms ?? (lap_ms === undefined ? undefined : road * lap_ms),
        laps: isRace ? this.#lapsAhead(car.car, own.car, road) : 0,
      }
    }
    const self: RelativeCar = { car: own, isOwn: true, apart_ms: 0, isEstimated: false, laps: 0 }
    return [...inFront.map(rowOf), self, ...behind.map(rowOf)]
  }

  #apart(car: number, own: number, isInFront: boolean): number | undefined {
    const [other, mine] = [this.#passes.get(car), this.#passes.get(own)]
    if (other === undefined || mine === undefined) return undefined
    if (isInFront) return roadGap(other, mine)
    const behind_ms = roadGap(mine, other)
    return behind_ms === undefined ? undefined : -behind_ms
  }

  #lapsAhead(car: number, own: number, road: number): number {
    const [other, mine] = [this.#passes.get(car), this.#passes.get(own)]
    const lead = (other?.progress ?? Number.NaN) - (mine?.progress ?? Number.NaN) - road
    return Number.isNaN(lead) ? 0 : Math.round(lead)
  }
}

/** So many cars in the order of the session, the own one in the middle of them where it has cars on both sides. */
export function besideOwn({ cars, player_car }: FieldMessage, most: number): readonly FieldCar[] {
  const at = cars.findIndex(({ car }) => car === player_car)
  if (at < 0) return []
  const from = Math.max(0, Math.min(at - Math.floor(most / 2), cars.length - most))
  return cars.slice(from, from + most)
}
