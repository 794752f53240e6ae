// Operators by precedence: OR, AND, NOT, comparison, sum, product, sign, then what follows a value.
import type { BinaryOperator, Expression } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { parsePrimary } from './primary-parser.ts'

/** One expression, from the token in hand. */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => parseOr(cursor))
}

type Parse = (cursor: Cursor) => Expression

const comparisons: Readonly<Record<string, BinaryOperator>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

function parseOr(cursor: Cursor): Expression {
  return parseWords(cursor, 'OR', parseAnd)
}

function parseAnd(cursor: Cursor): Expression {
  return parseWords(cursor, 'AND', parseNot)
}

function parseWords(cursor: Cursor, operator: 'AND' | 'OR', parse: Parse): Expression {
  const start = cursor.token.offset
  let left = parse(cursor)
  while (cursor.isWord(operator)) {
    const at = cursor.take().offset
    const right = parse(cursor)
    left = cursor.node(start, { kind: 'binary', operator, left, right, at }, left, right)
  }
  return left
}

function parseNot(cursor: Cursor): Expression {
  const start = cursor.token.offset
  if (!cursor.takeWord('NOT')) return parseComparison(cursor)
  const operand = cursor.nested(() => parseNot(cursor))
  return cursor.node(start, { kind: 'unary', operator: 'NOT', operand }, operand)
}

function parseComparison(cursor: Cursor): Expression {
  const start = cursor.token.offset
  let left = parseSum(cursor)
  for (;;) {
    const { token } = cursor
    const operator = token.kind === 'mark' ? comparisons[token.text] : undefined
    if (operator !== undefined) {
      cursor.take()
      const right = parseSum(cursor)
      const spelling = token.text === '==' || token.text === '!=' ? { spelling: token.text } : {}
      left = cursor.node(
        start,
        { kind: 'binary', operator, left, right, at: token.offset, ...spelling },
        left,
        right,
      )
    } else if (cursor.takeWord('IN')) {
      const right = parseCollection(cursor)
      left = cursor.node(
        start,
        { kind: 'binary', operator: 'IN', left, right, at: token.offset },
        left,
        right,
      )
    } else {
      const undocumented = parseUndocumented(cursor, start, left)
      if (undocumented === undefined) return left
      left = undocumented
    }
  }
}

/** What stands right of IN: an array, or the list in parentheses that AWS does not document. */
function parseCollection(cursor: Cursor): Expression {
  if (!cursor.isMark('(') || cursor.next().text.toUpperCase() === 'SELECT') return parseSum(cursor)
  const start = cursor.token.offset
  const { token, end } = cursor
  cursor.take()
  const items = [parseExpression(cursor)]
  while (cursor.takeMark(',')) items.push(parseExpression(cursor))
  if (items.length === 1 && items[0]?.kind !== 'literal') {
    cursor.moveTo(token.offset, end)
    return parseSum(cursor)
  }
  cursor.expectMark(')', '«,» or «)»')
  return cursor.node(start, { kind: 'array', items, spelling: 'list' }, ...items)
}

/** LIKE, BETWEEN and IS NULL: not in the reference of AWS, yet said to deploy. Lint names the documented spelling. */
function parseUndocumented(cursor: Cursor, start: number, value: Expression): Expression | undefined {
  if (cursor.takeWord('IS')) {
    const negated = cursor.takeWord('NOT')
    cursor.expectWord('NULL')
    return cursor.node(start, { kind: 'isNull', value, negated }, value)
  }
  const negated = cursor.isWord('NOT') && /^(like|between)$/i.test(cursor.next().text)
  if (negated) cursor.take()
  if (cursor.takeWord('LIKE')) {
    const pattern = parseSum(cursor)
    return cursor.node(start, { kind: 'like', value, pattern, negated }, value, pattern)
  }
  if (!cursor.takeWord('BETWEEN')) return undefined
  const low = parseSum(cursor)
  cursor.expectWord('AND')
  const high = parseSum(cursor)
  return cursor.node(start, { kind: 'between', value, low, high, negated }, value, low, high)
}

function parseSum(cursor: Cursor): Expression {
  return parseMarks(cursor, sums, parseProduct)
}

function parseProduct(cursor: Cursor): Expression {
  return parseMarks(cursor, products, parseSign)
}

const sums: ReadonlyMap<string, BinaryOperator> = new Map([
  ['+', '+'],
  ['-', '-'],
])
const products: ReadonlyMap<string, BinaryOperator> = new Map([
  ['*', '*'],
  ['/', '/'],
  ['%', '%'],
])

function parseMarks(
  cursor: Cursor,
  operators: ReadonlyMap<string, BinaryOperator>,
  parse: Parse,
): Expression {
  const start = cursor.token.offset
  let left = parse(cursor)
  for (;;) {
    const operator = cursor.token.kind === 'mark' ? operators.get(cursor.token.text) : undefined
    if (operator === undefined) return left
    const at = cursor.take().offset
    const right = parse(cursor)
    left = cursor.node(start, { kind: 'binary', operator, left, right, at }, left, right)
  }
}

function parseSign(cursor: Cursor): Expression {
  const start = cursor.token.offset
  if (!cursor.takeMark('-')) return parsePostfix(cursor)
  const operand = cursor.nested(() => parseSign(cursor))
  return cursor.node(start, { kind: 'unary', operator: '-', operand }, operand)
}

function parsePostfix(cursor: Cursor): Expression {
  const start = cursor.token.offset
  let of = parsePrimary(cursor)
  for (;;) {
    if (cursor.takeMark('.')) {
      if (cursor.takeMark('*')) {
        of = cursor.node(start, { kind: 'every', of }, of)
      } else {
        const { text } = cursor.expectKind('name', "a field name (others need get(object, 'name'))")
        of = cursor.node(start, { kind: 'member', of, name: text }, of)
      }
    } else if (cursor.takeMark('[')) {
      const index = parseExpression(cursor)
      cursor.expectMark(']')
      of = cursor.node(start, { kind: 'index', of, index }, of, index)
    } else return of
  }
}
