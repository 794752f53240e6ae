// Drives a world for a test that wants to look at what is written.
import { type AccGraphics, accGraphics } from '../../../wire/acc/graphics.ts'
import { type AccPhysics, accPhysics } from '../../../wire/acc/physics.ts'
import { decode } from '../../../wire/struct.ts'
import type { WorldOptions } from '../session.ts'
import { worldOptions } from '../source.ts'
import { createWorld, stepWorld, type World } from '../world.ts'

export const physicsOf = (world: World): AccPhysics => decode(accPhysics, world.pages.physics.page)
export const graphicsOf = (world: World): AccGraphics => decode(accGraphics, world.pages.graphics.page)

/** Drives for at most so many seconds and looks at every rendered frame, until a look returns true. */
export function drive(
  options: Partial<WorldOptions>,
  seconds: number,
  look: (world: World) => unknown,
): World {
  const world = createWorld(worldOptions(options))
  for (let step = 0; step < seconds * 400; step++) {
    stepWorld(world)
    if (world.written.graphics && look(world) === true) break
  }
  return world
}
