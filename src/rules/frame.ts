// The state of one evaluation: the message, the values of its variables, and what it may still spend.

import type { Answers } from './answers.ts'
import { SqlFault } from './fault.ts'
import type { Message } from './message.ts'
import { visibleTopic } from './topic-filter.ts'
import { isObject, type JsonObject, type Maybe } from './value.ts'
import type { SqlVersion } from './version.ts'

/** An expression, compiled. */
export type Evaluator = (frame: Frame) => Maybe

/** The names that a nested SELECT adds: those of one element, and the element itself under its alias. */
export type Scope = {
  readonly element: Maybe
  readonly alias: string | undefined
  readonly outer: Scope | undefined
}

const noFields: JsonObject = {}

export class Frame {
  readonly message: Message
  readonly version: SqlVersion
  /** The payload as JSON once it is loaded; Undefined when it is none. */
  root: Maybe = undefined
  /** The payload if it is an object, else an empty one, so that a field is one look-up. */
  fields: JsonObject = noFields
  scope: Scope | undefined = undefined
  /** What external functions have answered, where they may take their time. */
  answers: Answers | undefined
  readonly #assignments: readonly Evaluator[]
  #values: (Maybe | typeof pending)[] | undefined
  #topic: string | undefined
  #left = work

  constructor(message: Message, version: SqlVersion, assignments: readonly Evaluator[], answers?: Answers) {
    this.message = message
    this.version = version
    this.#assignments = assignments
    this.answers = answers
  }

  /** Reads the payload, for an expression that looks into it. Throws `limit`. */
  load(): void {
    this.root = this.message.payload.valueFor(this.version)
    this.fields = isObject(this.root) ? this.root : noFields
  }

  newUuid(): string {
    const { context } = this.message
    return this.answers === undefined ? context.newUuid() : this.answers.newUuid(context)
  }

  random(): number {
    const { context } = this.message
    return this.answers === undefined ? context.random() : this.answers.random(context)
  }

  get topic(): string {
    this.#topic ??= visibleTopic(this.message.topic)
    return this.#topic
  }

  /** The value of a SET variable, computed when it is first asked for, and in the scope of the statement. */
  variable(slot: number): Maybe {
    this.#values ??= this.#assignments.map(() => pending)
    const known = this.#values[slot]
    if (known !== pending) return known
    const { scope } = this
    this.scope = undefined
    const value = this.#assignments[slot]?.(this)
    this.scope = scope
    this.#values[slot] = value
    return value
  }

  /** Counts elements visited and characters written. Throws `limit` when one evaluation asks for too much. */
  spend(amount: number): void {
    this.#left -= amount
    if (this.#left >= 0) return
    throw new SqlFault('limit', { expected: `an evaluation of at most ${work} steps`, found: 'more' })
  }
}

const pending = Symbol('pending')
const work = 10_000_000
