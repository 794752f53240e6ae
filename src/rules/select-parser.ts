// What SELECT asks for, and the nested SELECT whose FROM is an expression.
import type { Item, Projection, Subselect } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { parseExpression } from './expression-parser.ts'
import { SqlFault } from './fault.ts'

/** From the token after SELECT up to FROM, WHERE or the end. */
export function parseProjection(cursor: Cursor): Projection {
  if (!cursor.isWord('VALUE') || !mayBeginExpression(cursor)) return parseItems(cursor)
  const { offset } = cursor.token
  const { end } = cursor
  cursor.take()
  if (!isAmbiguous(cursor)) return parseValue(cursor)
  // `value - 5` subtracts from a field of that name, unless what follows reads as a value on its own.
  try {
    return parseValue(cursor)
  } catch (error) {
    if (!(error instanceof SqlFault)) throw error
    cursor.moveTo(offset, end)
    return parseItems(cursor)
  }
}

/** A nested SELECT, from its first word to the end of its last clause. */
export function parseSubselect(cursor: Cursor): Subselect {
  cursor.needSecondVersion('a nested SELECT')
  const start = cursor.token.offset
  cursor.expectWord('SELECT')
  const projection = parseProjection(cursor)
  cursor.expectWord('FROM')
  const from = parseExpression(cursor)
  const alias = cursor.takeWord('AS') ? cursor.expectKind('name', 'a name for the element').text : undefined
  const where = cursor.takeWord('WHERE') ? parseExpression(cursor) : undefined
  return {
    start,
    end: cursor.end,
    projection,
    from,
    ...(alias !== undefined && { alias }),
    ...(where !== undefined && { where }),
  }
}

function parseItems(cursor: Cursor): Projection {
  const items = [parseItem(cursor)]
  while (cursor.takeMark(',')) items.push(parseItem(cursor))
  return { kind: 'items', items }
}

function parseItem(cursor: Cursor): Item {
  const start = cursor.token.offset
  const value = parseExpression(cursor)
  const alias = cursor.takeWord('AS') ? parseAlias(cursor) : undefined
  return { start, end: cursor.end, value, ...(alias !== undefined && { alias }) }
}

function parseAlias(cursor: Cursor): readonly string[] {
  const names = [cursor.expectKind('name', 'a name after AS').text]
  while (cursor.takeMark('.')) names.push(cursor.expectKind('name', 'a name after the point').text)
  return names
}

function parseValue(cursor: Cursor): Projection {
  const item = parseExpression(cursor)
  if (cursor.isMark(',')) cursor.fail('FROM, as VALUE takes one expression')
  if (cursor.isWord('AS')) cursor.fail('FROM, as VALUE has no name')
  return { kind: 'value', item }
}

/** Whether the token after VALUE can begin an expression, so that VALUE is the keyword and not a field. */
function mayBeginExpression(cursor: Cursor): boolean {
  const { kind, text } = cursor.next()
  if (kind === 'end') return false
  if (kind === 'name') return !/^(FROM|AS|WHERE|AND|OR|IN|IS|LIKE|BETWEEN)$/i.test(text)
  return kind !== 'mark' || ['(', '[', '{', '*', '-'].includes(text)
}

function isAmbiguous(cursor: Cursor): boolean {
  return cursor.token.kind === 'mark' && ['[', '*', '-'].includes(cursor.token.text)
}
