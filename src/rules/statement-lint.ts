// What a statement leaves to chance: where the documentation of AWS is silent or contradicts itself, with the spelling
// on which all agree. A statement without warnings gives the same result here and there.
import { isExternalCall, overusedFunction, passesBytes, readsContent } from './analysis.ts'
import { descendantsOf, type Expression, type Item, type Span } from './ast.ts'
import { defaultName } from './compile-select.ts'
import { lintExpression } from './expression-lint.ts'
import { type Position, positionIn } from './fault.ts'
import type { Statement } from './statement.ts'

export const statementCodes = {
  'whole-division': 'whether Int by Int gives an Int is disputed',
  'cast-to-int': 'whether a negative number is rounded down or cut is disputed',
  bitnot: 'what bitnot() gives is disputed',
  'concat-of-one': 'whether concat() of one value makes a string of it is disputed',
  'missing-operand': 'whether Undefined wins over true and false is disputed',
  'unnamed-item': 'the key of an item without AS is not documented',
  'not-json': 'what a payload that is no JSON gives is not documented',
  undocumented: 'the reference of AWS does not have this spelling',
  arity: 'the wrong number of arguments gives Undefined',
  overused: 'AWS ends a rule that calls this function more often',
} as const

export type StatementCode = keyof typeof statementCodes

export type StatementWarning = {
  readonly code: StatementCode
  readonly position: Position
  /** The part of the statement that is meant. */
  readonly text: string
  readonly message: string
  /** What to write instead. */
  readonly safe: string
}

/** A finding within the text of a statement. */
export type Finding = { readonly code: StatementCode; readonly at: Span; readonly safe: string }

/** All warnings of a statement in the order of its text; none means that no two readings of the documentation differ. */
export function lintStatement({ node }: Statement): readonly StatementWarning[] {
  const { text, variables, projection, where } = node
  const items = projection.kind === 'items' ? projection.items : []
  const values = projection.kind === 'value' ? [projection.item] : items.map(({ value }) => value)
  const findings = [
    ...variables.flatMap(({ value }) => lintExpression(value, text, false)),
    ...values.flatMap(value => lintExpression(value, text, false)),
    ...(where === undefined ? [] : lintExpression(where, text, true)),
    ...items.flatMap(item => lintName(item, text)),
    ...(passesBytes(projection) ? [] : lintContent(values, where, text)),
    ...lintCalls(
      [...variables.map(({ value }) => value), ...values, ...(where ? [where] : [])],
      overusedFunction(node),
    ),
  ]
  return findings
    .toSorted((left, right) => left.at.start - right.at.start)
    .map(({ code, at, safe }) => ({
      code,
      position: positionIn(text, at.start),
      text: text.slice(at.start, at.end),
      message: statementCodes[code],
      safe,
    }))
}

const named: ReadonlySet<Expression['kind']> = new Set(['field', 'star', 'object'])

function lintName(item: Item, text: string): readonly Finding[] {
  if (item.alias !== undefined || named.has(item.value.kind)) return []
  if (item.value.kind === 'every') {
    return [{ code: 'undocumented', at: item, safe: 'name each member with AS' }]
  }
  const written = text.slice(item.start, item.end)
  const name = defaultName(item, text)
  const alias = /^[A-Za-z_]\w*$/.test(name) ? name : 'name'
  return [{ code: 'unnamed-item', at: item, safe: `${written} AS ${alias}` }]
}

/** Peers either let a statement on fields fire for a payload that is no JSON, with {}, or not; a WHERE on one settles it. */
function lintContent(
  values: readonly Expression[],
  where: Expression | undefined,
  text: string,
): readonly Finding[] {
  const value = values.find(readsContent)
  if (value === undefined || (where !== undefined && readsContent(where))) return []
  const path = [...descendantsOf(value)].find(({ kind }) => kind === 'field')
  const field = path === undefined ? 'field' : text.slice(path.start, path.end)
  const test = `NOT isUndefined(${field})`
  return [{ code: 'not-json', at: value, safe: where === undefined ? `WHERE ${test}` : `AND ${test}` }]
}

function lintCalls(roots: readonly Expression[], overused: string | undefined): readonly Finding[] {
  if (overused === undefined) return []
  const calls = roots.flatMap(root => [...descendantsOf(root)].filter(isExternalCall))
  const last = calls.findLast(call => call.kind === 'call' && call.fn.name === overused)
  return last === undefined
    ? []
    : [{ code: 'overused', at: last, safe: `SET @once = ${overused}(…), and use @once` }]
}
