// What the command line prints: answers on stdout, talk on stderr, and how a run ends.
import { inspect } from 'node:util'
import type { Log } from '../hub/log.ts'

/** 0 done, 1 the thing asked for failed, 2 wrong usage. */
export const exits = { done: 0, failed: 1, usage: 2 } as const

/** A run that failed for a reason that a sentence can say. */
export class CommandFault extends Error {
  readonly exit: number

  constructor(message: string, exit: number = exits.failed) {
    super(message)
    this.name = 'CommandFault'
    this.exit = exit
  }
}

/** What stands in the last line of the terminal, under all talk. */
let status = ''
const clearLine = '\r\u001b[K'

/** Talk: progress and notices go to stderr, so that stdout holds the answer alone. */
export const say = (text: string): void =>
  void process.stderr.write(status === '' ? `${text}\n` : `${clearLine}${text}\n${status}`)

/** Keeps one line at the bottom of the terminal, which changes in place; empty takes it away. */
export function drawStatus(text: string): void {
  if (text === status) return
  status = text
  process.stderr.write(`${clearLine}${text}`)
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

export const printJson = (value: unknown): void => print(JSON.stringify(value, undefined, 2))

/** Rows as aligned columns; numbers to the right. An undefined cell is shown as a dash. */
export function printTable(
  heads: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): void {
  const cells = rows.map(row => row.map(cell => (cell === undefined || cell === null ? '–' : String(cell))))
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...cells.map(row => row[index]?.length ?? 0)),
  )
  const numeric = heads.map((_, index) => rows.every(row => typeof row[index] !== 'string'))
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) =>
        numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()
  print(line(heads))
  for (const row of cells) print(line(row))
}

/** The sentence for whatever was thrown; a stack only for what no one foresaw. */
export function sentenceOf(fault: unknown): string {
  if (!(fault instanceof Error)) return inspect(fault)
  const foreseen = fault.name.endsWith('Fault') || 'code' in fault
  return foreseen ? fault.message : (fault.stack ?? fault.message)
}

/** The hub's log for a person at a terminal: what needs attention, in sentences. */
export const plainLog: Log = {
  info: () => undefined,
  warn: (_fields, text) => say(text),
  error: (_fields, text) => say(text),
}
