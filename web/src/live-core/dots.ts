// Where other cars are drawn: a little in the past, between two messages, so that they move evenly. A car's own screen
// never shows such values; here it is only a dot on a map.
import type { FieldMessage } from '../../../src/model/field.ts'

type Seen = {
  readonly at_ms: number
  readonly spline: number
  readonly x: number | undefined
  readonly z: number | undefined
}

/** A car as it is drawn. `held`: nothing new has come for longer than may be bridged. */
export type Dot = {
  readonly car: number
  readonly spline: number
  readonly x: number | undefined
  readonly z: number | undefined
  readonly isHeld: boolean
}

const kept = 8
/** Beyond the newest message a car drives on for so long, and then it stands. */
const longestAhead_ms = 100
const shortestDelay_ms = 100
/** A step longer than this is no drive but a jump: to the pits, or another car under the index. */
const jump_m = 50
const jumpSpline = 0.02

export class Dots {
  readonly #cars = new Map<number, Seen[]>()
  /** When messages arrive by this page's clock, minus when they were made by the rig's: the fastest of late. */
  readonly #ways: number[] = []
  readonly #steps: number[] = []
  #newest_ms = Number.NEGATIVE_INFINITY

  /** Takes a message that arrived at `now_ms` of the page's clock. */
  put(field: FieldMessage, now_ms: number): void {
    if (field.at_ms <= this.#newest_ms) {
      // The rig's clock went back: what is known belongs to another time.
      if (this.#newest_ms - field.at_ms < 5000) return
      this.clear()
    }
    if (Number.isFinite(this.#newest_ms)) push(this.#steps, field.at_ms - this.#newest_ms, 20)
    this.#newest_ms = field.at_ms
    push(this.#ways, now_ms - field.at_ms, 50)
    const present = new Set<number>()
    for (const { car, spline, x, z } of field.cars) {
      present.add(car)
      const seen = this.#cars.get(car) ?? []
      const next = { at_ms: field.at_ms, spline, x, z }
      const before = seen.at(-1)
      if (before !== undefined && isJump(before, next)) seen.length = 0
      push(seen, next, kept)
      this.#cars.set(car, seen)
    }
    for (const car of this.#cars.keys()) if (!present.has(car)) this.#cars.delete(car)
  }

  clear(): void {
    this.#cars.clear()
    this.#ways.length = 0
    this.#steps.length = 0
    this.#newest_ms = Number.NEGATIVE_INFINITY
  }

  /** How far in the past the dots are, in ms: two messages. */
  get delay_ms(): number {
    const inOrder = this.#steps.toSorted((a, b) => a - b)
    return Math.max(shortestDelay_ms, 2 * (inOrder[Math.floor(inOrder.length / 2)] ?? 100))
  }

  /** All cars as they are drawn at `now_ms` of the page's clock. */
  at(now_ms: number): readonly Dot[] {
    const way = Math.min(...this.#ways)
    const time_ms = now_ms - way - this.delay_ms
    return [...this.#cars].map(([car, seen]) => dotOf(car, seen, time_ms))
  }
}

function push<Value>(values: Value[], value: Value, most: number): void {
  values.push(value)
  if (values.length > most) values.shift()
}

function isJump(from: Seen, to: Seen): boolean {
  if (Math.abs(wrapped(to.spline - from.spline)) > jumpSpline) return true
  if (from.x === undefined || from.z === undefined || to.x === undefined || to.z === undefined) return false
  return Math.hypot(to.x - from.x, to.z - from.z) > jump_m
}

/** The short way round, −0.5 to 0.5. */
export const wrapped = (step: number): number => step - Math.round(step)

function dotOf(car: number, seen: readonly Seen[], time_ms: number): Dot {
  const after = seen.findIndex(({ at_ms }) => at_ms >= time_ms)
  const newest = seen.at(-1)
  if (newest === undefined) return { car, spline: 0, x: undefined, z: undefined, isHeld: true }
  if (after === 0 || seen.length === 1)
    return still(car, seen[0] ?? newest, seen.length === 1 && time_ms > newest.at_ms + longestAhead_ms)
  const at = after < 0 ? seen.length - 1 : after
  const [from, to] = [seen[at - 1] ?? newest, seen[at] ?? newest]
  const late_ms = time_ms - newest.at_ms
  const until = Math.min(time_ms, newest.at_ms + longestAhead_ms)
  const share = to.at_ms === from.at_ms ? 1 : (until - from.at_ms) / (to.at_ms - from.at_ms)
  const spline = from.spline + share * wrapped(to.spline - from.spline)
  return {
    car,
    spline: spline - Math.floor(spline),
    x: between(from.x, to.x, share),
    z: between(from.z, to.z, share),
    isHeld: late_ms > longestAhead_ms,
  }
}

const still = (car: number, { spline, x, z }: Seen, isHeld: boolean): Dot => ({ car, spline, x, z, isHeld })

const between = (from: number | undefined, to: number | undefined, share: number): number | undefined =>
  from === undefined || to === undefined ? to : from + share * (to - from)
