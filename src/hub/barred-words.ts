// The organiser's own list of words that no name on a board may have.
import { readFileSync, statSync } from 'node:fs'
import { barredBy, longestList } from '../laps/barred-words.ts'
import { HubFault } from './fault.ts'

/** Reads the list at `path`; nothing is barred without one. Throws HubFault `bad-configuration`. */
export function barredIn(path: string | undefined): ((name: string) => boolean) | undefined {
  if (path === undefined) return undefined
  const text = textOf(path)
  const lines = text.split('\n').length
  if (lines > longestList.words) {
    throw new HubFault(
      'bad-configuration',
      `--barred-words: ${path} has ${lines} lines; a list has at most ${longestList.words}.`,
    )
  }
  return barredBy(text)
}

function textOf(path: string): string {
  try {
    const { size } = statSync(path)
    if (size <= longestList.bytes) return readFileSync(path, 'utf8')
    throw new Error(`it has ${size} bytes; a list has at most ${longestList.bytes}`)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new HubFault(
      'bad-configuration',
      `--barred-words: expected a text file with a word on each line, found none to read: ${why}.`,
    )
  }
}
