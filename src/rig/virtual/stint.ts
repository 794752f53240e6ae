// What the driver is about to do: warm up, push, make a mistake, come in, stop, go out again.
import type { Course } from './course.ts'
import type { Random } from './random.ts'

export type Purpose = 'out' | 'push' | 'in'

/** Something that goes wrong at one place of a lap: a wide exit, a spin, or the way back by a key press. */
export type Mistake = {
  readonly kind: 'wide' | 'spin' | 'return-to-garage'
  /** Metres along the lap. */
  readonly from: number
  readonly side: -1 | 1
}

/** Changed in place. */
export type Stint = {
  purpose: Purpose
  /** Flying laps that are left before the in-lap. */
  pushes: number
  mistake: Mistake | undefined
  /** In the lane, between the lines of its speed limit. */
  inLane: boolean
  /** Seconds that the car still stands in its box; undefined while it drives. */
  standing: number | undefined
  /** What a stop fills the tank up to, litres; undefined in the garage, before the first stint. */
  fillTo: number | undefined
}

/** How likely the driver errs, and what he may do. */
export type Habits = {
  /** 0 (a beginner who stays on the road) to 1 (an alien). */
  readonly skill: number
  /** Scales all mistakes; 0 is a driver who never errs. */
  readonly incidents: number
  readonly mayReturn: boolean
}

/** `standing` is the time in the garage; undefined begins rolling. */
export function openingStint(pushes: number, standing: number | undefined): Stint {
  return {
    purpose: standing === undefined ? 'push' : 'out',
    pushes,
    mistake: undefined,
    inLane: standing !== undefined,
    standing,
    fillTo: undefined,
  }
}

/** A new lap begins on the track: what is it for, and what goes wrong on it? Draws six numbers, always. */
export function nextLap(course: Course, stint: Stint, habits: Habits, random: Random): void {
  const lack = 1 - habits.skill
  const [wide, spin, back] = [random.next(), random.next(), random.next()]
  const bend = course.apexes[random.whole(0, course.apexes.length - 1)] ?? 0
  const side = random.chance(0.5) ? 1 : -1
  const somewhere = random.between(0.05, 0.75) * course.length
  stint.purpose = stint.pushes > 0 ? 'push' : 'in'
  stint.pushes--
  stint.mistake = undefined
  if (stint.purpose === 'in') {
    if (habits.mayReturn && back < habits.incidents * 0.3)
      stint.mistake = { kind: 'return-to-garage', from: somewhere, side }
  } else if (spin < habits.incidents * (0.012 + 0.06 * lack))
    stint.mistake = { kind: 'spin', from: bend, side }
  else if (wide < habits.incidents * (0.05 + 0.3 * lack)) stint.mistake = { kind: 'wide', from: bend, side }
}
