// Words, names, numbers, strings and marks of a statement, read one at a time, because FROM switches to a topic filter.
import { SqlFault } from './fault.ts'

export type TokenKind = 'name' | 'variable' | 'number' | 'string' | 'mark' | 'end'

export type Token = {
  readonly kind: TokenKind
  /** A name as written, a variable without its @, a number's digits, a string's content, or the mark itself. */
  readonly text: string
  readonly offset: number
  readonly end: number
}

const space = /[ \t\r\n\f]*/y
const name = /[A-Za-z_][A-Za-z0-9_]*/y
const variable = /@([A-Za-z0-9_]*)/y
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const mark = /<>|!=|<=|>=|==|[-+*/%=<>(){}[\],.:]/y
const bareFilter = /[^\s'"(),]+/y

/** The token at or after `offset`; a fault names what cannot begin a token. */
export function tokenAt(text: string, offset: number): Token {
  const at = offset + lengthOf(space, text, offset)
  const first = text[at]
  if (first === undefined) return { kind: 'end', text: '', offset: at, end: at }
  if (first === "'" || first === '"') return stringAt(text, at, first)
  if (first === '@') return variableAt(text, at)
  for (const [kind, pattern] of shapes) {
    const length = lengthOf(pattern, text, at)
    if (length > 0) {
      const end = at + length
      if (kind === 'number') refuseGluedName(text, at, end)
      return { kind, text: text.slice(at, end), offset: at, end }
    }
  }
  const found = `«${String.fromCodePoint(text.codePointAt(at) ?? 0)}»`
  throw new SqlFault('syntax', { expected: 'a name, number, string or operator', found, text, offset: at })
}

/** The topic filter after FROM: quoted, or bare up to the next space as some AWS pages print it. */
export function topicFilterAt(text: string, offset: number): Token {
  const at = offset + lengthOf(space, text, offset)
  const first = text[at]
  if (first === "'" || first === '"') return stringAt(text, at, first)
  const length = lengthOf(bareFilter, text, at)
  const end = at + length
  return { kind: length === 0 ? 'end' : 'string', text: text.slice(at, end), offset: at, end }
}

/** How a token is named in a message. */
export function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end'
    case 'string':
      return `the string '${token.text}'`
    case 'variable':
      return `@${token.text}`
    case 'number':
      return `the number ${token.text}`
    case 'name':
    case 'mark':
      return `«${token.text}»`
  }
}

const shapes: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', name],
  ['number', number],
  ['mark', mark],
]

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

function stringAt(text: string, offset: number, quote: string): Token {
  let content = ''
  let from = offset + 1
  for (;;) {
    const close = text.indexOf(quote, from)
    if (close === -1) {
      throw new SqlFault('syntax', { expected: `a closing ${quote}`, found: 'the end', text, offset })
    }
    content += text.slice(from, close)
    if (text[close + 1] !== quote) return { kind: 'string', text: content, offset, end: close + 1 }
    content += quote
    from = close + 2
  }
}

function variableAt(text: string, offset: number): Token {
  variable.lastIndex = offset
  const written = variable.exec(text)?.[1] ?? ''
  if (written.length >= 1 && written.length <= 64) {
    return { kind: 'variable', text: written, offset, end: offset + 1 + written.length }
  }
  const found = written === '' ? 'nothing after @' : `${written.length} characters`
  throw new SqlFault('syntax', {
    expected: 'a variable of 1 to 64 letters, digits and _',
    found,
    text,
    offset,
  })
}

function refuseGluedName(text: string, offset: number, end: number): void {
  const glued = lengthOf(name, text, end)
  if (glued === 0) return
  const found = `«${text.slice(offset, end + glued)}»`
  const expected =
    "an operator or a space after the number (a field that starts with a digit needs get(object, 'name'))"
  throw new SqlFault('syntax', { expected, found, text, offset: end })
}
