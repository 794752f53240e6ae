// A rule as lists, health and metrics show it.
import { z } from 'zod'
import type { Delivery } from './delivery.ts'
import type { Histogram } from './histogram.ts'
import type { Rule } from './rule.ts'

const latency = z.object({
  count: z.number(),
  /** Upper ends of buckets that double; absent before the first. */
  p50_ms: z.number().optional(),
  p95_ms: z.number().optional(),
  p99_ms: z.number().optional(),
})

const actionState = z.object({
  kind: z.string(),
  resource: z.string(),
  /** Whether this host has the destination. */
  available: z.boolean(),
  delivered: z.number(),
  failed: z.number(),
  retried: z.number(),
  crowded: z.number(),
  skipped: z.number(),
  waiting: z.number(),
  latency,
})

export const ruleState = z.object({
  name: z.string(),
  file: z.string(),
  description: z.string().optional(),
  sql: z.string().optional(),
  /** Absent for a rule that only Basic Ingest reaches. */
  topic: z.string().optional(),
  enabled: z.boolean(),
  /** Why the document does not run, or runs in its previous version. */
  problem: z.string().optional(),
  counters: z
    .object({
      matched: z.number(),
      fired: z.number(),
      failed: z.number(),
      lost: z.number(),
      unsafe: z.number(),
    })
    .optional(),
  evaluation: latency.optional(),
  actions: z.array(actionState),
  errorAction: actionState.optional(),
})

export type RuleState = Readonly<z.output<typeof ruleState>>
export type ActionState = Readonly<z.output<typeof actionState>>

export function stateOf(rule: Rule, problem: string | undefined): RuleState {
  const { name, file, document, statement } = rule.loaded
  return {
    name,
    file,
    sql: document.sql,
    enabled: !document.ruleDisabled,
    counters: rule.counters(),
    evaluation: latencyOf(rule.evaluation),
    actions: rule.deliveries.map(actionStateOf),
    ...(document.description === undefined ? {} : { description: document.description }),
    ...(statement.from === undefined ? {} : { topic: statement.from }),
    ...(problem === undefined ? {} : { problem }),
    ...(rule.errorDelivery === undefined ? {} : { errorAction: actionStateOf(rule.errorDelivery) }),
  }
}

const actionStateOf = (delivery: Delivery): ActionState => ({
  kind: delivery.bound.kind,
  resource: delivery.bound.resource,
  available: delivery.bound.run !== undefined,
  ...delivery.counters(),
  latency: latencyOf(delivery.latency),
})

function latencyOf(histogram: Histogram): z.output<typeof latency> {
  const shares = [
    ['p50_ms', 0.5],
    ['p95_ms', 0.95],
    ['p99_ms', 0.99],
  ] as const
  const known = shares.flatMap(([name, share]) => {
    const value = histogram.percentile(share)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { count: histogram.count, ...Object.fromEntries(known) }
}
