// The virtual rig as a source: the same pages as a game's, at real time, faster, or as fast as they are taken.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { micros, type UnixMillis } from '../../units/quantity.ts'
import type { PageName } from '../../wire/acc/page.ts'
import { noCounters, type Source, type SourceCounters, type SourceHandler } from '../source.ts'
import type { BroadcastServer } from './broadcast-server.ts'
import type { WorldOptions } from './session.ts'
import { createWorld, stepWorld, type World } from './world.ts'

/** What a caller may choose; what it leaves out is Monza, a practice, a good driver in a field of nine. */
export type VirtualOptions = Partial<WorldOptions> & {
  /** The wall clock at the first step; asked for when it drives off. */
  readonly startedAt: UnixMillis | (() => UnixMillis)
  /** Physics pages handed out per second, 1 to 400; the model always runs at 400. */
  readonly rate?: number
  /** How many times faster than real time; `max` as fast as the pages are taken. */
  readonly speed?: number | 'max'
  /** Ends after so many seconds of driving; never when left out. */
  readonly seconds?: number
  readonly pacer?: Pacer
  /** Shows the drive to whoever registers there. */
  readonly broadcast?: Pick<BroadcastServer, 'show'>
}

/** The time that paces the source: real in earnest, made by hand in a test. */
export type Pacer = {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const stepsPerSecond = 400
/** Steps in one turn of the event loop: about a millisecond. */
const stepsPerTurn = 200
/** A source that fell behind by more than this many ms does not try to catch up. */
const patience = 1000

/** The world that a caller's options describe. */
export function worldOptions(options: Partial<WorldOptions>): WorldOptions {
  return {
    track: options.track ?? 'monza',
    car: options.car ?? 'mclaren_720s_gt3',
    seed: options.seed ?? 1,
    driver: options.driver ?? { name: 'Vera', surname: 'Tual', nick: 'VTU' },
    skill: Math.max(0, Math.min(1, options.skill ?? 0.85)),
    cars: Math.max(1, Math.min(60, Math.round(options.cars ?? 9))),
    session: options.session ?? 'practice',
    incidents: options.incidents ?? 1,
    stintLaps: options.stintLaps,
    sessionMinutes: options.sessionMinutes,
  }
}

/**
 * A source that drives. The same options give the same bytes at the same `at`, whatever the speed; the handler's
 * promise holds the drive back. Pages that are empty but for their counter are counted, not handed out.
 */
export function virtualSource(options: VirtualOptions): Source {
  const pacer = options.pacer ?? realTime
  const { speed = 1, rate = stepsPerSecond } = options
  return {
    origin: 'virtual',
    tempo: () => ({ speed: speed === 'max' ? Number.POSITIVE_INFINITY : speed, pages_per_s: rate }),
    run: async (handler, signal) => {
      const world = createWorld(worldOptions(options))
      const rate = Math.max(1, Math.min(stepsPerSecond, options.rate ?? stepsPerSecond))
      const counters = { pages: 0, empty: 0, gaps: 0 }
      const drive: Drive = { world, rate, handler, counters, told: 0, due: 0 }
      const last = options.seconds === undefined ? Number.POSITIVE_INFINITY : options.seconds * stepsPerSecond
      options.broadcast?.show(world, typeof options.speed === 'number' ? options.speed : 1)
      const { track, car } = world.scene.options
      const { startedAt } = options
      const first = typeof startedAt === 'function' ? startedAt() : startedAt
      handler.state('reading', `the virtual rig drives ${car} at ${track}`, first)
      await hand(drive, 'static', world.pages.static)
      await paced(drive, options.speed ?? 1, last, pacer, signal)
      return countersOf(drive)
    },
  }
}

type Drive = {
  readonly world: World
  readonly rate: number
  readonly handler: SourceHandler
  readonly counters: { pages: number; empty: number; gaps: number }
  /** What the counters but `pages` summed to when they were last told. */
  told: number
  /** Handed-out physics pages: the next is due when the step passes it. */
  due: number
}

const countersOf = ({ counters }: Drive): SourceCounters => ({ ...noCounters, ...counters })

async function paced(
  drive: Drive,
  speed: number | 'max',
  last: number,
  pacer: Pacer,
  signal: AbortSignal,
): Promise<void> {
  const { world } = drive
  const perMilli = speed === 'max' ? Number.POSITIVE_INFINITY : (stepsPerSecond / 1000) * speed
  let zero = pacer.now()
  while (!signal.aborted && world.step < last) {
    const elapsed = pacer.now() - zero
    const goal = Math.min(last, speed === 'max' ? last : Math.floor(elapsed * perMilli))
    await advance(drive, Math.min(goal, world.step + stepsPerTurn), signal)
    const late = elapsed - world.step / perMilli
    if (late > patience && speed !== 'max') zero += late
    // Others have their turn, however far behind this is.
    if (world.step < goal) await nextTurn()
    else await pacer.sleep(4, signal)
  }
}

/** Steps to `goal`, handing out the pages; awaits the handler where it asks for it. */
async function advance(drive: Drive, goal: number, signal: AbortSignal): Promise<void> {
  const { world, counters } = drive
  while (world.step < goal && !signal.aborted) {
    stepWorld(world)
    const { physics, empty, graphics } = world.written
    const due = Math.floor((world.step * drive.rate) / stepsPerSecond)
    const taken = physics && !empty && due > drive.due
    drive.due = due
    if (empty) counters.empty++
    else if (physics && !taken) counters.gaps++
    // Of one instant, physics comes last.
    const first = graphics ? hand(drive, 'graphics', world.pages.graphics.page) : undefined
    if (first !== undefined) await first
    const second = taken ? hand(drive, 'physics', world.pages.physics.page) : undefined
    if (second !== undefined) await second
  }
}

function hand(drive: Drive, page: PageName, bytes: Uint8Array): Promise<void> | void {
  const { counters, handler } = drive
  if (counters.empty + counters.gaps !== drive.told) {
    drive.told = counters.empty + counters.gaps
    handler.counted?.(countersOf(drive))
  }
  counters.pages++
  return handler.page(page, bytes, micros(drive.world.step * 2500))
}

const realTime: Pacer = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await sleep(milliseconds, undefined, { signal })
    } catch (fault) {
      if (!signal.aborted) throw fault
    }
  },
}
