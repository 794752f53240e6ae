// All that the hub counts, as figures.

import type { RuleState } from '../rules/rule-state.ts'
import type { Figure } from './figure.ts'
import { countersOf } from './figure.ts'
import type { Parts } from './parts.ts'

const gauge = (name: string, help: string, value: number, labels?: Figure['labels']): Figure => ({
  name,
  help,
  kind: 'gauge',
  value,
  ...(labels === undefined ? {} : { labels }),
})

export function figuresOf(parts: Parts): readonly Figure[] {
  const { live, lake, rules, broker, intake, objects, entry, clock, startedAt } = parts
  const { readers, ...liveCounts } = live.counters()
  const { clients, ...brokerCounts } = broker.counters
  return [
    gauge('pitwall_uptime_seconds', 'Since the hub started', (clock.now() - startedAt) / 1000),
    gauge('pitwall_broker_clients', 'Connected MQTT clients', clients),
    ...countersOf('broker', brokerCounts),
    ...countersOf('access', { ...entry.doorkeeper.counters, ...entry.limits.counters }),
    ...countersOf('rules', { ...rules.counters() }),
    ...rules.states().flatMap(ruleFigures),
    ...countersOf('aws_limits', { ...intake.limits() }),
    gauge('pitwall_live_readers', 'Open live pages', readers),
    ...countersOf('live', liveCounts),
    ...countersOf('search', { ...parts.search?.counters() }),
    ...countersOf('laps', { ...parts.lapCounters }),
    ...countersOf('lake', { ...lake.counters }),
    ...countersOf('objects', { ...objects.counters() }),
    ...rateFigures(parts),
  ]
}

function ruleFigures({ name, counters, evaluation, actions, errorAction }: RuleState): readonly Figure[] {
  const all =
    errorAction === undefined ? actions : [...actions, { ...errorAction, kind: `error:${errorAction.kind}` }]
  return [
    ...countersOf('rule', { ...counters }, { rule: name }),
    ...percentiles('pitwall_rule_evaluation_seconds', 'Evaluating the statement', evaluation, { rule: name }),
    ...all.flatMap(({ kind, resource, available: _, waiting, latency, ...counts }) => {
      const labels = { rule: name, action: kind, resource }
      return [
        ...countersOf('action', counts, labels),
        gauge('pitwall_action_waiting', 'Messages that wait for the destination', waiting, labels),
        ...percentiles('pitwall_action_seconds', 'Until the destination had the message', latency, labels),
      ]
    }),
  ]
}

function percentiles(
  name: string,
  help: string,
  latency: RuleState['evaluation'],
  labels: Readonly<Record<string, string>>,
): readonly Figure[] {
  const shares = [
    ['0.5', latency?.p50_ms],
    ['0.95', latency?.p95_ms],
    ['0.99', latency?.p99_ms],
  ] as const
  return shares.flatMap(([quantile, ms]) =>
    ms === undefined ? [] : [gauge(name, help, ms / 1000, { ...labels, quantile })],
  )
}

function rateFigures({ intake, clock }: Parts): readonly Figure[] {
  return [...intake.rates.byRig(clock.elapsed())].flatMap(([key, streams]) => {
    const [site = '', rig = ''] = key.split('/')
    return streams.flatMap(({ stream, per_s, bytes_per_s, total }): readonly Figure[] => {
      const labels = { site, rig, stream }
      return [
        gauge('pitwall_messages_per_second', 'Over the last 10 seconds', per_s, labels),
        gauge('pitwall_bytes_per_second', 'Over the last 10 seconds', bytes_per_s, labels),
        { name: 'pitwall_messages_total', help: 'Messages of a rig', kind: 'counter', value: total, labels },
      ]
    })
  })
}
