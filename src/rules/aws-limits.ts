// The limits that AWS IoT Core puts on publishers, switched on where what runs here must deploy there.
// Source: AWS General Reference, AWS IoT Core quotas, message broker and protocol limits.
import type { Clock } from '../model/clock.ts'
import { millis } from '../units/quantity.ts'
import type { Published } from './actions/action.ts'
import { RuleFault } from './rule-fault.ts'
import { basicIngestOf } from './topic-filter.ts'

export const awsLimits = {
  payload_bytes: 128 * 1024,
  topic_bytes: 256,
  topic_slashes: 7,
  /** Of one connection; what goes beyond is discarded. */
  publishes_per_s: 100,
  /** Of one connection; what goes beyond is delayed. */
  bytes_per_s: 512 * 1024,
} as const

export type LimitCounters = {
  readonly oversized: number
  readonly bad_topics: number
  readonly discarded: number
  readonly delayed: number
}

type Ingest = (message: Published) => Promise<void> | undefined

export type Limited = { readonly ingest: Ingest; readonly counters: () => LimitCounters }

/** Connections whose budget is remembered. */
const mostClients = 5000
/** A publisher that is so far behind its bytes is not waited for. */
const longestDelay_ms = 30_000

type Budget = { publishes: number; bytes: number; at: number; tail: Promise<unknown> | undefined }

/**
 * Puts the limits in front of `ingest`. What AWS would never take is passed over and counted; a publish above the rate
 * is refused, so that it is not acknowledged; bytes above the rate are delayed, in order.
 */
export function limited(
  ingest: Ingest,
  clock: Clock,
  report: (text: string) => void = () => undefined,
): Limited {
  const count = { oversized: 0, bad_topics: 0, discarded: 0, delayed: 0 }
  const budgets = new Map<string, Budget>()

  function budgetOf(client: string): Budget {
    const now = clock.elapsed()
    const full = {
      publishes: awsLimits.publishes_per_s,
      bytes: awsLimits.bytes_per_s,
      at: now,
      tail: undefined,
    }
    const budget = budgets.get(client) ?? full
    const passed_s = (now - budget.at) / 1000
    budget.at = now
    budget.publishes = Math.min(budget.publishes + passed_s * awsLimits.publishes_per_s, full.publishes)
    budget.bytes = Math.min(budget.bytes + passed_s * awsLimits.bytes_per_s, full.bytes)
    budgets.delete(client)
    budgets.set(client, budget)
    for (const oldest of budgets.keys()) {
      if (budgets.size <= mostClients) break
      budgets.delete(oldest)
    }
    return budget
  }

  return {
    counters: () => ({ ...count }),
    ingest(message) {
      const { topic, payload, client } = message
      if (payload.byteLength > awsLimits.payload_bytes) {
        count.oversized += 1
        report(`${topic}: AWS takes ${awsLimits.payload_bytes} bytes, found ${payload.byteLength}`)
        return undefined
      }
      const problem = topicProblem(topic)
      if (problem !== undefined) {
        count.bad_topics += 1
        report(`${topic}: ${problem}`)
        return undefined
      }
      // What this host itself publishes is on no connection.
      if (client === undefined) return ingest(message)
      const budget = budgetOf(client)
      if (budget.publishes < 1) {
        count.discarded += 1
        throw new RuleFault(
          'limit',
          `${client} publishes more than ${awsLimits.publishes_per_s} messages a second`,
        )
      }
      budget.publishes -= 1
      budget.bytes -= payload.byteLength
      const wait_ms = Math.max(0, (-budget.bytes / awsLimits.bytes_per_s) * 1000)
      if (wait_ms === 0 && budget.tail === undefined) return ingest(message)
      if (wait_ms > longestDelay_ms) {
        budget.bytes += payload.byteLength
        count.discarded += 1
        throw new RuleFault('limit', `${client} sends more than ${awsLimits.bytes_per_s} bytes a second`)
      }
      count.delayed += 1
      return queued(budget, clock.elapsed() + wait_ms, () => ingest(message))
    },
  }

  async function queued(budget: Budget, due: number, take: () => Promise<void> | undefined): Promise<void> {
    const before = budget.tail
    const released = waitFor(before, due)
    budget.tail = released
    await released
    if (budget.tail === released) budget.tail = undefined
    await take()
  }

  async function waitFor(before: Promise<unknown> | undefined, due: number): Promise<void> {
    await before
    const left = due - clock.elapsed()
    if (left > 0) await new Promise<void>(resolve => clock.after(millis(left), resolve))
  }
}

/** Why AWS refuses a topic; a Basic Ingest prefix does not count. */
export function topicProblem(topic: string): string | undefined {
  const counted = basicIngestOf(topic)?.topic ?? topic
  const bytes = Buffer.byteLength(counted)
  if (bytes > awsLimits.topic_bytes)
    return `AWS takes topics of ${awsLimits.topic_bytes} bytes, found ${bytes}`
  const slashes = counted.split('/').length - 1
  if (slashes > awsLimits.topic_slashes)
    return `AWS takes topics with ${awsLimits.topic_slashes} slashes, found ${slashes}`
  return undefined
}
