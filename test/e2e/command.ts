// Runs the command line as a user would: its own process, its own data folder, its words read from the outside.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/pitwall.js', import.meta.url))

export type Finished = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs a command to its end. */
export async function pitwall(...words: readonly string[]): Promise<Finished> {
  return await start(words).finished
}

/** The same elsewhere: on another machine, which the words of `within` lead to. */
export async function pitwallIn(within: readonly string[], ...words: readonly string[]): Promise<Finished> {
  return await start(words, {}, within).finished
}

/** Runs a command that must succeed and print JSON alone. */
export async function pitwallJson<Answer>(...words: readonly string[]): Promise<Answer> {
  const { code, out, err } = await pitwall(...words, '--json')
  if (code !== 0) throw new Error(`pitwall ${words.join(' ')} ended with ${code}: ${err}`)
  return JSON.parse(out)
}

export type Running = {
  readonly process: ChildProcess
  readonly finished: Promise<Finished>
  /** Resolves with the match once the command has printed it; rejects when it ends or a minute passes before. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>
  /** A line, as somebody at its keyboard types it. */
  readonly type: (line: string) => void
  /** Asks it to stop and waits until it has. */
  readonly stop: () => Promise<Finished>
}

/** Starts a command that goes on until it is stopped; `within` stands before it, for example to run it elsewhere. */
export const start = (
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  within: readonly string[] = [],
): Running => startFile(bin, words, environment, within)

/** The same for any file that Node runs. */
export function startFile(
  file: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  within: readonly string[] = [],
): Running {
  const [command = process.execPath, ...rest] = [...within, process.execPath, file, ...words]
  const child = spawn(command, rest, {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text.out += part
  })
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.err += part
  })
  let ended = false
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      ended = true
      resolve({ code, ...text })
    })
  })
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let waited = 0; waited < 60_000; waited += 20) {
      const match = pattern.exec(text.out) ?? pattern.exec(text.err)
      if (match !== null) return match
      if (ended) break
      await sleep(20)
    }
    throw new Error(`pitwall ${words.join(' ')} never printed ${pattern}:\n${text.out}\n${text.err}`)
  }
  const stop = async () => {
    child.kill('SIGTERM')
    return await finished
  }
  // One that has ended reads no more.
  child.stdin.on('error', () => undefined)
  const type = (line: string) => void child.stdin.write(`${line}\n`)
  return { process: child, finished, printed, type, stop }
}

/** Asks until the answer satisfies, and fails with the last answer after `seconds`. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  satisfied: (answer: Answer) => boolean,
  seconds = 60,
): Promise<Answer> {
  let answer = await ask()
  for (let waited = 0; waited < seconds * 1000; waited += 200) {
    if (satisfied(answer)) return answer
    await sleep(200)
    answer = await ask()
  }
  throw new Error(`after ${seconds} s the answer is still ${JSON.stringify(answer)?.slice(0, 2000)}`)
}

/** A folder of its own for the time of one test. */
export async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-'))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
