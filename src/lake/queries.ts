// SQL over the lake, for people: read only, bounded in time, rows and memory. Each query runs in a process of its own
// that is kept for the next one, and killed when it takes too long.
import { type ChildProcess, fork } from 'node:child_process'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { csvLine } from './csv.ts'
import { faultFrom, LakeFault } from './fault.ts'
import type { ExportKind } from './query-export.ts'
import type { ExportReply, QueryAnswered, QueryAsked, QueryPart, QueryReply } from './query-process.ts'
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
  /** Of an answer without rows, how many there were before its filter. */
  readonly why?: boolean
  /** Ends the query, and its process with it, when whoever asked no longer wants to know. */
  readonly signal?: AbortSignal
  /** Hears of rows while the query still runs, in order; the result then has the last of them alone. */
  readonly part?: (part: QueryPart) => void
}

export type ExportLimits = Pick<QueryLimits, 'above' | 'signal' | 'timeout_ms'> & {
  /** Of the file. */
  readonly bytes?: number
}

export interface Queries {
  /** Throws `bad-query`, `query-large`, `query-refused`, `query-timeout`, `query-cancelled` or `busy`. */
  run(sql: string, limits?: QueryLimits): Promise<QueryResult>
  /**
   * All rows as a file, without a limit but for its size; one at a time. Rejects as `run` does; what happens after the
   * first byte ends the bytes with an error. Absent where nobody can.
   */
  export?(sql: string, kind: ExportKind, limits?: ExportLimits): Promise<AsyncGenerator<Uint8Array>>
  /** Resolves when no process of it runs any more. */
  close(): Promise<void>
}

const defaultLimits = { timeout_ms: 30_000, rows: 100_000 } as const

export type { QueryPart } from './query-process.ts'

const mostBytes = 64 * 1_048_576
const exportLimits = { timeout_ms: 600_000, bytes: 2_000_000_000 } as const
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
  /** The file that is made, by what ends it. */
  const exports = new Set<AbortSignal>()
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
      const { above, explain = false, why = false } = limits
      const inParts = limits.part !== undefined
      const asked = { sql, rows, bytes: mostBytes, inParts, above, explain, why }
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

  /** A process of its own, which ends with the file. */
  async function exporting(
    sql: string,
    kind: ExportKind,
    limits: ExportLimits = {},
  ): Promise<AsyncGenerator<Uint8Array>> {
    if (isClosed) throw new LakeFault('closed', 'SQL', 'an open lake', 'one that was closed')
    if (exports.size > 0)
      throw new LakeFault('busy', 'SQL', 'one file at a time; try again when it is there', 'another')
    const { above, signal, timeout_ms = exportLimits.timeout_ms, bytes = exportLimits.bytes } = limits
    const timeout = AbortSignal.timeout(timeout_ms)
    const end = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
    exports.add(end)
    let child: ChildProcess | undefined
    const over = () => {
      exports.delete(end)
      if (child === undefined) return
      running.delete(child)
      child.kill('SIGKILL')
    }
    try {
      child = await start(full, memory_mb, ['pipe'])
      running.add(child)
      const asked: QueryAsked = { sql, rows: 0, bytes, inParts: false, above, file: kind }
      return await fileOf(child, asked, end, over)
    } catch (thrown) {
      over()
      if (!end.aborted) throw thrown
      throw signal?.aborted === true ? cancelled() : tooLong({ timeout_ms })
    }
  }

  return {
    run,
    export: exporting,
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

/** The bytes that a process writes, once it has begun: what is wrong with the SQL is said before. */
async function fileOf(
  child: ChildProcess,
  asked: QueryAsked,
  end: AbortSignal,
  over: () => void,
): Promise<AsyncGenerator<Uint8Array>> {
  const begun = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  // Whoever hangs up in the middle waits for no end.
  ended.promise.catch(() => undefined)
  const fail = (fault: Error) => {
    begun.reject(fault)
    ended.reject(fault)
    // What it has not written is not waited for.
    child.kill('SIGKILL')
  }
  child.on('message', (told: ExportReply) => {
    if (told === 'begun') begun.resolve()
    else if ('fault' in told) fail(faultFrom(told.fault))
    else ended.resolve()
  })
  child.once('exit', (code, signal) => fail(goneProcess(signal ?? code)))
  const kill = () => child.kill('SIGKILL')
  end.addEventListener('abort', kill, { once: true })
  if (end.aborted) kill()
  else child.send(asked)
  await begun.promise
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of child.stdio[4] as Readable) yield part
      await ended.promise
    } finally {
      end.removeEventListener('abort', kill)
      over()
    }
  }
  return bytes()
}

const goneProcess = (how: string | number | null): LakeFault =>
  new LakeFault(
    'bad-query',
    'SQL',
    'an answer; the query may need more memory than it may have',
    `the end of its process (${how})`,
  )

async function start(folder: string, memory_mb: number, more: readonly 'pipe'[] = []): Promise<ChildProcess> {
  // The process's file lies beside this one, as TypeScript in a checkout and as JavaScript in the package.
  const file = new URL(import.meta.url.replace(/queries(\.\w+)$/, 'query-process$1'))
  // No environment but what Windows needs to load libraries: the SQL has nothing to find there.
  const { SystemRoot } = process.env
  const child = fork(fileURLToPath(file), [folder, String(memory_mb)], {
    env: { NODE_NO_WARNINGS: '1', ...(SystemRoot === undefined ? {} : { SystemRoot }) },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', ...more],
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
      failed(goneProcess(signal ?? code))
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

/** With a line of names. */
export const csvOf = ({ columns, rows }: QueryResult): string =>
  [columns.map(({ name }) => name), ...rows].map(csvLine).join('')
