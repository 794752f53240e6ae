// From the line to the world: where a car is and where it points. x grows east, z south, y up; a heading of the game
// is the negative angle from +z towards +x, and the car's own x axis points to its left (recording of ACC 1.10).
import { type Course, sample } from './course.ts'

export type Place = { x: number; y: number; z: number; direction: number }

/** Writes the place `distance` metres along the lap and `offset` metres to the right of the driven line. */
export function placeAt(course: Course, distance: number, offset: number, into: Place): Place {
  const direction = sample(course, course.direction, distance)
  into.direction = direction
  into.x = sample(course, course.x, distance) - Math.cos(direction) * offset
  into.y = sample(course, course.y, distance)
  into.z = sample(course, course.z, distance) + Math.sin(direction) * offset
  return into
}

/** Brings an angle into −π ≤ angle < π. */
export const turned = (angle: number): number =>
  angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI))
