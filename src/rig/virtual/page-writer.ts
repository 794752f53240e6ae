// The thread behind page-files.ts: steps the world in real time and puts every page where it belongs.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { accPages, type PageName } from '../../wire/acc/page.ts'
import { pageView } from '../../wire/view.ts'
import type { PageFileCounters, PageFileTask } from './page-files.ts'
import { createWorld, stepWorld, type World } from './world.ts'

const stepMillis = 2.5
/** Sleep until so near to the step, then spin: a sleep ends up to this much late. */
const spinMillis = 0.15
/** Later than this (the machine slept) the world does not catch up. */
const patience = 500

type Files = { readonly [Page in PageName]: number }
type Counters = { -readonly [Name in keyof PageFileCounters]: PageFileCounters[Name] }

/** Runs until it is told to stop; the last frame says that the game is off. */
export function writeUntilStopped(task: PageFileTask): PageFileCounters {
  const world = createWorld(task.world)
  const files: Files = {
    physics: openPage(task.folder, 'physics'),
    graphics: openPage(task.folder, 'graphics'),
    static: openPage(task.folder, 'static'),
  }
  const counters: Counters = { physics: 0, graphics: 0, missed: 0, torn: 0, latest_ms: 0 }
  put(files.static, world.pages.static)
  try {
    drive(task, world, files, counters)
  } finally {
    put(files.graphics, pageView(accPages.graphics).page)
    for (const file of Object.values(files)) closeSync(file)
  }
  return counters
}

function drive(task: PageFileTask, world: World, files: Files, counters: Counters): void {
  let zero = performance.now()
  let handed = 0
  while (sleepUntil(zero + (world.step + 1) * stepMillis, task.stop)) {
    const now = performance.now()
    const late = now - zero - (world.step + 1) * stepMillis
    if (late > patience) zero += late
    else counters.latest_ms = Math.max(counters.latest_ms, late)
    const goal = Math.floor((now - zero) / stepMillis)
    let [physics, graphics] = [false, false]
    // Steps that are overtaken by the next are driven but cannot be seen any more.
    while (world.step < goal) {
      stepWorld(world)
      const due = Math.floor((world.step * task.rate) / 400)
      if (world.written.graphics) graphics = true
      if (!world.written.physics || due === handed) continue
      handed = due
      if (physics) counters.missed++
      physics = true
    }
    if (graphics) {
      put(files.graphics, world.pages.graphics.page)
      counters.graphics++
    }
    if (!physics) continue
    counters.physics++
    const torn = task.tearEvery > 0 && counters.physics % task.tearEvery === 0
    if (torn) {
      tear(files.physics, world.pages.physics.page)
      counters.torn++
    } else put(files.physics, world.pages.physics.page)
  }
}

/** Sleeps and spins until `due`; false when it shall stop. */
function sleepUntil(due: number, stop: Int32Array<SharedArrayBuffer>): boolean {
  const rest = due - performance.now() - spinMillis
  if (rest > 0) Atomics.wait(stop, 0, 0, rest)
  while (performance.now() < due) if (Atomics.load(stop, 0) !== 0) return false
  return Atomics.load(stop, 0) === 0
}

/** Opens without emptying, because a reader may have the file open. */
function openPage(folder: string, name: PageName): number {
  const file = openSync(join(folder, `acpmf_${name}`), 'a+')
  closeSync(file)
  const opened = openSync(join(folder, `acpmf_${name}`), 'r+')
  ftruncateSync(opened, accPages[name].size)
  return opened
}

const put = (file: number, page: Uint8Array): void => {
  writeSync(file, page, 0, page.length, 0)
}

/** The tail first, the head with the counter 0.2 ms later: between the two, old and new lie side by side. */
function tear(file: number, page: Uint8Array): void {
  const half = page.length / 2
  writeSync(file, page, half, half, half)
  const until = performance.now() + 0.2
  while (performance.now() < until);
  writeSync(file, page, 0, half, 0)
}

if (parentPort !== null) parentPort.postMessage(writeUntilStopped(workerData))
