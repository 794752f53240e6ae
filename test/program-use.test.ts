// Programs that executables have unpacked, side by side in one folder: which of them stay.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ensureFolder } from '../scripts/executable/program-folder.ts'
import { markUse, removeUnused } from '../scripts/executable/program-use.ts'

const own = '0.2.0-00000000000000aa'
const other = '0.1.0-00000000000000bb'
const day_ms = 24 * 3600 * 1000
/** A number that no process has: more than the systems give. */
const nobody = '99999999'

async function beside(use: (programs: string) => Promise<void> | void): Promise<void> {
  const programs = await mkdtemp(join(tmpdir(), 'pitwall-programs-'))
  try {
    await use(programs)
  } finally {
    await rm(programs, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Unpacks a program, last used `days` ago by the processes that are named. */
function unpacked(
  programs: string,
  stamp: string,
  days: number,
  users: readonly string[] = [nobody],
): string {
  const folder = join(programs, stamp)
  ensureFolder(folder, into => writeFileSync(join(into, 'start.cjs'), ''))
  mkdirSync(join(folder, 'in-use'))
  for (const user of users) writeFileSync(join(folder, 'in-use', user), '')
  const then = new Date(Date.now() - days * day_ms)
  for (const path of [join(folder, 'in-use'), folder]) utimesSync(path, then, then)
  return folder
}

test('a program that nobody has started for weeks goes when another version starts, and nothing is left of it', () =>
  beside(programs => {
    unpacked(programs, other, 15)
    unpacked(programs, own, 15)
    removeUnused(programs, own)
    assert.deepEqual(readdirSync(programs), [own])
  }))

test('a program that was used some days ago stays', () =>
  beside(programs => {
    unpacked(programs, other, 5)
    removeUnused(programs, own)
    assert.deepEqual(readdirSync(programs), [other])
  }))

test('a program that runs stays, for however long it has been running, and goes when it has ended', () =>
  beside(async programs => {
    const running: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)'])
    const ended = new Promise(done => running.once('exit', done))
    try {
      unpacked(programs, other, 400, [nobody, String(running.pid)])
      removeUnused(programs, own)
      assert.deepEqual(readdirSync(programs), [other])
    } finally {
      running.kill('SIGKILL')
      await ended
    }
    removeUnused(programs, own)
    assert.deepEqual(readdirSync(programs), [])
  }))

test('a process leaves its mark while it runs, takes it along when it ends, and wipes away those of the dead', () =>
  beside(async programs => {
    const folder = unpacked(programs, other, 1)
    const module = new URL('../scripts/executable/program-use.ts', import.meta.url).href
    const script = `import { markUse } from ${JSON.stringify(module)}
      process.stdout.write(String(markUse(${JSON.stringify(folder)})))
      process.stdin.once('data', () => process.exit())`
    const running = spawn(process.execPath, ['--input-type=module', '-e', script])
    const ended = new Promise(done => running.once('exit', done))
    try {
      assert.equal(String(await new Promise(said => running.stdout.once('data', said))), 'true')
      assert.deepEqual(readdirSync(join(folder, 'in-use')), [String(running.pid)])
      running.stdin.write('\n')
      await ended
      assert.deepEqual(readdirSync(join(folder, 'in-use')), [])
    } finally {
      running.kill('SIGKILL')
    }
  }))

test('a program that is not there cannot be marked', () =>
  beside(programs => assert.equal(markUse(join(programs, other)), false)))

test('a process that starts while its program is about to be removed waits until it is known what becomes of it', () =>
  beside(async programs => {
    const folder = unpacked(programs, other, 15)
    writeFileSync(join(folder, 'removing'), '')
    const gone = spawn(process.execPath, [
      '-e',
      `setTimeout(() => require('node:fs').renameSync(${JSON.stringify(folder)}, ${JSON.stringify(`${folder}-aB3_xY`)}), 300)`,
    ])
    const ended = new Promise(done => gone.once('exit', done))
    assert.equal(markUse(folder), false)
    await ended
  }))

test('what was not unpacked to the end goes after a day, and what is not a program never', () =>
  beside(programs => {
    const then = new Date(Date.now() - 500 * day_ms)
    const half = join(programs, `${other}-aB3_xY`)
    const fresh = join(programs, `${other}-aB3_xZ`)
    const [letters, file, unmarked, link] = [
      'letters',
      `${other}.zip`,
      '0.0.9-00000000000000cc',
      '0.0.8-00000000000000dd',
    ]
    for (const folder of [half, fresh, join(programs, letters), join(programs, unmarked)]) mkdirSync(folder)
    writeFileSync(join(programs, file), '')
    symlinkSync(join(programs, letters), join(programs, link), 'junction')
    for (const path of [half, join(programs, letters), join(programs, unmarked)]) utimesSync(path, then, then)
    removeUnused(programs, own)
    assert.equal(existsSync(half), false)
    assert.equal(existsSync(fresh), true)
    for (const name of [letters, file, unmarked, link])
      assert.equal(existsSync(join(programs, name)), true, name)
  }))
