// A server that a test starts and ends: found on this machine, watched, and gone afterwards.
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'

export type Program = {
  readonly pid: number | undefined
  /** What it printed last, when it has ended by itself. */
  readonly gone: () => string | undefined
  /** Ends it without a word, as a crash would. */
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin']

/** Where a program lies; undefined when it is not installed. */
export const programPath = (name: string): string | undefined =>
  folders
    .map(folder => `${folder}/${name}`)
    .find(path => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

/** Starts a server in the foreground. */
export function startProgram(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let printed = ''
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-2000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  child.on('error', error => keep(Buffer.from(error.message)))
  return {
    pid: child.pid,
    gone: () =>
      hasEnded(child) ? `${path} has ended (${child.signalCode ?? child.exitCode}): ${printed}` : undefined,
    kill: () => ended(child, 'SIGKILL'),
    stop: () => ended(child, 'SIGTERM'),
  }
}

/** Runs a command to its end. Rejects with what it printed when it fails. */
export function ran(path: string, args: readonly string[]): Promise<string> {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 })
  const printed = { out: '', all: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    printed.out += chunk.toString()
    printed.all += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    printed.all += chunk.toString()
  })
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', code => {
      if (code === 0) done(printed.out.trim())
      else failed(new Error(`${path} ${args.join(' ')}: ended with ${code}: ${printed.all.slice(-2000)}`))
    })
  })
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** A server that does not end when it is asked to is killed after a while. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.kill(signal)
  const impatient = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exited
  clearTimeout(impatient)
}
