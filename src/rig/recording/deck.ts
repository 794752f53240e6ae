// The controls of a recording that plays: speed, pause, seek. Whoever holds them turns them at any time.
import { type Micros, micros } from '../../units/quantity.ts'

/** From a tenth of the pace at which it was driven to a hundred times; infinity is as fast as the pages are taken. */
export const slowest = 0.1
export const fastest = 100

export class Deck {
  #speed: number
  #paused = false
  #wanted: Micros | undefined
  #position = micros(0)
  #turned = 0
  #wake: (() => void) | undefined

  /** `speed` in times of the pace at which it was driven. */
  constructor(speed = 1) {
    this.#speed = speed
  }

  get speed(): number {
    return this.#speed
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Where the recording is, from its first page. */
  get position(): Micros {
    return this.#position
  }

  /** Grows with every turn of a control. */
  get turned(): number {
    return this.#turned
  }

  setSpeed(speed: number): void {
    this.#speed = speed === Number.POSITIVE_INFINITY ? speed : Math.max(slowest, Math.min(fastest, speed))
    this.#turn()
  }

  pause(): void {
    this.#paused = true
    this.#turn()
  }

  resume(): void {
    this.#paused = false
    this.#turn()
  }

  /** Goes to a place that counts from the first page; before it is the first page. */
  seek(position: Micros): void {
    this.#wanted = micros(Math.max(0, position))
    this.#turn()
  }

  /** Where it shall go on, until it does. */
  get wanted(): Micros | undefined {
    return this.#wanted
  }

  /** Where it shall go on, once. */
  takeSeek(): Micros | undefined {
    const wanted = this.#wanted
    this.#wanted = undefined
    return wanted
  }

  get isSeeking(): boolean {
    return this.#wanted !== undefined
  }

  /** The player says where it is. */
  at(position: Micros): void {
    this.#position = position
  }

  /** Resolves after `ms`, or as soon as a control is turned or `interrupt` is called; without `ms` only then. */
  wait(ms?: number): Promise<void> {
    return new Promise(resolve => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.interrupt(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  interrupt(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #turn(): void {
    this.#turned++
    this.interrupt()
  }
}
