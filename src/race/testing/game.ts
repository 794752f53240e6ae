// A scripted game for tests of the folds: it drives round a circle and shows what ACC would, as late as it is told to.
import type { Sample } from '../../model/sample.ts'
import { micros } from '../../units/quantity.ts'
import { noTime } from '../../wire/acc/enumerations.ts'

export type GameScript = {
  readonly hz?: number
  readonly length_m?: number
  /** Spline of the start line. */
  readonly line?: number
  /** Seconds by which each sign of a crossing comes after the car. */
  readonly late?: {
    readonly timer?: number
    readonly counter?: number
    readonly spline?: number
    readonly official?: number
  }
  readonly session_type?: number
  readonly sector_ends?: readonly number[]
  /** What the game does not have at all. */
  readonly without?: readonly (keyof Sample)[]
}

type Due = { readonly at_s: number; readonly apply: () => void }

/** The way is in laps since the line; whole numbers are the line. */
export class Game {
  readonly samples: Sample[] = []
  /** True times of the crossings, in seconds. */
  readonly crossings: { t_s: number; lap_ms: number }[] = []
  t_s = 0
  way = 0
  speed_ms = 0
  pit = false
  counts = true
  /** So many crossings to come that the game itself does not notice. */
  crossesSilently = 0
  /** After the finish a game may neither count nor restart its timer. */
  finish: 'counted' | 'silent' = 'counted'
  /** Columns that override what is shown. */
  shown: Partial<Record<keyof Sample, number | undefined>> = {}
  completed = 0
  official_ms = noTime
  #lapStart_s = 0
  /** How far the box lies beside the track; driving out of it leads back. */
  #aside_m = 0
  #timerFrom_s = 0
  #split_ms = 0
  #splineHeldUntil_s = -1
  #due: Due[] = []
  readonly #script: GameScript

  constructor(script: GameScript = {}, way = 0) {
    this.#script = script
    this.way = way
  }

  get length_m(): number {
    return this.#script.length_m ?? 4000
  }

  /** Drives `laps` further at `speed_ms`, backwards when negative. */
  drive(laps: number, speed_ms = 50): this {
    const seconds = Math.abs((laps * this.length_m) / speed_ms)
    this.#run(seconds, Math.sign(laps) * speed_ms)
    return this
  }

  stand(seconds: number): this {
    this.#run(seconds, 0)
    return this
  }

  /** Time passes and nobody takes samples. */
  gap(seconds: number, speed_ms = 50): this {
    const before = this.samples.length
    this.#run(seconds, speed_ms)
    this.samples.length = before
    return this
  }

  /** The clock runs and the game stands still, its timer too. */
  pause(seconds: number): this {
    this.t_s += seconds
    this.#lapStart_s += seconds
    this.#timerFrom_s += seconds
    return this
  }

  /** The game restarts its timer, as when the car is put into the garage. */
  restartTimer(): this {
    this.#lapStart_s = this.t_s
    this.#timerFrom_s = this.t_s
    this.#due = []
    return this
  }

  put(way: number, pit: boolean): this {
    this.way = way
    this.pit = pit
    this.#aside_m = pit ? 20 : 0
    this.#split_ms = 0
    return this
  }

  show(columns: Partial<Record<keyof Sample, number | undefined>>): this {
    this.shown = { ...this.shown, ...columns }
    return this
  }

  #run(seconds: number, speed_ms: number): void {
    const dt = 1 / (this.#script.hz ?? 60)
    this.speed_ms = speed_ms
    for (let left = seconds; left > 1e-9; left -= dt) this.#tick(Math.min(dt, left))
  }

  #tick(dt: number): void {
    const before = this.way
    this.way += (this.speed_ms * dt) / this.length_m
    this.#aside_m = Math.max(0, this.#aside_m - Math.abs(this.speed_ms) * dt * 0.2)
    const line = Math.floor(this.way)
    if (line > Math.floor(before)) this.#cross(this.t_s + ((line - before) * this.length_m) / this.speed_ms)
    for (const end of this.#script.sector_ends ?? [0.3, 0.7]) {
      const sectorLine = Math.floor(before) + end
      if (before < sectorLine && this.way >= sectorLine) this.#splitAt(sectorLine, before)
    }
    this.t_s += dt
    this.#due = this.#due.filter(due => {
      if (due.at_s <= this.t_s) due.apply()
      return due.at_s > this.t_s
    })
    this.samples.push(this.#sample())
  }

  #cross(at_s: number): void {
    const { late = {} } = this.#script
    if (this.finish === 'silent') return
    if (this.crossesSilently > 0) {
      this.crossesSilently -= 1
      return
    }
    const lap_ms = Math.floor((at_s - this.#lapStart_s) * 1000)
    this.crossings.push({ t_s: at_s, lap_ms })
    this.#lapStart_s = at_s
    this.#splineHeldUntil_s = at_s + (late.spline ?? 0)
    const later = (seconds: number | undefined, apply: () => void) =>
      this.#due.push({ at_s: at_s + (seconds ?? 0), apply })
    later(late.timer, () => {
      this.#timerFrom_s = at_s
      this.#split_ms = 0
    })
    if (!this.counts) return
    later(late.counter, () => {
      this.completed += 1
    })
    later(late.official, () => {
      this.official_ms = lap_ms
    })
  }

  #splitAt(line: number, before: number): void {
    const at_s = this.t_s + ((line - before) * this.length_m) / this.speed_ms
    this.#split_ms = Math.floor((at_s - this.#lapStart_s) * 1000)
  }

  #sample(): Sample {
    const spline = (((this.way + (this.#script.line ?? 0)) % 1) + 1) % 1
    const angle = spline * 2 * Math.PI
    const radius = this.length_m / (2 * Math.PI)
    const held = this.t_s < this.#splineHeldUntil_s
    const fraction = this.way - Math.floor(this.way)
    const ends = this.#script.sector_ends ?? [0.3, 0.7]
    const columns: Partial<Record<keyof Sample, number | undefined>> = {
      status: 2,
      session_type: this.#script.session_type ?? 0,
      session_index: 0,
      spline: held ? 1 : spline,
      lap_time_ms: Math.floor((this.t_s - this.#timerFrom_s) * 1000),
      completed_laps: this.completed,
      last_lap_ms: this.official_ms === noTime ? undefined : this.official_ms,
      sector: ends.filter(end => fraction >= end).length,
      last_sector_ms: this.#split_ms,
      lap_valid: 1,
      in_pit_lane: this.pit ? 1 : 0,
      speed_kmh: Math.abs(this.speed_ms) * 3.6,
      car_position_m_x: radius * Math.cos(angle) - this.#aside_m,
      car_position_m_z: radius * Math.sin(angle),
      flag: 0,
      penalty: 0,
      ...this.shown,
    }
    for (const column of this.#script.without ?? []) columns[column] = undefined
    const measured = Object.entries(columns).filter(([, value]) => value !== undefined)
    return { t_us: micros(Math.round(this.t_s * 1e6)), ...Object.fromEntries(measured) }
  }
}
