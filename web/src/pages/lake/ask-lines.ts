// Asks for rows while the query still runs: lines of JSON, each a part of the answer, the last one its end.
import type { Answer } from '../../shell/api.ts'
import type { SqlAnswer, Value } from './answer.ts'

type Line = Partial<SqlAnswer> & {
  readonly error?: string
  readonly code?: string
  readonly position?: number
}

/** The first rows are shown at once, the others without keeping the page busy. */
const hearEvery_ms = 200

/** Asks; `hear` is told now and then what there is so far. The answer has all rows. */
export async function askLines(
  said: {
    readonly sql: string
    readonly rows: number
    readonly ask: boolean
    readonly explain: boolean
    readonly why: boolean
  },
  signal: AbortSignal,
  hear: (answer: SqlAnswer) => void,
): Promise<Answer<SqlAnswer>> {
  const headers = { Accept: 'application/x-ndjson', 'Content-Type': 'application/json' }
  try {
    const response = await fetch('/api/sql', { method: 'POST', headers, body: JSON.stringify(said), signal })
    const joined = new JoinedAnswer()
    let told_ms = Number.NEGATIVE_INFINITY
    for await (const line of linesOf(response)) {
      const ended = joined.take(line)
      if (ended !== undefined) return ended
      if (performance.now() - told_ms < hearEvery_ms) continue
      told_ms = performance.now()
      hear(joined.soFar)
    }
    return { ok: false, problem: 'the answer broke off; ask again' }
  } catch {
    return { ok: false, problem: 'the hub does not answer; is `pitwall up` running?' }
  }
}

/** Parts of an answer, put together. */
export class JoinedAnswer {
  readonly #rows: (readonly Value[])[] = []
  #columns: SqlAnswer['columns'] = []

  get soFar(): SqlAnswer {
    return { columns: this.#columns, rows: [...this.#rows], truncated: false }
  }

  /** Takes the next part; the whole answer once it is the last one. */
  take({
    error,
    code,
    position,
    columns,
    rows,
    truncated,
    read_bytes,
    none,
  }: Line): Answer<SqlAnswer> | undefined {
    if (error !== undefined)
      return {
        ok: false,
        problem: error,
        ...(code !== undefined && { code }),
        ...(position !== undefined && { position }),
      }
    this.#columns = columns ?? this.#columns
    for (const row of rows ?? []) this.#rows.push(row)
    if (truncated === undefined) return undefined
    const body = {
      ...this.soFar,
      truncated,
      ...(read_bytes !== undefined && { read_bytes }),
      ...(none && { none }),
    }
    return { ok: true, body }
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
