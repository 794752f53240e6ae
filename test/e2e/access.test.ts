import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually, pitwall, pitwallJson, start, withFolder } from './command.ts'

type Made = { readonly id: string; readonly secret: string }
type Listed = { readonly name: string; readonly revoked_at?: string }

test('a rig that is let in by the command line sends over TLS to a hub that it knows by its fingerprint, and keeps its secret', () =>
  withFolder(async data => {
    const inside = ['--data', data]
    const hub = start([
      'up',
      ...inside,
      '--tls',
      'own',
      '--token',
      'the told token',
      '--source',
      'none',
      '--port',
      '0',
      '--mqtt-port',
      '0',
    ])
    const [, port = ''] = await hub.printed(/https:\/\/127\.0\.0\.1:(\d+)/)
    await hub.printed(/mqtts:\/\/127/)
    const reader = await pitwallJson<Made>('access', 'add', 'wall', '--role', 'reader', ...inside)
    const added = await pitwall(
      'access',
      'add',
      'left',
      '--role',
      'rig',
      '--site',
      'home',
      '--rig',
      'left',
      ...inside,
    )
    assert.deepEqual(
      [added.code, (await pitwall('access', 'add', 'x', '--role', 'king', ...inside)).code],
      [0, 2],
    )
    const told = /pitwall (rig .*)/.exec(added.err)?.[1] ?? ''
    assert.match(told, /mqtts:.* --broker-fingerprint [0-9a-f]{64}/)
    const secret = /export PITWALL_TOKEN='([^']+)'/.exec(added.err)?.[1] ?? assert.fail(added.err)
    assert.ok(!told.includes(secret), 'a list of processes shows every word of a command')
    const held = join(data, 'secret of left')
    writeFileSync(held, `${secret}\n`, { mode: 0o600 })
    const own = ['--spool', join(data, 'rig'), '--no-record', '--broadcasting', 'off']
    const rig = start([...told.split(' '), '--source', 'virtual', ...own], { PITWALL_TOKEN_FILE: held })
    try {
      const ask = () =>
        secureGet(Number(port), '/api/rigs', reader.secret, readFileSync(join(data, 'tls', 'ca.crt'), 'utf8'))
      const rigs = await eventually(ask, text => text.includes('"left"'))
      assert.ok(rigs.includes('"home"'))
    } finally {
      await rig.stop()
      assert.equal((await hub.stop()).code, 0)
    }
    await pitwall('access', 'revoke', 'wall', ...inside)
    assert.equal((await pitwall('access', 'revoke', 'nobody', ...inside)).code, 1)
    const known = await pitwallJson<readonly Listed[]>('access', ...inside)
    assert.deepEqual(
      known.map(({ name, revoked_at }) => [name, revoked_at !== undefined]),
      [
        ['wall', true],
        ['left', false],
      ],
    )
  }))

test('a hub that nobody sits at shows the link of its owner in no log, but in a file that its owner alone may read', () =>
  withFolder(async data => {
    const ports = ['--port', '0', '--mqtt-port', '0', '--source', 'none']
    const hub = start(['up', '--host', '0.0.0.0', ...ports, '--data', data])
    await hub.printed(/all that is kept/)
    const file = join(data, 'owner-link')
    const [, port = '', secret = ''] = /:(\d+)\/\?token=(pw_\S+)\n$/.exec(readFileSync(file, 'utf8')) ?? []
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600)
    const ca = readFileSync(join(data, 'tls', 'ca.crt'), 'utf8')
    const known: readonly Listed[] = JSON.parse(await secureGet(Number(port), '/api/access', secret, ca))
    assert.deepEqual(
      known.map(({ name }) => name),
      ['first owner'],
    )
    const { out, err } = await hub.stop()
    assert.ok(out.includes(file))
    assert.ok(!`${out}${err}`.includes('pw_'), 'a secret was printed')
  }))

/** The body of an answer to a client that trusts the hub. */
const secureGet = (port: number, path: string, secret: string, ca: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${secret}` }
    const asked = request({ host: '127.0.0.1', port, path, headers, ca }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', part => {
        text += part
      })
      answer.on('end', () => resolve(text))
    })
    asked.on('error', reject)
    asked.end()
  })
