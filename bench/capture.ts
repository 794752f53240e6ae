// Capturing 400 pages a second from /dev/shm, against what a writer in another process put there. Every captured page
// is compared with the one that was written under its counter.
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { sharedMemory } from '../src/rig/shared-memory/shared-memory.ts'
import { writePages } from '../src/rig/virtual/page-files.ts'
import { worldOptions } from '../src/rig/virtual/source.ts'
import { createWorld, stepWorld } from '../src/rig/virtual/world.ts'

const seconds = Number(process.argv[2] ?? 20)
/** Every so many pages are written in two pieces 0.2 ms apart. */
const tearEvery = 20
const counterOf = (page: Uint8Array) => new DataView(page.buffer, page.byteOffset).getInt32(0, true)

if (process.send !== undefined) {
  const stop = new AbortController()
  process.once('message', () => stop.abort())
  process.send(await writePages(process.argv[2] ?? '', { rate: 400, tearEvery }, stop.signal))
  process.disconnect()
} else {
  const shm = process.platform === 'linux' ? '/dev/shm' : tmpdir()
  const folder = await mkdtemp(join(shm, 'pitwall-capture-'))
  try {
    await capture(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function capture(folder: string): Promise<void> {
  const writer = fork(import.meta.filename, [folder])
  const written = new Promise<{ physics: number; missed: number; torn: number }>(resolve =>
    writer.once('message', message => resolve(Object(message))),
  )
  await new Promise(resolve => setTimeout(resolve, 2500))
  const captured = new Map<number, number>()
  const stop = new AbortController()
  // Not counted: starting the thread and its code.
  let [cpu, from] = [process.cpuUsage(), performance.now()]
  setTimeout(() => {
    cpu = process.cpuUsage()
    from = performance.now()
  }, 2000)
  setTimeout(() => stop.abort(), 2000 + seconds * 1000)
  const counters = await sharedMemory({ folder }).run(
    {
      page: (page, bytes) => void (page === 'physics' && captured.set(counterOf(bytes), crc32(bytes))),
      state: () => undefined,
    },
    stop.signal,
  )
  const used = process.cpuUsage(cpu)
  const elapsed_ms = performance.now() - from
  writer.send('stop')
  const { missed, torn, physics } = await written
  const there = captured.size + counters.gaps
  console.log(
    `${there} steps in ${(elapsed_ms / 1000).toFixed(1)} s; the writer missed ${missed} of its ${physics}`,
  )
  console.log(
    `captured ${share(captured.size, there)} of the steps, ${counters.torn} torn copies seen of ${torn} made`,
  )
  console.log(`pages that differ from what was written: ${differing(captured)}`)
  console.log(`processor ${share((used.user + used.system) / 1000, elapsed_ms)} of a core, both threads`)
}

/** Drives the same world again: the same seed gives the same bytes. */
function differing(captured: ReadonlyMap<number, number>): number {
  const world = createWorld(worldOptions({}))
  const last = Math.max(...captured.keys())
  let wrong = 0
  for (let packet = 0; packet < last; ) {
    stepWorld(world)
    const { page } = world.pages.physics
    packet = counterOf(page)
    const found = captured.get(packet)
    if (found !== undefined && found !== crc32(page)) wrong++
  }
  return wrong
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`
}
