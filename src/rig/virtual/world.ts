// The virtual rig as a pure machine: a seed and options in, one step of 2.5 ms after the other out, as genuine pages.
import { stepSeconds } from './car.ts'
import { courseOf } from './course.ts'
import { moveField } from './field.ts'
import { type GraphicsPage, graphicsPage } from './graphics-page.ts'
import { showFrame } from './lap-clock.ts'
import { machineOf } from './machine.ts'
import { type PhysicsPage, physicsPage } from './physics-page.ts'
import { stepSession } from './pilot.ts'
import { Random } from './random.ts'
import { type Scene, type Session, startSession, type WorldOptions } from './session.ts'
import { staticPage } from './static-page.ts'

/** Working state, changed in place by `stepWorld`; the pages are rewritten in the same buffers. */
export type World = {
  readonly scene: Scene
  session: Session
  readonly pages: {
    readonly physics: PhysicsPage
    readonly graphics: GraphicsPage
    readonly static: Uint8Array
  }
  /** Steps since the world began, and frames rendered since. */
  step: number
  frame: number
  /** The step at which the next frame is rendered. */
  nextFrame: number
  /** What the last step wrote. An empty physics page holds nothing but its counter. */
  readonly written: { physics: boolean; empty: boolean; graphics: boolean }
}

/** The game joins a session for this long (1.7 s): it counts its physics steps but says nothing else. */
export const joiningSteps = 680
/** Between two sessions the physics stand still for this long. */
const menuSteps = 1200

export function createWorld(options: WorldOptions): World {
  const random = (purpose: string) => new Random(options.seed, purpose)
  const draw = random('weather')
  const air = draw.between(19, 29)
  const scene: Scene = {
    options,
    course: courseOf(options.track),
    machine: machineOf(options.car),
    weather: {
      air,
      road: air + draw.between(2, 12),
      wind: draw.between(0.5, 5),
      windDirection: draw.between(0, 359),
      clock: draw.between(10, 17) * 3600,
    },
    chance: {
      drive: random('drive'),
      noise: random('noise'),
      frames: random('frames'),
      scene: random('scene'),
    },
  }
  return {
    scene,
    session: startSession(scene, 0, 0),
    pages: {
      physics: physicsPage(scene, draw.whole(1000, 2_000_000)),
      graphics: graphicsPage(scene, draw.whole(1000, 400_000)),
      static: staticPage(options, scene.machine),
    },
    step: 0,
    frame: 0,
    nextFrame: 4,
    written: { physics: false, empty: false, graphics: false },
  }
}

/** Moves the world one step of 2.5 ms on and rewrites those of its pages that `world.written` names. */
export function stepWorld(world: World): void {
  const { scene, session, pages, written } = world
  world.step++
  const age = world.step - session.startStep
  written.physics = !isMenu(session)
  written.empty = age <= joiningSteps
  if (written.empty) session.clock.steps++
  else if (written.physics) stepSession(scene, session)
  if (written.physics) pages.physics.write(world, written.empty)
  const { sessionMinutes } = scene.options
  if (sessionMinutes !== undefined && age >= sessionMinutes * 60 * 400) session.over = true
  if (session.leaving !== undefined && session.leaving-- <= 0)
    world.session = startSession(scene, session.index + 1, world.step)
  written.graphics = world.step >= world.nextFrame
  if (written.graphics) renderFrame(world)
}

/** Between two sessions: nothing is driven, the status is off. */
export const isMenu = (session: Session): boolean =>
  session.leaving !== undefined && session.leaving < menuSteps

function renderFrame(world: World): void {
  const { scene, session } = world
  const { frames } = scene.chance
  moveField(session.field, scene.course, (world.step - session.startStep) * stepSeconds)
  showFrame(session.clock)
  world.pages.graphics.write(world)
  world.frame++
  // 3 or 4 physics steps, and now and then a hitch: about 114 frames a second.
  world.nextFrame = world.step + (frames.chance(0.004) ? frames.whole(8, 20) : frames.whole(3, 4))
}
