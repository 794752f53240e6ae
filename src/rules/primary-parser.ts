// Literals, names, calls, CASE, and everything in brackets.

import { usesExternal } from './analysis.ts'
import { type CaseArm, type CastType, type Expression, type ObjectMember, partsOf } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { parseExpression } from './expression-parser.ts'
import { SqlFault } from './fault.ts'
import { functionNamed, nearestFunction } from './functions/table.ts'
import { numberOfDigits } from './number.ts'
import { parseSubselect } from './select-parser.ts'
import type { Value } from './value.ts'

/** A value without what may follow it. */
export function parsePrimary(cursor: Cursor): Expression {
  const { token } = cursor
  const start = token.offset
  switch (token.kind) {
    case 'number':
      cursor.take()
      return cursor.node(start, { kind: 'literal', value: numberOfDigits(token.text) })
    case 'string':
      cursor.take()
      return cursor.node(start, { kind: 'literal', value: token.text })
    case 'variable':
      return parseVariable(cursor)
    case 'name':
      return parseName(cursor)
    case 'mark':
      return parseBracketed(cursor)
    case 'end':
      return cursor.fail('an expression')
  }
}

const words: Readonly<Record<string, Value>> = { TRUE: true, FALSE: false, NULL: null }

function parseName(cursor: Cursor): Expression {
  const { text, offset } = cursor.token
  const word = text.toUpperCase()
  if (Object.hasOwn(words, word) && cursor.next().text !== '(') {
    cursor.take()
    return cursor.node(offset, { kind: 'literal', value: words[word] ?? null })
  }
  if (word === 'CASE') return parseCase(cursor)
  if (cursor.isReserved()) return cursor.fail('an expression')
  if (cursor.next().text !== '(' || cursor.next().kind !== 'mark') {
    cursor.take()
    return cursor.node(offset, { kind: 'field', name: text })
  }
  if (word === 'CAST') return parseCast(cursor)
  if (word === 'EXISTS') return parseExists(cursor)
  return parseCall(cursor)
}

function parseVariable(cursor: Cursor): Expression {
  const { text, offset } = cursor.take()
  const slot = cursor.variables.get(text)
  if (slot === undefined) cursor.fail('a variable that SET has given a value before', `@${text}`, offset)
  return cursor.node(offset, { kind: 'variable', name: text, slot })
}

function parseCall(cursor: Cursor): Expression {
  const { text, offset } = cursor.take()
  const fn = functionNamed(text)
  if (fn === undefined) {
    const near = nearestFunction(text)
    cursor.fail(
      `a function of AWS IoT SQL${near === undefined ? '' : `, such as ${near}()`}`,
      `${text}()`,
      offset,
    )
  }
  if (fn.since !== '2015-10-08') cursor.needSecondVersion(`${fn.name}()`, offset)
  cursor.expectMark('(')
  const args = cursor.isMark(')') ? [] : parseList(cursor, parseArgument)
  cursor.expectMark(')', '«,» or «)»')
  const otherwise = fn.special === 'guard' ? args[1] : undefined
  if (otherwise !== undefined && usesExternal(otherwise)) {
    cursor.fail('a default that calls no external function', 'one that does', otherwise.start)
  }
  return cursor.node(offset, { kind: 'call', fn, args }, ...args)
}

/** An argument may be a nested SELECT without parentheses of its own. */
function parseArgument(cursor: Cursor): Expression {
  return cursor.isWord('SELECT') ? parseSelect(cursor) : parseExpression(cursor)
}

function parseSelect(cursor: Cursor): Expression {
  const start = cursor.token.offset
  const select = cursor.nested(() => parseSubselect(cursor))
  return cursor.node(start, { kind: 'select', select }, ...partsOf(select))
}

function parseExists(cursor: Cursor): Expression {
  const start = cursor.take().offset
  cursor.expectMark('(')
  if (!cursor.isWord('SELECT')) cursor.fail('a nested SELECT')
  const select = cursor.nested(() => parseSubselect(cursor))
  cursor.expectMark(')')
  return cursor.node(start, { kind: 'exists', select }, ...partsOf(select))
}

