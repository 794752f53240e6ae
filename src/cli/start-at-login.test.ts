import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loginStart, unitText, windowsCommand } from './start-at-login.ts'

test('Windows starts it in a small window of its own, each word as it was given', () => {
  assert.equal(
    windowsCommand(['C:\\Program Files\\pitwall.exe', 'rig', '--broker', 'mqtt://hub:1883']),
    'cmd /c start "pitwall" /min "C:\\Program Files\\pitwall.exe" rig --broker mqtt://hub:1883',
  )
  assert.equal(windowsCommand(['a', 'b&c']), 'cmd /c start "pitwall" /min a "b&c"')
  assert.throws(() => windowsCommand(['%TEMP%']), /cannot stand in a command of Windows/)
})

const verifies = spawnSync('systemd-analyze', ['--version']).status === 0

test('systemd takes the unit, whatever stands in its words', {
  skip: !verifies && 'no systemd-analyze',
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-unit-'))
  try {
    const path = join(folder, 'pitwall-rig.service')
    await writeFile(path, unitText([process.execPath, 'a b', '100%', '$HOME', 'a"b\\c']))
    const { stdout, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', path], { encoding: 'utf8' })
    assert.doesNotMatch(stdout + stderr, /pitwall-rig\.service/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('Linux writes a unit that starts with the session, and forgets it again', {
  skip: process.platform !== 'linux',
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-login-'))
  // No systemd of whoever runs this test is to hear of it.
  const runtime = process.env['XDG_RUNTIME_DIR']
  const bus = process.env['DBUS_SESSION_BUS_ADDRESS']
  process.env['XDG_RUNTIME_DIR'] = folder
  delete process.env['DBUS_SESSION_BUS_ADDRESS']
  try {
    const way = loginStart({ XDG_CONFIG_HOME: folder })
    assert.ok(way)
    assert.equal(way.state(), undefined)
    assert.match(way.on(['/opt/pitwall', 'rig', '--broker', 'mqtt://hub:1883']), /log on/)
    assert.equal(way.state(), '"/opt/pitwall" "rig" "--broker" "mqtt://hub:1883"')
    way.on(['/opt/pitwall', 'rig', '--broker', 'mqtt://other:1883'])
    assert.match(readFileSync(way.place, 'utf8'), /mqtt:\/\/other:1883/)
    way.off()
    assert.equal(way.state(), undefined)
    assert.equal(existsSync(way.place), false)
  } finally {
    if (runtime === undefined) delete process.env['XDG_RUNTIME_DIR']
    else process.env['XDG_RUNTIME_DIR'] = runtime
    if (bus !== undefined) process.env['DBUS_SESSION_BUS_ADDRESS'] = bus
    await rm(folder, { recursive: true })
  }
})
