// The way in: every message that a rig publishes is counted and handed to the rules, within the limits of AWS on demand.
import type { Message } from '../broker/link.ts'
import type { Clock } from '../model/clock.ts'
import { isWantedTopic } from '../model/live-wanted.ts'
import { type LimitCounters, limited } from '../rules/aws-limits.ts'
import type { Rules } from '../rules/runtime.ts'
import { Rates } from './rates.ts'

export type Intake = {
  /** Resolves when the message is safe; rejects when it is not and should come again. */
  readonly take: (message: Message) => Promise<void> | undefined
  readonly rates: Rates
  /** Undefined unless the limits of AWS are on. */
  readonly limits: () => LimitCounters | undefined
}

export function openIntake(
  rules: Rules,
  clock: Clock,
  awsLimits: boolean,
  report: (text: string) => void,
  /** A pause between two messages on a topic that is none, in ms. */
  usual_ms: (topic: string) => number = () => 0,
): Intake {
  const rates = new Rates()
  const limits = awsLimits ? limited(rules.ingest, clock, report) : undefined
  const next = limits?.ingest ?? rules.ingest
  return {
    rates,
    limits: () => limits?.counters(),
    take(message) {
      // The hub's own words to rigs come by here as well.
      if (isWantedTopic(message.topic)) return undefined
      const { topic, payload } = message
      rates.note(topic, payload.byteLength, clock.elapsed(), usual_ms(topic))
      return next(message)
    },
  }
}
