// What the connector costs beside a game, and what it gets: a writer at 400 Hz in /dev/shm, read by the source alone, by the
// source with what makes messages of its pages, and by the agent as it ships, with and without its recording: each step
// more is one part of the cost. Each is a process of its own, of which processor time is measured; Linux only.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { bundleProgram } from '../scripts/executable/bundle.ts'
import { openBroker } from '../src/broker/embedded.ts'
import { rigId, siteId } from '../src/model/identity.ts'
import { statusEvery_ms } from '../src/model/live-protocol.ts'
import { unwatched_hz, wantedTopic, wantedWord } from '../src/model/live-wanted.ts'
import { Recorder } from '../src/rig/recorder.ts'
import { sharedMemory } from '../src/rig/shared-memory/shared-memory.ts'
import { writePages } from '../src/rig/virtual/page-files.ts'
import { sharesOf, totalOf, usedByThreads } from './threads.ts'

const [, , role = 'main', folder = ''] = process.argv
const seconds = Number(process.env['PITWALL_BENCH_SECONDS'] ?? 20)
/** Not counted: starting, and what is compiled only once. */
const warming_ms = 12_000

if (role === 'write') await write()
else if (role === 'read') await read()
else if (role === 'pack') await pack()
else if (role === 'wake') wake()
else await main()

async function write(): Promise<void> {
  const stop = new AbortController()
  process.once('message', () => stop.abort())
  process.send?.(await writePages(folder, { rate: 400 }, stop.signal))
  process.disconnect()
}

async function read(): Promise<void> {
  const stop = new AbortController()
  process.once('message', () => stop.abort())
  let [pages, gaps] = [0, 0]
  const telling = setInterval(() => process.send?.({ pages, gaps }), 500)
  await sharedMemory({ folder }).run(
    {
      page: page => void (page === 'physics' && pages++),
      state: () => undefined,
      counted: counters => {
        gaps = counters.gaps
      },
    },
    stop.signal,
  )
  clearInterval(telling)
  process.disconnect()
}

/** Makes messages of what is read, and sends them nowhere. */
async function pack(): Promise<void> {
  const stop = new AbortController()
  process.once('message', () => stop.abort())
  const whose = { site: siteId('home'), rig: rigId('rig1'), origin: 'live' } as const
  const recorder = new Recorder({ ...whose, liveHz: 60, send: () => undefined })
  await sharedMemory({ folder }).run(
    {
      page: (page, bytes, at) => recorder.page(page, bytes, at),
      state: (_state, _detail, startedAt) => recorder.startedAt(startedAt),
      counted: counters => recorder.counted(counters),
    },
    stop.signal,
  )
  process.disconnect()
}

/** Nothing but what any reader must do: a thread that wakes 400 times a second, and another 62 times. */
function wake(): void {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const text =
    "const { workerData: stop } = require('node:worker_threads'); while (Atomics.wait(stop, 0, 0, 2.5) === 'timed-out');"
  new Worker(text, { eval: true, workerData: stop })
  const waking = setInterval(() => undefined, 16)
  process.once('message', () => {
    clearInterval(waking)
    Atomics.store(stop, 0, 1)
    Atomics.notify(stop, 0)
    process.disconnect()
  })
}

type Told = { readonly pages: number; readonly gaps: number }
type Running = { readonly process: ChildProcess; readonly told: () => Told | undefined }

async function main(): Promise<void> {
  // The agent as it ships is bundled, and without types.
  const program = await mkdtemp(join(tmpdir(), 'pitwall-bench-'))
  await bundleProgram(program, '0.0.0')
  await symlink(resolve('node_modules'), join(program, 'node_modules'))
  const pages = await mkdtemp('/dev/shm/pitwall-bench-')
  const data = await mkdtemp(join(tmpdir(), 'pitwall-bench-'))
  const writer = fork(import.meta.filename, ['write', pages])
  const written = new Promise<{ physics: number; missed: number }>(resolve =>
    writer.once('message', message => resolve(Object(message))),
  )
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  try {
    await sleep(2500)
    await measure('two threads that only wake', {
      process: fork(import.meta.filename, ['wake']),
      told: nothing,
    })
    await measure('the source alone', readerOf(pages))
    await measure('the source, and messages made of it', {
      process: fork(import.meta.filename, ['pack', pages]),
      told: nothing,
    })
    const agent = (more: readonly string[]) => agentOf(program, pages, data, broker.port, more)
    await measure('the agent without recording, while a page is open', agent(['--no-record']))
    await measure('the agent as it ships, while a page is open', agent([]))
    // What a hub says that nobody looks at.
    const topic = wantedTopic('home', 'rig1')
    const link = broker.link()
    const saying = setInterval(() => {
      link.publish({ topic, payload: wantedWord(unwatched_hz), qos: 0 }).catch(() => undefined)
    }, statusEvery_ms)
    await measure('the agent without recording, unwatched', agent(['--no-record']))
    await measure('the agent as it ships, unwatched', agent([]))
    clearInterval(saying)
  } finally {
    writer.send('stop')
    const { physics, missed } = await written
    console.log(`the writer wrote ${physics} steps and was itself too late for ${missed}`)
    await broker.close()
    for (const made of [pages, data, program]) await rm(made, { recursive: true, force: true })
  }
}

function readerOf(pages: string): Running {
  let last: Told | undefined
  const process = fork(import.meta.filename, ['read', pages])
  process.on('message', message => {
    last = Object(message)
  })
  return { process, told: () => last }
}

function agentOf(
  program: string,
  pages: string,
  data: string,
  port: number,
  more: readonly string[],
): Running {
  const flags = ['--source', 'shm', '--shm-dir', pages, '--broker', `mqtt://127.0.0.1:${port}`, ...more]
  const kept = ['--spool', join(data, 'spool'), '--recordings', join(data, 'recordings')]
  const child = spawn(process.execPath, [join(program, 'src/cli/main.js'), 'rig', ...flags, ...kept], {
    stdio: 'ignore',
  })
  return { process: child, told: nothing }
}

function nothing(): undefined {
  return undefined
}

/** Lets it run, and says what it took in that time. */
async function measure(name: string, { process: child, told }: Running): Promise<void> {
  await sleep(warming_ms)
  const pid = child.pid ?? 0
  const [from, before, first] = [performance.now(), usedByThreads(pid), told()]
  await sleep(seconds * 1000)
  const [elapsed_ms, after, last] = [performance.now() - from, usedByThreads(pid), told()]
  const memory = residentOf(child)
  if (child.connected) child.send('stop')
  else child.kill('SIGINT')
  await new Promise(resolve => child.once('exit', resolve))
  const share = `${((100 * (totalOf(after) - totalOf(before))) / elapsed_ms).toFixed(2)} % of a core`
  console.log(`${name}: ${share}, ${memory.toFixed(1)} MB resident${rateOf(first, last)}`)
  console.log(`  ${sharesOf(before, after, elapsed_ms)}`)
}

function rateOf(before: Told | undefined, after: Told | undefined): string {
  if (before === undefined || after === undefined) return ''
  const [pages, gaps] = [after.pages - before.pages, after.gaps - before.gaps]
  return `, ${((100 * pages) / (pages + gaps)).toFixed(2)} % of the steps that passed, ${gaps} counted as missing`
}

/** MB, of a million bytes. */
function residentOf({ pid }: ChildProcess): number {
  return (Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6
}
