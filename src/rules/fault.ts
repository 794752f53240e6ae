// The one error class of rules/, with a closed table of codes.

export const sqlFaults = {
  syntax: 'the statement is not AWS IoT SQL: AWS refuses it when the rule is made',
  version:
    'the statement asks for a version of the language that does not exist, or for what its version lacks',
  limit: 'a statement or a value is larger than the engine allows',
  function: 'a function failed while a message was evaluated: AWS ends the rule and runs its error action',
} as const

export type SqlFaultCode = keyof typeof sqlFaults

/** Where in a statement: offsets count UTF-16 units from 0, lines and columns from 1. */
export type Position = { readonly offset: number; readonly line: number; readonly column: number }

export type SqlFaultDetail = {
  readonly expected: string
  readonly found: string
  /** The statement or template, and where in it. Absent when the fault is in no text. */
  readonly text?: string
  readonly offset?: number
}

/**
 * The only error that compiling and evaluating a statement may throw. The message holds line, column, what was
 * expected, what was found, and the line itself with a caret below the place.
 */
export class SqlFault extends Error {
  readonly code: SqlFaultCode
  readonly expected: string
  readonly found: string
  readonly position: Position | undefined

  constructor(code: SqlFaultCode, detail: SqlFaultDetail) {
    const { expected, found, text, offset } = detail
    const position = text === undefined || offset === undefined ? undefined : positionIn(text, offset)
    const where = position === undefined ? '' : `line ${position.line}, column ${position.column}: `
    const caret = text === undefined || position === undefined ? '' : `\n${underline(text, position)}`
    super(`${where}expected ${expected}, found ${found}${caret}`)
    this.name = 'SqlFault'
    this.code = code
    this.expected = expected
    this.found = found
    this.position = position
  }
}

/** Line and column of an offset; an offset past the end is the end. */
export function positionIn(text: string, offset: number): Position {
  const end = Math.min(Math.max(offset, 0), text.length)
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    line += 1
    start = at + 1
  }
  return { offset: end, line, column: end - start + 1 }
}

const shown = 60

function underline(text: string, { offset, column }: Position): string {
  const start = offset - column + 1
  const newline = text.indexOf('\n', start)
  const line = text.slice(start, newline === -1 ? text.length : newline).replace(/[\t\r]/g, ' ')
  const from = Math.max(0, column - 1 - shown)
  const head = from > 0 ? '…' : ''
  const tail = line.length > column - 1 + shown ? '…' : ''
  const excerpt = head + line.slice(from, column - 1 + shown) + tail
  return `  ${excerpt}\n  ${' '.repeat(head.length + column - 1 - from)}^`
}
