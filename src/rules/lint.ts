// What a rule document would meet on AWS, or on its way there: found before it is deployed.

import { actionByKind } from './actions/catalogue.ts'
import { awsLimits, topicProblem } from './aws-limits.ts'
import { type Loaded, type LoadedRule, nameIn } from './rule-document.ts'

import { lintStatement, type StatementCode } from './statement-lint.ts'

export type Finding = {
  readonly rule: string
  /** `error`: AWS refuses it, or it cannot run. `warning`: it runs otherwise than it reads. `note`: good to know. */
  readonly severity: 'error' | 'warning' | 'note'
  readonly code: LintCode | StatementCode
  readonly message: string
  /** What to write instead. */
  readonly advice?: string
}

export const lintCodes = {
  broken: 'the document cannot run at all',
  'no-version': 'awsIotSqlVersion is left out',
  'no-topic': 'the statement has no FROM',
  'deep-topic': 'the topic filter has more levels than a topic may have',
  'no-error-action': 'nobody is told when an action fails',
  'not-here': 'an action does nothing on this host',
  'random-id': 'an id is made by chance',
  'one-object': 'every message overwrites the same object',
  'feeds-itself': 'a rule publishes on a topic that it listens to',
  'large-document': 'the document is larger than AWS takes',
} as const
export type LintCode = keyof typeof lintCodes

/** What only the limits of IoT Core are against: it runs here, and would not there. */
export const limitCodes = ['deep-topic', 'large-document'] as const satisfies readonly LintCode[]

/** Findings about all rules, the gravest first; empty when they would run on AWS as they do here. */
export function lintRules(loaded: readonly Loaded[]): readonly Finding[] {
  const found = loaded.flatMap(one =>
    one.ok
      ? lintRule(one.rule)
      : [
          {
            rule: nameIn(one),
            severity: 'error' as const,
            code: 'broken' as const,
            message: one.broken.problem,
          },
        ],
  )
  const order = ['error', 'warning', 'note']
  return found.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
}

export function lintRule(rule: LoadedRule): readonly Finding[] {
  return checks.flatMap(check => check(rule).map(finding => ({ rule: rule.name, ...finding })))
}

type Check = (rule: LoadedRule) => readonly Omit<Finding, 'rule'>[]

const mostDocumentBytes = 128 * 1024

/** The members of an action, whatever its kind. */
const parametersOf = (action: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const [parameters] = Object.values(action)
  return typeof parameters === 'object' && parameters !== null ? { ...parameters } : {}
}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const checks: readonly Check[] = [
  ({ document }) =>
    document.awsIotSqlVersion === '2016-03-23'
      ? []
      : [
          {
            severity: 'warning',
            code: 'no-version',
            message: `the statement is read as version ${document.awsIotSqlVersion}`,
            advice: '"awsIotSqlVersion": "2016-03-23"',
          },
        ],
  ({ statement, name }) =>
    statement.from === undefined
      ? [
          {
            severity: 'note',
            code: 'no-topic',
            message: `only Basic Ingest reaches it: $aws/rules/${name}/…`,
          },
        ]
      : topicFindings(statement.from),
  ({ document }) =>
    document.errorAction === undefined &&
    document.actions.some(action => actionByKind.get(kindOf(action))?.keeps)
      ? [
          {
            severity: 'warning',
            code: 'no-error-action',
            message: 'a message that an action cannot take is lost in silence',
            advice: 'an "errorAction", for example an s3 action',
          },
        ]
      : [],
  ({ document }) =>
    document.actions
      .filter(action => !actionByKind.has(kindOf(action)))
      .map(action => ({
        severity: 'note',
        code: 'not-here',
        message: `${kindOf(action)} works on AWS, and does nothing here`,
      })),
  ({ document }) =>
    document.actions.flatMap(action =>
      ['id', 'hashKeyValue', 'rangeKeyValue', 'partitionKey']
        .filter(member => /newuuid|rand\s*\(/i.test(textOf(parametersOf(action)[member])))
        .map(member => ({
          severity: 'warning' as const,
          code: 'random-id' as const,
          message: `${kindOf(action)}.${member} differs at every attempt, so a message that comes twice is stored twice`,
          advice: 'an id that the rig makes, such as ${lap_id}',
        })),
    ),
  ({ document }) =>
    document.actions
      .filter(action => kindOf(action) === 's3' && !textOf(parametersOf(action)['key']).includes('${'))
      .map(() => ({
        severity: 'warning',
        code: 'one-object',
        message: 's3.key is the same for every message, and only the last one stays',
        advice: 'a key with ${timestamp()} or an id in it',
      })),
  ({ document, statement }) =>
    document.actions.flatMap(action => {
      const topic = textOf(parametersOf(action)['topic'])
      if (kindOf(action) !== 'republish' || topic.includes('${') || !statement.matches(topic)) return []
      if (statement.from === undefined) return []
      return [
        {
          severity: 'error' as const,
          code: 'feeds-itself' as const,
          message: `it publishes on ${topic}, which it listens to: on AWS this goes on, and is paid for, for ever`,
          advice: 'a topic outside of its FROM',
        },
      ]
    }),
  ({ statement }) =>
    lintStatement(statement).map(({ code, position, text, message, safe }) => ({
      severity: code === 'undocumented' || code === 'overused' ? 'error' : 'warning',
      code,
      message: `sql: line ${position.line}, column ${position.column}: ${text}: ${message}`,
      advice: safe,
    })),
  ({ document }) => {
    const bytes = Buffer.byteLength(JSON.stringify(document))
    if (bytes <= mostDocumentBytes) return []
    const message = `AWS takes documents of ${mostDocumentBytes} bytes, found ${bytes}`
    return [{ severity: 'error', code: 'large-document', message }]
  },
]

const kindOf = (action: Readonly<Record<string, unknown>>): string => Object.keys(action)[0] ?? ''

function topicFindings(filter: string): readonly Omit<Finding, 'rule'>[] {
  const problem = topicProblem(filter)
  if (problem === undefined) return []
  return [
    {
      severity: 'error',
      code: 'deep-topic',
      message: `${filter}: ${problem}`,
      advice: `at most ${awsLimits.topic_slashes} slashes`,
    },
  ]
}
