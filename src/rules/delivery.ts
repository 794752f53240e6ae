// Brings what one action of one rule has to deliver to its destination: in order at the first try, a few times when it
// fails, never for longer than its time, and never more at once than a bound.
import type { Clock } from '../model/clock.ts'
import { millis } from '../units/quantity.ts'
import type { Bound, Published } from './actions/action.ts'
import { Histogram } from './histogram.ts'
import { isFinal, RuleFault } from './rule-fault.ts'
import type { Firing } from './statement.ts'

/** Waits between attempts, in milliseconds. */
const pauses = [100, 400]
/** What may wait for one destination, whatever its messages are. */
const mostWaiting = { messages: 2000, bytes: 64 * 2 ** 20 }

export type DeliveryCounters = {
  readonly delivered: number
  /** Given up, by this host: an acknowledgement is withheld or the error action told, or both are counted as lost. */
  readonly failed: number
  readonly retried: number
  /** Failed because too many were waiting. Part of `failed`. */
  readonly crowded: number
  /** Not delivered because this host has no such destination. */
  readonly skipped: number
  readonly waiting: number
}

export class Delivery {
  readonly bound: Bound
  readonly latency = new Histogram()
  readonly #clock: Clock
  readonly #count = { delivered: 0, failed: 0, retried: 0, crowded: 0, skipped: 0 }
  #waiting = 0
  #bytes = 0

  constructor(bound: Bound, clock: Clock) {
    this.bound = bound
    this.#clock = clock
  }

  counters(): DeliveryCounters {
    return { ...this.#count, waiting: this.#waiting }
  }

  /** The reason why it failed, or nothing: at once where the destination takes things at once. Never rejects. */
  deliver(firing: Firing, message: Published): Promise<Error | undefined> | Error | undefined {
    const { run } = this.bound
    if (run === undefined) {
      this.#count.skipped += 1
      return undefined
    }
    const bytes = message.payload.byteLength
    if (this.#waiting >= mostWaiting.messages || this.#bytes + bytes > mostWaiting.bytes) {
      this.#count.crowded += 1
      return this.#failed(new RuleFault('crowded', `${this.#waiting} messages wait for ${this.#where}`))
    }
    const from = this.#clock.elapsed()
    let running: Promise<void> | void
    try {
      running = run(firing, message)
    } catch (error) {
      return this.#again(error, firing, message, from, 0)
    }
    if (running === undefined) return this.#done(from)
    return this.#settle(running, firing, message, from, 0)
  }

  async #settle(
    running: Promise<void>,
    firing: Firing,
    message: Published,
    from: number,
    attempt: number,
  ): Promise<Error | undefined> {
    const bytes = message.payload.byteLength
    this.#waiting += 1
    this.#bytes += bytes
    const settled = running.finally(() => {
      // Not before: a destination that hangs keeps what it was given.
      this.#waiting -= 1
      this.#bytes -= bytes
    })
    try {
      await this.#inTime(settled)
      return this.#done(from)
    } catch (error) {
      return this.#again(error, firing, message, from, attempt)
    }
  }

  /** Tries again where that may help. What timed out may still arrive, so it is not sent a second time. */
  #again(
    error: unknown,
    firing: Firing,
    message: Published,
    from: number,
    attempt: number,
  ): Promise<Error | undefined> | Error {
    const pause = pauses[attempt]
    const timedOut = error instanceof RuleFault && error.code === 'timeout'
    if (isFinal(error) || timedOut || pause === undefined) return this.#failed(error)
    this.#count.retried += 1
    return new Promise(resolve => {
      this.#clock.after(millis(pause), () => {
        const { run } = this.bound
        const next = attempt + 1
        try {
          const running = run?.(firing, message)
          resolve(
            running === undefined ? this.#done(from) : this.#settle(running, firing, message, from, next),
          )
        } catch (again) {
          resolve(this.#again(again, firing, message, from, next))
        }
      })
    })
  }

  async #inTime(running: Promise<void>): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const { timeout_ms } = this.bound
    const cancel = this.#clock.after(millis(timeout_ms), () =>
      reject(new RuleFault('timeout', `${this.#where} did not answer within ${timeout_ms} ms`)),
    )
    try {
      await Promise.race([running, late])
    } finally {
      cancel()
      running.catch(() => undefined)
    }
  }

  #done(from: number): undefined {
    this.#count.delivered += 1
    this.latency.note(this.#clock.elapsed() - from)
    return undefined
  }

  #failed(error: unknown): Error {
    this.#count.failed += 1
    return error instanceof Error ? error : new RuleFault('failed', String(error))
  }

  get #where(): string {
    return `${this.bound.kind} ${this.bound.resource}`
  }
}
