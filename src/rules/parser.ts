// The statement: SET, SELECT, FROM, WHERE.
import type { Assignment, Expression, StatementNode } from './ast.ts'
import { Cursor } from './cursor.ts'
import { parseExpression } from './expression-parser.ts'
import { SqlFault } from './fault.ts'
import { topicFilterAt } from './lexer.ts'
import { parseProjection } from './select-parser.ts'
import { refuseFilter } from './topic-filter.ts'
import type { SqlVersion } from './version.ts'

/** AWS bounds the whole rule document at this many bytes. */
const maxLength = 128 * 1024
const maxVariables = 10

/** A statement as AWS would accept it; throws the `SqlFault` with which AWS would refuse it. */
export function parseStatement(text: string, version: SqlVersion): StatementNode {
  if (text.length > maxLength) {
    const detail = { expected: `a statement of at most ${maxLength} characters`, found: `${text.length}` }
    throw new SqlFault('limit', detail)
  }
  const cursor = new Cursor(text, version)
  const variables = cursor.isWord('SET') ? parseAssignments(cursor) : []
  if (!cursor.takeWord('SELECT')) cursor.fail(variables.length > 0 ? '«,» or SELECT' : 'SELECT or SET')
  const projection = parseProjection(cursor)
  const from = cursor.isWord('FROM') ? parseFrom(cursor) : undefined
  const where = cursor.takeWord('WHERE') ? parseExpression(cursor) : undefined
  if (cursor.token.kind !== 'end') refuseRest(cursor, from, where)
  return { text, variables, projection, ...(from !== undefined && { from }), ...(where && { where }) }
}

/** One expression inside a longer text, as between the braces of a substitution template. */
export function parseEmbedded(
  text: string,
  version: SqlVersion,
  offset: number,
  variables: ReadonlyMap<string, number>,
): { readonly expression: Expression; readonly end: number } {
  const cursor = new Cursor(text, version, offset, variables)
  const expression = parseExpression(cursor)
  if (!cursor.isMark('}')) cursor.fail('«}» after the expression')
  return { expression, end: cursor.token.end }
}

/** Slots of the variables of a statement, by name. */
export function slotsOf(variables: readonly Assignment[]): ReadonlyMap<string, number> {
  return new Map(variables.map(({ name }, slot) => [name, slot]))
}

function parseAssignments(cursor: Cursor): readonly Assignment[] {
  cursor.needSecondVersion('SET')
  cursor.take()
  const assignments: Assignment[] = []
  do {
    const { text: name, offset: start } = cursor.expectKind('variable', 'a variable, such as @name')
    if (cursor.variables.has(name)) cursor.fail('a variable that has no value yet', `@${name} again`, start)
    if (assignments.length === maxVariables)
      cursor.fail(`at most ${maxVariables} variables`, 'one more', start)
    cursor.expectMark('=')
    const value = parseExpression(cursor)
    assignments.push({ start, end: cursor.end, name, value })
    cursor.variables.set(name, assignments.length - 1)
  } while (cursor.takeMark(','))
  return assignments
}

function parseFrom(cursor: Cursor): string {
  const token = topicFilterAt(cursor.text, cursor.token.end)
  if (token.kind === 'end') cursor.fail('a topic filter in quotes', 'none', token.offset)
  const wrong = refuseFilter(token.text)
  if (wrong !== undefined) cursor.fail('a topic filter', wrong, token.offset)
  cursor.moveTo(token.end)
  return token.text
}

function refuseRest(cursor: Cursor, from: string | undefined, where: Expression | undefined): never {
  if (cursor.isWord('SET')) cursor.fail('the end, as SET stands before SELECT')
  if (where !== undefined) cursor.fail('an operator or the end')
  return cursor.fail(from === undefined ? '«,», AS, FROM, WHERE or the end' : 'WHERE or the end')
}
