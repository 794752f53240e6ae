// Asks for rows while the query still runs: lines of JSON, each a part of the answer, the last one its end.
import type { Answer } from '../../shell/api.ts'
import type { SqlAnswer, Value } from './answer.ts'

type Line = Partial<SqlAnswer> & {
  readonly error?: string
  readonly code?: string
  readonly position?: number
}

/** Asks; `hear` is told what there is so far whenever there is more. The answer has all rows. */
export async function askLines(
  said: { readonly sql: string; readonly rows: number },
  signal: AbortSignal,
  hear: (answer: SqlAnswer) => void,
): Promise<Answer<SqlAnswer>> {
  const headers = { Accept: 'application/x-ndjson', 'Content-Type': 'application/json' }
  try {
    const response = await fetch('/api/sql', { method: 'POST', headers, body: JSON.stringify(said), signal })
    const joined = new JoinedAnswer()
    for await (const line of linesOf(response)) {
      const ended = joined.take(line)
      if (ended !== undefined) return ended
      hear(joined.soFar)
    }
    return { ok: false, problem: 'the answer broke off; ask again' }
  } catch {
    return { ok: false, problem: 'the hub does not answer; is `pitwall up` running?' }
  }
}

/** Parts of an answer, put together. */
export class JoinedAnswer {
  soFar: SqlAnswer = { columns: [], rows: [], truncated: false }

  /** Takes the next part; the whole answer once it is the last one. */
  take({ error, code, position, columns, rows, truncated, read_bytes }: Line): Answer<SqlAnswer> | undefined {
    if (error !== undefined)
      return {
        ok: false,
        problem: error,
        ...(code !== undefined && { code }),
        ...(position !== undefined && { position }),
      }
    const all: readonly (readonly Value[])[] =
      this.soFar.rows.length === 0 ? (rows ?? []) : [...this.soFar.rows, ...(rows ?? [])]
    this.soFar = {
      columns: columns ?? this.soFar.columns,
      rows: all,
      truncated: truncated ?? false,
      ...(read_bytes !== undefined && { read_bytes }),
    }
    return truncated === undefined ? undefined : { ok: true, body: this.soFar }
  }
}

async function* linesOf(response: Response): AsyncGenerator<Line> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) return
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    const parts = (rest + (value ?? '')).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield JSON.parse(part)
    if (!done) continue
    if (rest.trim() !== '') yield JSON.parse(rest)
    return
  }
}
