// Why a rule fired or did not: every part of a statement with its value for one message.
import { childrenOf, type Expression } from './ast.ts'
import { compileExpression } from './compile.ts'
import { SqlFault } from './fault.ts'
import type { Frame } from './frame.ts'
import type { Message } from './message.ts'
import type { Statement } from './statement.ts'
import { jsonText } from './value.ts'

export type Explanation = {
  /** Where the part stands: `SET @name`, `WHERE`, or `SELECT` with the name of the item. */
  readonly clause: string
  readonly part: ExplainedPart
}

export type ExplainedPart = {
  /** As written. */
  readonly text: string
  /** JSON, `Undefined`, or why there is none. */
  readonly value: string
  /** The operands, of which literals are left out; of a path only those that say where it breaks off. */
  readonly parts: readonly ExplainedPart[]
}

/** Variables, then WHERE, then what SELECT names, in the order in which a message meets them. */
export function explain(statement: Statement, message: Message): readonly Explanation[] {
  const frame = statement.frameFor(message)
  const { text, variables, projection, where } = statement.node
  const partOf = (node: Expression) => explainPart(node, statement, frame)
  const items =
    projection.kind === 'value'
      ? [{ clause: 'SELECT VALUE', part: partOf(projection.item) }]
      : projection.items.map(({ value, alias, start, end }) => ({
          clause: `SELECT ${alias?.join('.') ?? text.slice(start, end)}`,
          part: partOf(value),
        }))
  return [
    ...variables.map(({ name, value }) => ({ clause: `SET @${name}`, part: partOf(value) })),
    ...(where === undefined ? [] : [{ clause: 'WHERE', part: partOf(where) }]),
    ...items,
  ]
}

/** One part per line, indented under the one that it belongs to. */
export function explanationText(explanations: readonly Explanation[]): string {
  return explanations.flatMap(({ clause, part }) => [clause, ...linesOf(part, 1)]).join('\n')
}

const longest = 120

function linesOf({ text, value, parts }: ExplainedPart, depth: number): readonly string[] {
  const shown = value.length > longest ? `${value.slice(0, longest)}…` : value
  const line = `${'  '.repeat(depth)}${text.replace(/\s+/g, ' ')} → ${shown}`
  return [line, ...parts.flatMap(part => linesOf(part, depth + 1))]
}

function explainPart(node: Expression, statement: Statement, frame: Frame): ExplainedPart {
  const { text } = statement.node
  const value = valueText(node, statement, frame)
  const isWhole = node.kind === 'select' || node.kind === 'exists' || (isPath(node) && value !== 'Undefined')
  const below = isWhole ? [] : childrenOf(node).filter(({ kind }) => kind !== 'literal')
  return {
    text: text.slice(node.start, node.end),
    value,
    parts: below.map(child => explainPart(child, statement, frame)),
  }
}

function isPath({ kind }: Expression): boolean {
  return kind === 'member' || kind === 'index' || kind === 'every'
}

function valueText(node: Expression, { version }: Statement, frame: Frame): string {
  try {
    const value = compileExpression(node, { version, aliases: [] })(frame)
    return value === undefined ? 'Undefined' : jsonText(value)
  } catch (error) {
    if (error instanceof SqlFault) return `failed: ${error.message}`
    throw error
  }
}
