// Which unpacked programs are used: every process leaves a mark in its folder while it runs, so that what nobody has
// started for weeks can go without taking the files from under one that runs.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const day_ms = 24 * 3600 * 1000
/** A program that was neither started nor ended for so long is not used. */
const unused_ms = 14 * day_ms
/** Whoever unpacks or removes one is done with it long before. */
const abandoned_ms = day_ms
/** Whoever removes a program is between its notice and that for less. */
const removing_ms = 10_000

/** In the folder of a program: one file per process, named by its number. */
const marks = 'in-use'
/** In the folder of a program that is about to be removed. */
const notice = 'removing'

/** A program, and what is left of one that was not unpacked, or not removed, to the end. Nothing else is touched. */
const named = /^\d+\.\d+\.\d+.*-[0-9a-f]{16}(?<rest>-\w{6})?$/

/** Marks a program as used until this process ends; false when its folder is not there, or goes at this moment. */
export function markUse(folder: string): boolean {
  const used = join(folder, marks)
  const mark = join(used, String(process.pid))
  try {
    makeOnce(used)
    for (const name of readdirSync(used))
      if (!isRunning(Number(name))) rmSync(join(used, name), { force: true })
    writeFileSync(mark, '')
  } catch {
    // Where nothing can be written, nothing can be removed.
    return existsSync(folder)
  }
  process.once('exit', () => rmSync(mark, { force: true }))
  const until = Date.now() + removing_ms
  while (existsSync(join(folder, notice)) && Date.now() < until) pause()
  if (!existsSync(folder)) return false
  // Whoever left it there has not come to its end.
  rmSync(join(folder, notice), { force: true })
  return true
}

/** Removes the programs beside `stamp` in a folder that no process uses, and that none has used for two weeks. */
export function removeUnused(programs: string, stamp: string, now = Date.now()): void {
  for (const name of namesIn(programs)) {
    const kind = named.exec(name)
    if (kind === null || name === stamp) continue
    const folder = join(programs, name)
    try {
      if (!lstatSync(folder).isDirectory()) continue
      if (kind.groups?.['rest'] === undefined) removeProgram(folder, now)
      else if (now - statSync(folder).mtimeMs > abandoned_ms) rmSync(folder, { recursive: true })
    } catch {
      // Windows keeps what is open; another process may be faster. It is tried again at the next start.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function makeOnce(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (fault) {
    if (!isCode(fault, 'EEXIST')) throw fault
  }
}

const isCode = (fault: unknown, code: string) =>
  fault instanceof Error && 'code' in fault && fault.code === code

function removeProgram(folder: string, now: number): void {
  // One without marks was unpacked by a version that left none, and may run.
  if (!existsSync(join(folder, marks)) || now - lastUse(folder) < unused_ms || isUsed(folder)) return
  // A process that starts now leaves its mark and looks for the notice; this one leaves the notice and looks for marks.
  writeFileSync(join(folder, notice), '')
  if (isUsed(folder)) {
    rmSync(join(folder, notice), { force: true })
    return
  }
  // Away in one step: a program is whole or not there.
  const away = mkdtempSync(`${folder}-`)
  rmdirSync(away)
  renameSync(folder, away)
  rmSync(away, { recursive: true })
}

/** When a process has last begun or ended. */
const lastUse = (folder: string) => Math.max(statSync(folder).mtimeMs, statSync(join(folder, marks)).mtimeMs)

/** Whether a process that has left its mark runs. A number that another process has got meanwhile only delays. */
const isUsed = (folder: string) => readdirSync(join(folder, marks)).some(name => isRunning(Number(name)))

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (fault) {
    // Another user's may not be asked.
    return isCode(fault, 'EPERM')
  }
}

const never = new Int32Array(new SharedArrayBuffer(4))
const pause = () => void Atomics.wait(never, 0, 0, 20)
