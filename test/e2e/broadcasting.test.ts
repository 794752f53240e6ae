import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { ServerMessage } from '../../src/model/live-protocol.ts'
import { openBroadcastServer } from '../../src/rig/virtual/broadcast-server.ts'
import { worldOptions } from '../../src/rig/virtual/source.ts'
import { createWorld, stepWorld } from '../../src/rig/virtual/world.ts'
import { start } from './command.ts'

const config =
  '.local/share/Steam/steamapps/compatdata/805550/pfx/drive_c/users/steamuser/Documents/Assetto Corsa Competizione/Config'

test('doctor says what is wrong with broadcasting.json and what to write, and writes it only when that is agreed to', {
  timeout: 180_000,
}, async () => {
  const home = mkdtempSync(join(tmpdir(), 'pitwall-home-'))
  try {
    const path = join(home, config, 'broadcasting.json')
    mkdirSync(join(home, config), { recursive: true })
    const wrong = Buffer.from(
      '{"udpListenerPort":9000,"connectionPassword":"box","commandPassword":""}',
      'utf16le',
    )
    writeFileSync(path, wrong)
    const doctor = (...words: readonly string[]) =>
      start(['doctor', '--data', join(home, 'data'), ...words], { HOME: home }).finished
    const told = await doctor()
    assert.match(
      told.out,
      /✗ broadcasting: the port is called udpListenerPort, but ACC reads updListenerPort/,
    )
    assert.match(told.out, /"updListenerPort": 9000,\n {8}"connectionPassword": "box"/)
    const unasked = await doctor('--fix-broadcasting')
    assert.equal(unasked.code, 1)
    assert.match(unasked.out, /nobody can be asked here; say --yes/)
    assert.deepEqual(readFileSync(path), wrong, 'it is as it was')
    const fixed = await doctor('--fix-broadcasting', '--yes')
    assert.equal(fixed.code, 0)
    const written: unknown = JSON.parse(readFileSync(path).toString('utf16le'))
    assert.deepEqual(written, { updListenerPort: 9000, connectionPassword: 'box', commandPassword: '' })
    assert.deepEqual(readFileSync(`${path}.before-pitwall`), wrong)
    assert.match((await doctor()).out, /✓ broadcasting: ACC broadcasts on port 9000/)
    assert.match((await doctor('--fix-broadcasting', '--yes')).out, /there is nothing to write/)
    assert.ok(!existsSync(`${path}.new`))
  } finally {
    rmSync(home, { recursive: true })
  }
})

/** Watches the field of a hub until a message fits. */
async function fieldOf(url: string, fits: (message: ServerMessage) => boolean): Promise<ServerMessage> {
  const page = new WebSocket(`${url.replace('http', 'ws')}live`)
  try {
    return await new Promise<ServerMessage>((resolve, reject) => {
      page.on('error', reject)
      page.on('open', () => page.send(JSON.stringify({ type: 'watch', rigs: { '*': 10 }, fields: ['*'] })))
      page.on('message', data => {
        const message: ServerMessage = JSON.parse(data.toString())
        if (fits(message)) resolve(message)
      })
    })
  } finally {
    page.terminate()
  }
}

async function withHub(words: readonly string[], body: (url: string) => Promise<void>) {
  const data = mkdtempSync(join(tmpdir(), 'pitwall-field-'))
  const hub = start(['up', '--data', data, '--port', '0', '--mqtt-port', '0', ...words], { HOME: data })
  try {
    const [, url = ''] = await hub.printed(/pitwall is at (\S+)/)
    await body(url)
  } finally {
    await hub.stop()
    await sleep(0)
    rmSync(data, { recursive: true, force: true })
  }
}

test(
  'the demo shows the other cars, with names, through the very client that follows a game',
  {
    timeout: 180_000,
  },
  () =>
    withHub(['--demo'], async url => {
      // The game says nothing of its driver for the first seconds of a session.
      await fieldOf(
        url,
        message =>
          message.type === 'field' &&
          message.field.cars.length === 9 &&
          message.field.player_car !== undefined,
      )
      const entries = await fieldOf(
        url,
        message => message.type === 'entries' && message.entries.cars.length === 9,
      )
      assert.ok(entries.type === 'entries' && entries.entries.cars.every(({ drivers }) => drivers.length > 0))
    }),
)

test('a machine without the game follows one elsewhere, and keeps the laps of all its cars', {
  timeout: 240_000,
}, async () => {
  const server = await openBroadcastServer()
  const world = createWorld(worldOptions({ seed: 5, session: 'race', cars: 12, track: 'brands_hatch' }))
  try {
    server.show(world, 20)
    const { port } = server.address
    await withHub(['--source', 'none', '--broadcasting', `127.0.0.1:${port}`], async url => {
      // As fast as this machine can while both have their turn.
      let driving = true
      const drive = (async () => {
        while (driving) {
          for (let step = 0; step < 40; step++) stepWorld(world)
          await sleep(5)
        }
      })()
      try {
        const drivers = new Set<string>()
        for (let waited = 0; waited < 400 && drivers.size < 12; waited++) {
          await sleep(500)
          const answer: unknown = await (await fetch(`${url}api/laps?field=true&limit=500`)).json()
          const laps = Array.isArray(answer) ? answer : []
          for (const lap of laps) drivers.add(String(lap.driver))
        }
        assert.equal(drivers.size, 12, `${[...drivers].join(', ')}`)
      } finally {
        driving = false
        await drive
      }
    })
  } finally {
    await server.close()
  }
})
