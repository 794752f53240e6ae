// Tries a rule out: what each action would receive, and nothing is delivered.
import type { Published } from './actions/action.ts'
import { type Explanation, explain } from './explain.ts'
import { type Context, type Message, Payload } from './message.ts'
import { type LoadedRule, problemOf } from './rule-document.ts'
import type { Statement } from './statement.ts'

export type Trial =
  | { readonly outcome: 'other-topic'; readonly topic: string; readonly from: string }
  | Evaluated

/** Every part of the statement with its value says why; empty in a rehearsal. */
type Evaluated = { readonly explanation: readonly Explanation[] } & (
  | {
      /** WHERE did not let it through. */
      readonly outcome: 'silent'
    }
  | {
      /** The statement failed, and AWS would run the error action. */
      readonly outcome: 'failed'
      readonly problem: string
    }
  | { readonly outcome: 'fired'; readonly output: string; readonly actions: readonly TriedAction[] }
)

export type TriedAction = {
  readonly kind: string
  readonly resource: string
  /** With every template rendered. */
  readonly parameters: object
}

/** Where a trial takes what a message cannot say from; fixed values make it repeatable. */
export type TrialContext = Pick<Context, 'timestamp' | 'newUuid' | 'random'>

/** Evaluates the rule on one message as if it had been published. */
export const tryRule = (rule: LoadedRule, published: Published, context: TrialContext): Trial =>
  trialOf(rule, published, context, explained)

function trialOf(
  rule: LoadedRule,
  published: Published,
  context: TrialContext,
  explaining: typeof explained | undefined,
): Trial {
  const { statement } = rule
  if (statement.from !== undefined && !statement.matches(published.topic)) {
    return { outcome: 'other-topic', topic: published.topic, from: statement.from }
  }
  const message = {
    topic: published.topic,
    payload: new Payload(published.payload),
    context: { ...context, ...(published.client === undefined ? {} : { clientId: published.client }) },
  }
  const explanation = explaining?.(statement, message) ?? []
  try {
    const result = statement.evaluateRouted(message)
    if (!result.fires) return { outcome: 'silent', explanation }
    return {
      outcome: 'fired',
      explanation,
      output: result.output.text(),
      actions: rule.actions.map(({ kind, resource, render }) => ({
        kind,
        resource,
        parameters: render(result),
      })),
    }
  } catch (error) {
    return { outcome: 'failed', explanation, problem: problemOf(error) }
  }
}

/** Nothing can be said of a payload beyond the bounds of the engine; the trial itself says that. */
function explained(statement: Statement, message: Message): readonly Explanation[] {
  try {
    return explain(statement, message)
  } catch {
    return []
  }
}

/** A message of the past and when it was sent. */
export type Recorded = { readonly at_ms: number; readonly message: Published }

export type Rehearsal = {
  /** Messages on the topics of the rule. */
  readonly matched: number
  readonly fired: number
  readonly failed: number
  /** The first ones, with when they fired. */
  readonly firings: readonly { readonly at_ms: number; readonly topic: string; readonly output: string }[]
  readonly problems: readonly { readonly at_ms: number; readonly problem: string }[]
}

/** Runs a rule over messages of the past: when it would have fired. Keeps the first `most` firings and problems. */
export async function rehearse(
  rule: LoadedRule,
  past: AsyncIterable<Recorded>,
  context: Omit<TrialContext, 'timestamp'>,
  most = 1000,
): Promise<Rehearsal> {
  const count = { matched: 0, fired: 0, failed: 0 }
  const firings: Rehearsal['firings'][number][] = []
  const problems: Rehearsal['problems'][number][] = []
  for await (const { at_ms, message } of past) {
    const trial = trialOf(rule, message, { ...context, timestamp: at_ms }, undefined)
    if (trial.outcome === 'other-topic') continue
    count.matched += 1
    if (trial.outcome === 'fired') {
      count.fired += 1
      if (firings.length < most) firings.push({ at_ms, topic: message.topic, output: trial.output })
    } else if (trial.outcome === 'failed') {
      count.failed += 1
      if (problems.length < most) problems.push({ at_ms, problem: trial.problem })
    }
  }
  return { ...count, firings, problems }
}
