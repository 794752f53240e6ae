// The cars of ACC, by the id that the game writes and by the number of their model.
import type { Car } from './cars/car.ts'
import { gt3Cars } from './cars/gt3.ts'
import { otherCars } from './cars/other-classes.ts'

export type { Car } from './cars/car.ts'

export const cars = { ...gt3Cars, ...otherCars } as const satisfies Readonly<Record<string, Car>>

const byId: Readonly<Record<string, Car>> = cars
const byModel: ReadonlyMap<number, string> = new Map(
  Object.entries<Car>(cars).map(([id, car]) => [car.model, id]),
)

/** The car that the game calls `id`; undefined for one that is newer than this table. */
export const carOf = (id: string): Car | undefined => byId[id.toLowerCase()]
/** The id of a car by the number of its model; undefined for an unassigned number. */
export const carIdOfModel = (model: number): string | undefined => byModel.get(model)
