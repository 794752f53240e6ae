// Where in the text of a query its fault is: DuckDB quotes the line and puts a caret under it.

const quote = /\n\nLINE (\d+): (.*)\n( *)\^/

/** The offset in `sql`, counted from 0, that an engine's message points at; undefined where it points at nothing. */
export function placeIn(message: string, sql: string): number | undefined {
  const match = quote.exec(message)
  if (match === null) return undefined
  const [, number = '1', excerpt = '', indent = ''] = match
  const lines = sql.split('\n')
  const at = Number(number) - 1
  const line = lines[at]
  if (line === undefined) return undefined
  const start = lines.slice(0, at).reduce((sum, before) => sum + before.length + 1, 0)
  const column = indent.length - `LINE ${number}: `.length
  // A long line is quoted in part, between dots.
  const cut = excerpt.startsWith('...') ? line.indexOf(excerpt.slice(3).replace(/\.\.\.$/, '')) - 3 : 0
  return start + Math.min(line.length, Math.max(0, column + cut))
}

/** The message without the quoted line, for those who are shown the place itself. */
export const withoutPlace = (message: string): string => message.replace(quote, '').trim()
