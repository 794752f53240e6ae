// Where a parser stands in a statement: the token in hand, the version that decides what is allowed, and the bounds.
import type { Expression, ExpressionShape } from './ast.ts'
import { SqlFault } from './fault.ts'
import { describe, type Token, type TokenKind, tokenAt } from './lexer.ts'
import type { SqlVersion } from './version.ts'

/** Words that cannot be the name of a field where an expression begins. */
const reserved = new Set('SELECT FROM WHERE AS AND OR NOT IN CASE WHEN THEN ELSE END'.split(' '))

/** Parentheses, arrays, objects, CASEs and nested SELECTs within one another. */
const maxNesting = 100
/** Height of a tree of operators, so that a chain of them cannot exhaust the stack. */
const maxDepth = 600

export class Cursor {
  readonly text: string
  readonly version: SqlVersion
  /** Slots of the SET variables that may be used from here on. */
  readonly variables: Map<string, number>
  token: Token
  /** End of the token before the one in hand. */
  end: number
  #nesting = 0

  constructor(
    text: string,
    version: SqlVersion,
    offset = 0,
    variables: ReadonlyMap<string, number> = new Map(),
  ) {
    this.text = text
    this.version = version
    this.variables = new Map(variables)
    this.token = tokenAt(text, offset)
    this.end = offset
  }

  get isFirstVersion(): boolean {
    return this.version === '2015-10-08'
  }

  /** Takes the token in hand, whatever it is. */
  take(): Token {
    const { token } = this
    this.end = token.end
    this.token = tokenAt(this.text, token.end)
    return token
  }

  /** Puts the cursor elsewhere; for what the lexer reads in another way, and for a second try. */
  moveTo(offset: number, end = offset): void {
    this.token = tokenAt(this.text, offset)
    this.end = end
  }

  /** The token after the one in hand. */
  next(): Token {
    return tokenAt(this.text, this.token.end)
  }

  isWord(word: string): boolean {
    return this.token.kind === 'name' && this.token.text.toUpperCase() === word
  }

  isReserved(): boolean {
    return this.token.kind === 'name' && reserved.has(this.token.text.toUpperCase())
  }

  isMark(mark: string): boolean {
    return this.token.kind === 'mark' && this.token.text === mark
  }

  takeWord(word: string): boolean {
    const is = this.isWord(word)
    if (is) this.take()
    return is
  }

  takeMark(mark: string): boolean {
    const is = this.isMark(mark)
    if (is) this.take()
    return is
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) this.fail(word)
  }

  expectMark(mark: string, expected = `«${mark}»`): void {
    if (!this.takeMark(mark)) this.fail(expected)
  }

  expectKind(kind: TokenKind, expected: string): Token {
    return this.token.kind === kind ? this.take() : this.fail(expected)
  }

  fail(expected: string, found = describe(this.token), offset = this.token.offset): never {
    throw new SqlFault('syntax', { expected, found, text: this.text, offset })
  }

  /** Refuses what 2015-10-08 does not have. */
  needSecondVersion(what: string, offset = this.token.offset): void {
    if (!this.isFirstVersion) return
    const expected = "awsIotSqlVersion '2016-03-23'"
    throw new SqlFault('version', {
      expected,
      found: `${what} in a rule of 2015-10-08`,
      text: this.text,
      offset,
    })
  }

  /** Runs a part of the parser one level deeper. */
  nested<T>(parse: () => T): T {
    this.#nesting += 1
    if (this.#nesting > maxNesting) this.#refuse(`at most ${maxNesting} levels of nesting`)
    const result = parse()
    this.#nesting -= 1
    return result
  }

  /** A node from `start` to the end of the last token taken. */
  node<Shape extends ExpressionShape>(
    start: number,
    shape: Shape,
    ...children: readonly (Expression | undefined)[]
  ): Shape & { start: number; end: number; depth: number } {
    const depth = children.reduce((most, child) => Math.max(most, child?.depth ?? 0), 0) + 1
    if (depth > maxDepth) this.#refuse(`at most ${maxDepth} operators upon one another`)
    return { ...shape, start, end: this.end, depth }
  }

  #refuse(expected: string): never {
    throw new SqlFault('limit', { expected, found: 'more', text: this.text, offset: this.token.offset })
  }
}
