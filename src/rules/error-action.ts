// What AWS hands to the error action of a rule: one JSON object per rule and message, however many actions failed.
import type { Bound, Published } from './actions/action.ts'
import type { Output } from './output.ts'
import { basicIngestOf } from './topic-filter.ts'

export type Failure = {
  /** Absent when the statement itself failed. */
  readonly bound?: Bound
  readonly error: Error
}

/** [AWS IoT developer guide, error handling (error action)] */
export type ErrorReport = {
  readonly ruleName: string
  readonly topic: string
  readonly cloudwatchTraceId: string
  readonly clientId: string
  readonly base64OriginalPayload: string
  readonly failures: readonly {
    readonly failedAction: string
    readonly failedResource: string
    readonly errorMessage: string
  }[]
}

/** The report about one message, as the output that the error action gets. */
export function errorOutput(
  ruleName: string,
  { topic, payload, client }: Published,
  failures: readonly Failure[],
  traceId: string,
): Output {
  const report: ErrorReport = {
    ruleName,
    topic: basicIngestOf(topic)?.topic ?? topic,
    cloudwatchTraceId: traceId,
    clientId: client ?? 'N/A',
    base64OriginalPayload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString(
      'base64',
    ),
    failures: failures.map(({ bound, error }) => ({
      failedAction: bound === undefined ? 'RuleEvaluation' : `${capital(bound.kind)}Action`,
      failedResource: bound?.resource ?? ruleName,
      errorMessage: error.message,
    })),
  }
  const text = JSON.stringify(report)
  const value = {
    ...report,
    failures: report.failures.map(failure => ({ ...failure })),
  }
  return { value, text: () => text, bytes: () => Buffer.from(text) }
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