const castTypes: Readonly<Record<string, readonly [CastType, isFirst: boolean]>> = {
  STRING: ['String', true],
  NVARCHAR: ['String', true],
  TEXT: ['String', true],
  NTEXT: ['String', true],
  VARCHAR: ['String', true],
  INT: ['Int', true],
  INTEGER: ['Int', true],
  DOUBLE: ['Double', true],
  DECIMAL: ['Decimal', false],
  BOOL: ['Boolean', false],
  BOOLEAN: ['Boolean', false],
}

function parseCast(cursor: Cursor): Expression {
  const start = cursor.take().offset
  cursor.expectMark('(')
  const value = parseArgument(cursor)
  cursor.expectWord('AS')
  const { text, offset } = cursor.expectKind('name', 'a type')
  const word = text.toUpperCase()
  const known = Object.hasOwn(castTypes, word) ? castTypes[word] : undefined
  if (known === undefined) cursor.fail(`a type: ${Object.keys(castTypes).join(', ')}`, `«${text}»`, offset)
  const [type, isFirst] = known
  if (!isFirst) cursor.needSecondVersion(`cast to ${text}`, offset)
  cursor.expectMark(')')
  return cursor.node(start, { kind: 'cast', value, type }, value)
}

function parseCase(cursor: Cursor): Expression {
  const start = cursor.take().offset
  if (cursor.isWord('WHEN')) cursor.fail('the value that CASE compares (WHEN takes values, not conditions)')
  const value = parseExpression(cursor)
  const arms: CaseArm[] = []
  while (cursor.takeWord('WHEN')) {
    const when = parseExpression(cursor)
    cursor.expectWord('THEN')
    arms.push({ when, result: parseExpression(cursor) })
  }
  if (arms.length === 0) cursor.fail('WHEN')
  const otherwise = cursor.takeWord('ELSE') ? parseExpression(cursor) : undefined
  if (!cursor.takeWord('END')) cursor.fail(otherwise === undefined ? 'WHEN, ELSE or END' : 'END')
  const children = [value, otherwise, ...arms.flatMap(({ when, result }) => [when, result])]
  return cursor.node(start, { kind: 'case', value, arms, ...(otherwise && { otherwise }) }, ...children)
}

function parseBracketed(cursor: Cursor): Expression {
  const start = cursor.token.offset
  switch (cursor.token.text) {
    case '*':
      cursor.take()
      return cursor.node(start, { kind: 'star' })
    case '(':
      return parseParentheses(cursor)
    case '[':
      return parseArray(cursor)
    case '{':
      return parseObject(cursor)
    default:
      return cursor.fail('an expression')
  }
}

function parseParentheses(cursor: Cursor): Expression {
  cursor.take()
  const inner = parseArgument(cursor)
  cursor.expectMark(')')
  return inner
}

function parseArray(cursor: Cursor): Expression {
  cursor.needSecondVersion('an array literal')
  const start = cursor.take().offset
  const items = cursor.isMark(']') ? [] : parseList(cursor, parseArgument)
  cursor.expectMark(']', '«,» or «]»')
  return cursor.node(start, { kind: 'array', items }, ...items)
}

function parseObject(cursor: Cursor): Expression {
  cursor.needSecondVersion('an object literal')
  const start = cursor.take().offset
  const members = cursor.isMark('}') ? [] : parseList(cursor, parseMember)
  cursor.expectMark('}', '«,» or «}»')
  refuseRepeatedKeys(cursor, members)
  return cursor.node(start, { kind: 'object', members }, ...members.map(({ value }) => value))
}

function parseMember(cursor: Cursor): ObjectMember {
  const { text } = cursor.expectKind('string', 'a key in quotes')
  cursor.expectMark(':')
  return { key: text, value: parseArgument(cursor) }
}

function refuseRepeatedKeys(cursor: Cursor, members: readonly ObjectMember[]): void {
  const seen = new Set<string>()
  for (const { key, value } of members) {
    if (!seen.has(key)) seen.add(key)
    else {
      const detail = {
        expected: 'every key once',
        found: `'${key}' again`,
        text: cursor.text,
        offset: value.start,
      }
      throw new SqlFault('syntax', detail)
    }
  }
}

function parseList<T>(cursor: Cursor, parse: (cursor: Cursor) => T): readonly T[] {
  const items = [parse(cursor)]
  while (cursor.takeMark(',')) items.push(parse(cursor))
  return items
}
