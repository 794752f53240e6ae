// SQL over the lake, for people: read only, bounded in time, rows and memory. Each query runs in a process of its own
// that is kept for the next one, and killed when it takes too long.
import { type ChildProcess, fork } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faultFrom, LakeFault } from './fault.ts'
import type { QueryAnswered, QueryAsked, QueryPart, QueryReply } from './query-process.ts'
import type { Json } from './query-values.ts'

export type QueryResult = QueryAnswered
export type QueryLimits = {
  readonly timeout_ms?: number
  /** Rows beyond these are left out, and `truncated` says so. */
  readonly rows?: number
  /** Bytes: a query that would read more is refused with `query-large`, where the engine knows beforehand. */
  readonly above?: number | undefined
  /** The plan of the query instead of its rows. */
  readonly explain?: boolean
  /** Ends the query, and its process with it, when whoever asked no longer wants to know. */
  readonly signal?: AbortSignal
  /** Hears of rows while the query still runs, in order; the result then has the last of them alone. */
  readonly part?: (part: QueryPart) => void
}

export interface Queries {
  /** Throws `bad-query`, `query-large`, `query-refused`, `query-timeout`, `query-cancelled` or `busy`. */
  run(sql: string, limits?: QueryLimits): Promise<QueryResult>
  /** Resolves when no process of it runs any more. */
  close(): Promise<void>
}

const defaultLimits = { timeout_ms: 30_000, rows: 100_000 } as const

export type { QueryPart } from './query-process.ts'

const mostBytes = 64 * 1_048_576
const mostProcesses = 2
const mostWaiting = 32

/** Opens the lake in `folder` for reading; a folder without a lake reads as an empty one. */
export function openQueries(folder: string, memory_mb = 1024): Queries {
  const full = resolve(folder)
  const idle: ChildProcess[] = []
  const running = new Set<ChildProcess>()
  /** Those that have the right to run; a process may still have to start for some of them. */
  let admitted = 0
  const waiting = new Set<() => void>()
  let isClosed = false

  async function run(sql: string, limits: QueryLimits = {}): Promise<QueryResult> {
    const timeout = AbortSignal.timeout(limits.timeout_ms ?? defaultLimits.timeout_ms)
    const end = limits.signal === undefined ? timeout : AbortSignal.any([timeout, limits.signal])
    const ended = () => (limits.signal?.aborted === true ? cancelled() : tooLong(limits))
    await turn(end, ended)
    let child: ChildProcess | undefined
    let isFit = false
    try {
      child = idle.pop() ?? (await start(full, memory_mb))
      running.add(child)
      const rows = limits.rows ?? defaultLimits.rows
      const { above, explain = false } = limits
      const asked = { sql, rows, bytes: mostBytes, inParts: limits.part !== undefined, above, explain }
      const reply = await ask(child, asked, end, limits.part)
      isFit = true
      if ('fault' in reply) throw faultFrom(reply.fault)
      return reply
    } catch (thrown) {
      throw end.aborted && !isFit ? ended() : thrown
    } finally {
      admitted -= 1
      if (child !== undefined) {
        running.delete(child)
        if (isFit && !isClosed) idle.push(child)
        else child.kill('SIGKILL')
      }
      const [next] = waiting
      next?.()
    }
  }

  /** Waits until there is room for one more; what ends meanwhile leaves the queue. */
  async function turn(end: AbortSignal, ended: () => LakeFault): Promise<void> {
    if (end.aborted) throw ended()
    if (admitted >= mostProcesses && waiting.size >= mostWaiting) {
      throw new LakeFault('busy', 'SQL', `at most ${mostWaiting} queries waiting; try again`, 'more')
    }
    while (admitted >= mostProcesses && !isClosed) {
      await new Promise<void>(resume => {
        const wake = () => {
          waiting.delete(wake)
          end.removeEventListener('abort', wake)
          resume()
        }
        waiting.add(wake)
        end.addEventListener('abort', wake, { once: true })
      })
      if (end.aborted) {
        // It may have been woken for a place that it no longer needs.
        const [next] = waiting
        if (admitted < mostProcesses) next?.()
        throw ended()
      }
    }
    if (isClosed) throw new LakeFault('closed', 'SQL', 'an open lake', 'one that was closed')
    admitted += 1
  }

  return {
    run,
    async close() {
      isClosed = true
      const gone = [...idle.splice(0), ...running].map(end)
      for (const wake of [...waiting]) wake()
      await Promise.all(gone)
    },
  }
}

/** Kills a process and waits until it is gone, and with it every file that it had open. */
function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(done => {
    child.once('exit', () => done())
    child.kill('SIGKILL')
  })
}

const tooLong = ({ timeout_ms = defaultLimits.timeout_ms }: QueryLimits): LakeFault =>
  new LakeFault(
    'query-timeout',
    'SQL',
    `an answer within ${timeout_ms} ms`,
    'none; ask for less, or allow more time',
  )

const cancelled = (): LakeFault =>
  new LakeFault('query-cancelled', 'SQL', 'somebody who waits for the answer', 'nobody')

async function start(folder: string, memory_mb: number): Promise<ChildProcess> {
  // The process's file lies beside this one, as TypeScript in a checkout and as JavaScript in the package.
  const file = new URL(import.meta.url.replace(/queries(\.\w+)$/, 'query-process$1'))
  // No environment but what Windows needs to load libraries: the SQL has nothing to find there.
  const { SystemRoot } = process.env
  const child = fork(fileURLToPath(file), [folder, String(memory_mb)], {
    env: { NODE_NO_WARNINGS: '1', ...(SystemRoot === undefined ? {} : { SystemRoot }) },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await reply(child)
  return child
}

async function ask(
  child: ChildProcess,
  asked: QueryAsked,
  end: AbortSignal,
  part: QueryLimits['part'],
): Promise<QueryReply> {
  const kill = () => child.kill('SIGKILL')
  end.addEventListener('abort', kill, { once: true })
  try {
    if (end.aborted) kill()
    else child.send(asked)
    return (await reply(child, part)) as QueryReply
  } finally {
    end.removeEventListener('abort', kill)
  }
}

/** The next message of a process that is no part of an answer; rejects when it ends instead. One listener hears them all:
 * several may come in one turn. */
function reply(child: ChildProcess, part?: QueryLimits['part']): Promise<unknown> {
  return new Promise((done, failed) => {
    const ended = (code: number | null, signal: string | null) => {
      child.off('message', answered)
      const what = 'an answer; the query may need more memory than it may have'
      failed(new LakeFault('bad-query', 'SQL', what, `the end of its process (${signal ?? code})`))
    }
    const answered = (message: unknown) => {
      if (isPart(message)) {
        part?.(message.part)
        return
      }
      child.off('message', answered)
      child.off('exit', ended)
      done(message)
    }
    child.on('message', answered)
    child.once('exit', ended)
  })
}

const isPart = (message: unknown): message is { readonly part: QueryPart } =>
  typeof message === 'object' && message !== null && 'part' in message

/** A row per object, columns by name. */
export const rowObjects = ({ columns, rows }: QueryResult): readonly Readonly<Record<string, Json>>[] =>
  rows.map(row => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])))

/** RFC 4180, with a line of names; NULL is empty. */
export function csvOf({ columns, rows }: QueryResult): string {
  const lines = [columns.map(({ name }) => name), ...rows]
  return lines.map(line => `${line.map(cell).join(',')}\r\n`).join('')
}

function cell(value: Json): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text
}
