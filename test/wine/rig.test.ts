// The connector as it ships, on Windows, beside a game on Windows; the hub is on the Linux side. Once from its files, once
// as the single executable.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, type Running, start } from '../e2e/command.ts'
import { nodeUnder, type Started, type Windows, windowsIn, wineVersion } from './windows.ts'

const { major, skip } = wineVersion()
const timeout = 600_000

let folder = ''
let windows: Windows | undefined
let hub: Running | undefined
let mqttPort = ''
let url = ''

before(
  async () => {
    if (skip !== false) return
    folder = await mkdtemp(join(tmpdir(), 'pitwall-wine-rig-'))
    windows = windowsIn(folder, major)
    hub = start(['up', '--source', 'none', '--port', '0', '--mqtt-port', '0', '--data', join(folder, 'data')])
    url = (await hub.printed(/pitwall is at (http\S+)/))[1] ?? ''
    mqttPort = (await hub.printed(/rigs connect to mqtt:\/\/127\.0\.0\.1:(\d+)/))[1] ?? ''
  },
  { timeout },
)
after(async () => {
  await hub?.stop()
  windows?.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

type Lap = { readonly lap_id: string; readonly rig: string; readonly kind: string; readonly samples?: number }

const lapsOf = async (rig: string): Promise<readonly Lap[]> => {
  const answer = await fetch(`${url}api/laps`)
  const laps: readonly Lap[] = JSON.parse(await answer.text())
  return laps.filter(lap => lap.rig === rig)
}

const rigFlags = (rig: string) => [
  ...['rig', '--broker', `mqtt://127.0.0.1:${mqttPort}`, '--rig', rig],
  ...['--spool', 'spool', '--recordings', 'recordings'],
]

/** Lets a game drive beside the rig until the hub has a whole lap of it. */
async function drivesALap(rig: string, run: (words: readonly string[]) => Started): Promise<void> {
  assert.ok(windows)
  const report = join(folder, `${rig}.json`)
  // A little faster than the clock, or a lap would take two minutes; much faster, and a car could not have come so far.
  const game = windows.node('test/wine/game.ts', ['400', report, '1.4', 'hotlap'])
  const connector = run(rigFlags(rig))
  try {
    await eventually(
      async () => existsSync(report) && readFileSync(connector.log, 'utf8'),
      said => typeof said === 'string' && /reading Assetto Corsa Competizione \(Local\\acpmf_\*\)/.test(said),
      120,
    )
    const laps = await eventually(
      () => lapsOf(rig),
      found => found.some(({ kind }) => kind === 'flying'),
      300,
    )
    assert.ok(
      laps.some(({ kind, samples = 0 }) => kind === 'flying' && samples > 2000),
      JSON.stringify(laps),
    )
  } finally {
    connector.kill()
    game.kill()
    await Promise.all([connector.ended, game.ended])
    // Its mappings must be gone before the next game comes.
    await sleep(1000)
  }
}

test(
  'Windows: "pitwall rig" beside a game sends its laps to a hub on another system',
  {
    skip,
    timeout,
  },
  () =>
    drivesALap('files', words => {
      assert.ok(windows)
      return windows.node('bin/pitwall.js', words)
    }),
)

test('Windows: the single executable says its version, judges the machine, and sends laps', {
  skip,
  timeout,
}, async () => {
  assert.ok(windows)
  const out = join(folder, 'executable')
  const made = spawnSync(
    process.execPath,
    ['scripts/executable.ts', 'win-x64', '--node', nodeUnder(major), '--out', out],
    { encoding: 'utf8', timeout: 300_000 },
  )
  assert.equal(made.status, 0, made.stderr)
  const file = join(out, 'pitwall-win-x64.exe')
  const say = async (...words: readonly string[]) => {
    assert.ok(windows)
    const { ended, log } = windows.program(file, words, words.join())
    assert.equal(await ended, 0, readFileSync(log, 'utf8'))
    return readFileSync(log, 'utf8')
  }
  assert.match(await say('--version'), /^\d+\.\d+\.\d+\s*$/m)
  assert.match(await say('doctor'), /✓ SQL engine: DuckDB/)
  await say('autostart', 'on', '--broker', 'mqtt://192.168.1.20:1883', '--rig', 'left')
  const starts =
    /cmd \/c start "pitwall" \/min .*pitwall-win-x64\.exe rig --broker mqtt:\/\/192\.168\.1\.20:1883 --rig left/
  assert.match(await say('autostart', 'status'), starts)
  const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'
  const asked = windows.program('reg', ['query', key, '/v', 'pitwall'], 'reg')
  assert.equal(await asked.ended, 0)
  assert.match(readFileSync(asked.log, 'utf8'), starts)
  await say('autostart', 'off')
  assert.match(await say('autostart', 'status'), /^off\s*$/m)
  await drivesALap('executable', words => {
    assert.ok(windows)
    return windows.program(file, words, 'rig')
  })
})
