// A rule that runs elsewhere, as lists show it: its document, and nothing counted.
import type { Bound } from './actions/action.ts'
import type { LoadedRule } from './rule-document.ts'
import type { ActionState, RuleState } from './rule-state.ts'

export const asWritten = ({
  name,
  file,
  document,
  statement,
  actions,
  errorAction,
}: LoadedRule): RuleState => ({
  name,
  file,
  sql: document.sql,
  enabled: !document.ruleDisabled,
  actions: actions.map(actionOf),
  ...(document.description === undefined ? {} : { description: document.description }),
  ...(statement.from === undefined ? {} : { topic: statement.from }),
  ...(errorAction === undefined ? {} : { errorAction: actionOf(errorAction) }),
})

const actionOf = ({ kind, resource }: Bound): ActionState => ({
  kind,
  resource,
  available: true,
  delivered: 0,
  failed: 0,
  retried: 0,
  crowded: 0,
  skipped: 0,
  waiting: 0,
  latency: { count: 0 },
})
