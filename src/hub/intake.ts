// The way in: every message that a rig publishes is counted and handed to the rules, within the limits of AWS on demand.
import type { Message } from '../broker/link.ts'
import type { Clock } from '../model/clock.ts'
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
): Intake {
  const rates = new Rates()
  const limits = awsLimits ? limited(rules.ingest, clock, report) : undefined
  const next = limits?.ingest ?? rules.ingest
  return {
    rates,
    limits: () => limits?.counters(),
    take(message) {
      rates.note(message.topic, message.payload.byteLength, clock.elapsed())
      return next(message)
    },
  }
}
