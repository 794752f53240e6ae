// A statement, compiled once and evaluated per message.

import { overusedFunction, passesBytes, readsContent, rootsOf, usesExternal } from './analysis.ts'
import { Answers, answered } from './answers.ts'
import type { StatementNode } from './ast.ts'
import { compileExpression } from './compile.ts'
import { compileTest, type Test } from './compile-operator.ts'
import { compileProjection } from './compile-select.ts'
import { SqlFault } from './fault.ts'
import { type Evaluator, Frame } from './frame.ts'
import type { Message } from './message.ts'
import { type Output, Passed, Selected } from './output.ts'
import { parseStatement, slotsOf } from './parser.ts'
import { compileTemplate, type Template } from './template.ts'
import { matcherOf, visibleTopic } from './topic-filter.ts'
import { isArray, type Maybe } from './value.ts'
import { currentVersion, type SqlVersion } from './version.ts'

export type CompileOptions = { readonly version?: SqlVersion }

export type Result = { readonly fires: false } | Firing

export type Firing = {
  readonly fires: true
  readonly output: Output
  /** What templates of the rule's actions are rendered with: the payload as published, and the SET variables. */
  readonly frame: Frame
}

/**
 * Compiles a statement of AWS IoT SQL, of 2016-03-23 unless told otherwise. Throws the `SqlFault` with which AWS would
 * refuse the rule, or one of code `limit` for a statement beyond reason.
 */
export function compile(sql: string, { version = currentVersion }: CompileOptions = {}): Statement {
  return new Statement(parseStatement(sql, version), version)
}

function overused(name: string): SqlFault {
  return new SqlFault('function', {
    expected: `fewer calls of ${name}() in one statement`,
    found: 'too many',
  })
}

const silent: Result = { fires: false }

export class Statement {
  readonly node: StatementNode
  readonly version: SqlVersion
  /** The topic filter; Undefined in a rule that only Basic Ingest reaches. */
  readonly from: string | undefined
  /** Whether the payload has to be read as JSON: not for `SELECT *` alone, nor for bare bytes. */
  readonly needsPayload: boolean
  /** Whether a function is called that leaves the engine, so that `evaluateAsync` may be needed. */
  readonly usesExternal: boolean
  readonly #overused: string | undefined
  readonly #assignments: readonly Evaluator[]
  readonly #test: Test | undefined
  readonly #project: Evaluator | undefined
  readonly #matches: (topic: string) => boolean

  constructor(node: StatementNode, version: SqlVersion) {
    const around = { version, aliases: [] }
    const { variables, projection, where, from, text } = node
    this.node = node
    this.version = version
    this.from = from
    const passes = passesBytes(projection)
    const roots = rootsOf(node)
    this.needsPayload = (
      passes ? rootsOf({ ...node, projection: { kind: 'items', items: [] } }) : roots
    ).some(readsContent)
    this.usesExternal = roots.some(usesExternal)
    this.#overused = overusedFunction(node)
    this.#assignments = variables.map(({ value }) => compileExpression(value, around))
    this.#test = where && compileTest(where, around)
    this.#project = passes ? undefined : compileProjection(projection, text, around)
    this.#matches = from === undefined ? () => true : matcherOf(from)
  }

  /** Whether the topic, less a Basic Ingest prefix, is one of FROM. */
  matches(topic: string): boolean {
    return this.#matches(visibleTopic(topic))
  }

  /**
   * What the statement makes of a message. Throws a `SqlFault` of code `function` when an external function fails or
   * the host has none, `limit` when the payload or the work is beyond bounds; AWS then runs the error action.
   */
  evaluate(message: Message): Result {
    return this.matches(message.topic) ? this.evaluateRouted(message) : silent
  }

  /** The same for a message whose topic a router has already matched. */
  evaluateRouted(message: Message, answers?: Answers): Result {
    if (this.#overused !== undefined) throw overused(this.#overused)
    const frame = this.frameFor(message, answers)
    if (this.#test !== undefined && !this.#test(frame)) return silent
    const project = this.#project
    const output =
      project === undefined
        ? new Passed(message.payload, this.version)
        : new Selected(this.#presented(project(frame)))
    return { fires: true, output, frame }
  }

  /** The same for a host whose external functions answer later. Rejects as `evaluate` throws. */
  async evaluateAsync(message: Message): Promise<Result> {
    if (!this.matches(message.topic)) return silent
    const answers = new Answers()
    return answered(answers, () => this.evaluateRouted(message, answers))
  }

  /** 2015-10-08 cannot give an Array on its own. */
  #presented(value: Maybe): Maybe {
    return this.version === '2015-10-08' && isArray(value) ? undefined : value
  }

  /** A substitution template of one of the rule's actions, which may use the SET variables. Throws as `compile`. */
  template(text: string, options: { readonly isTopic?: boolean } = {}): Template {
    return compileTemplate(text, {
      ...options,
      version: this.version,
      variables: slotsOf(this.node.variables),
    })
  }

  /** The state of one evaluation; for templates of a rule that did not fire, as those of an error action. */
  frameFor(message: Message, answers?: Answers): Frame {
    const frame = new Frame(message, this.version, this.#assignments, answers)
    if (this.needsPayload) frame.load()
    return frame
  }
}
