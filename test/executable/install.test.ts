// What a user gets, on a machine that has nothing: one file, or a package of npm.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../e2e/command.ts'

const timeout = 600_000
const skip = process.platform !== 'linux' && 'Linux only'

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-install-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function built(words: readonly string[], cwd = '.'): void {
  const [command = '', ...rest] = words
  const done = spawnSync(command, rest, { cwd, encoding: 'utf8', timeout: 300_000 })
  assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
}

/** Runs the demo with that pitwall until there are laps, and asks for them in SQL. */
async function provesItself(file: string, folder: string, path: string): Promise<void> {
  const env = { HOME: folder, PATH: path }
  const run = (...words: readonly string[]) =>
    spawnSync(file, words, { cwd: folder, env, encoding: 'utf8', timeout: 120_000 })
  assert.match(run('--version').stdout, /^\d+\.\d+\.\d+\s*$/)
  const words = ['up', '--demo', '--speed', '20', '--port', '0', '--mqtt-port', '0', '--data', 'data']
  const hub: ChildProcess = spawn(file, words, { cwd: folder, env, stdio: 'ignore' })
  const ended = new Promise(done => hub.once('exit', done))
  try {
    const question = 'select lap_number, count(*) as samples from laps where kind = $$flying$$ group by all'
    const answer = await eventually(
      async () => run('sql', '--data', 'data', '--json', question),
      ({ status, stdout }) => status === 0 && /"lap_number"|\[\s*\[/.test(stdout) && stdout.length > 60,
      240,
    )
    assert.match(answer.stdout, /samples/)
  } finally {
    hub.kill('SIGTERM')
    await ended
  }
}

function isRunning(pid: string): boolean {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

test(
  'the single executable runs the demo in an empty folder, without any Node on the path',
  {
    skip,
    timeout,
  },
  () =>
    inFolder(async folder => {
      built([process.execPath, 'scripts/executable.ts', '--out', folder])
      const [name = ''] = await readdir(folder)
      const programs = join(folder, '.cache/pitwall')
      const old = join(programs, '0.0.1-00000000000000aa')
      await mkdir(join(old, 'in-use'), { recursive: true })
      for (const path of [join(old, 'in-use'), old]) await utimes(path, 0, 0)
      await provesItself(join(folder, name), folder, '/nonexistent')
      const [program = '', ...others] = await readdir(programs)
      assert.deepEqual(others, [], 'a version that nobody uses has gone')
      // One that was killed leaves its mark, which counts for nothing.
      const marks = await readdir(join(programs, program, 'in-use'))
      assert.deepEqual(marks.filter(isRunning), [], 'nobody uses this one any more')
    }),
)

test('the package installs from its file, globally, and runs the demo', { skip, timeout }, () =>
  inFolder(async folder => {
    built(['npm', 'run', 'package'])
    built(['npm', 'pack', '--pack-destination', folder], 'dist/package')
    const [name = ''] = await readdir(folder)
    const prefix = join(folder, 'prefix')
    built(['npm', 'install', '--global', '--prefix', prefix, '--ignore-scripts', resolve(folder, name)])
    const path = `${dirname(process.execPath)}:/usr/bin:/bin`
    await provesItself(join(prefix, 'bin/pitwall'), folder, path)
  }),
)
