// One rule at work: evaluates its statement on a message, runs its actions, tells its error action, and counts.
import type { Clock } from '../model/clock.ts'
import type { Published } from './actions/action.ts'
import { Delivery } from './delivery.ts'
import { errorOutput, type Failure } from './error-action.ts'
import type { Frame } from './frame.ts'
import { Histogram } from './histogram.ts'
import { type Message, Payload } from './message.ts'
import type { LoadedRule } from './rule-document.ts'
import { isFinal, RuleFault } from './rule-fault.ts'
import type { Firing, Result } from './statement.ts'

export type RuleCounters = {
  /** Messages on its topics. */
  readonly matched: number
  /** Messages that WHERE let through. */
  readonly fired: number
  /** Messages on which the statement failed. */
  readonly failed: number
  /** Messages that at least one action did not get and no error action either. */
  readonly lost: number
  /** Messages that were not acknowledged, so that they come again. */
  readonly unsafe: number
}

export type RuleHost = { readonly clock: Clock; readonly newId: () => string }

export class Rule {
  readonly loaded: LoadedRule
  readonly evaluation = new Histogram()
  readonly deliveries: readonly Delivery[]
  readonly errorDelivery: Delivery | undefined
  readonly #host: RuleHost
  readonly #count = { matched: 0, fired: 0, failed: 0, lost: 0, unsafe: 0 }

  constructor(loaded: LoadedRule, host: RuleHost) {
    this.loaded = loaded
    this.#host = host
    this.deliveries = loaded.actions.map(bound => new Delivery(bound, host.clock))
    this.errorDelivery = loaded.errorAction && new Delivery(loaded.errorAction, host.clock)
  }

  counters(): RuleCounters {
    return { ...this.#count }
  }

  get waiting(): number {
    const all = this.errorDelivery === undefined ? this.deliveries : [...this.deliveries, this.errorDelivery]
    return all.reduce((sum, delivery) => sum + delivery.counters().waiting, 0)
  }

  /**
   * Runs the rule on a message whose topic is one of its own. Resolves when every action that keeps things has made
   * the message safe, or the error action has; rejects when it is not safe and may be sent again.
   */
  take(message: Message, published: Published): Promise<void> | undefined {
    this.#count.matched += 1
    const from = this.#host.clock.elapsed()
    const { statement } = this.loaded
    if (statement.usesExternal) return this.#takeLater(message, published, from)
    let result: Result
    try {
      result = statement.evaluateRouted(message)
    } catch (error) {
      return this.#evaluationFailed(error, message, published)
    }
    this.evaluation.note(this.#host.clock.elapsed() - from)
    return result.fires ? this.#fire(result, message, published) : undefined
  }

  async #takeLater(message: Message, published: Published, from: number): Promise<void> {
    let result: Result
    try {
      result = await this.loaded.statement.evaluateAsync(message)
    } catch (error) {
      return this.#evaluationFailed(error, message, published)
    }
    this.evaluation.note(this.#host.clock.elapsed() - from)
    if (result.fires) await this.#fire(result, message, published)
  }

  #evaluationFailed(error: unknown, message: Message, published: Published): Promise<void> {
    this.#count.failed += 1
    return this.#report(message, published, [{ error: asError(error) }])
  }

  #fire(firing: Firing, message: Message, published: Published): Promise<void> | undefined {
    this.#count.fired += 1
    const failures: Failure[] = []
    const kept: Promise<void>[] = []
    const others: Promise<void>[] = []
    for (const delivery of this.deliveries) {
      const { bound } = delivery
      const note = (error: Error | undefined) => {
        if (error !== undefined) failures.push({ bound, error })
      }
      const outcome = delivery.deliver(firing, published)
      if (outcome instanceof Promise) (bound.keeps ? kept : others).push(outcome.then(note))
      else note(outcome)
    }
    if (kept.length + others.length + failures.length === 0) return undefined
    // What is not kept is not waited for.
    const matters = kept.length > 0 || failures.some(wasToBeKept)
    const finished = this.#finish(kept, others, failures, message, published)
    return matters ? finished : undefined
  }

  async #finish(
    kept: readonly Promise<void>[],
    others: readonly Promise<void>[],
    failures: readonly Failure[],
    message: Message,
    published: Published,
  ): Promise<void> {
    await Promise.all(kept)
    const unsafe = failures.find(failure => wasToBeKept(failure) && !isFinal(failure.error))
    if (unsafe !== undefined && published.qos === 1) {
      this.#count.unsafe += 1
      throw new RuleFault('failed', `${this.loaded.name}: ${unsafe.error.message}`, unsafe.error)
    }
    const reported = Promise.all(others).then(() => this.#report(message, published, failures))
    if (failures.some(wasToBeKept)) await reported
  }

  async #report(message: Message, published: Published, failures: readonly Failure[]): Promise<void> {
    if (failures.length === 0) return
    const told = await this.#tellErrorAction(message, published, failures)
    if (!told) this.#count.lost += 1
  }

  async #tellErrorAction(
    message: Message,
    published: Published,
    failures: readonly Failure[],
  ): Promise<boolean> {
    if (this.errorDelivery?.bound.run === undefined) return false
    const output = errorOutput(this.loaded.name, published, failures, this.#host.newId())
    const failed = await this.errorDelivery.deliver(
      { fires: true, output, frame: this.#frameOf(message) },
      published,
    )
    return failed === undefined
  }

  /** For the templates of the error action; of a payload beyond the bounds of the engine they see nothing. */
  #frameOf(message: Message): Frame {
    try {
      return this.loaded.statement.frameFor(message)
    } catch {
      return this.loaded.statement.frameFor({ ...message, payload: new Payload(new Uint8Array()) })
    }
  }
}

const wasToBeKept = ({ bound }: Failure): boolean => bound?.keeps === true
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
