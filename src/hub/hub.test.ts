import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { activity, logLine } from '../model/activity.ts'
import { type Hub, startHub } from './hub.ts'
import { askHub } from './testing/keyed-hub.ts'

async function withHub(body: (hub: Hub) => Promise<void>, change: { readonly token?: string } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'pitwall-hub-'))
  const hub = await startHub({ data, port: 0, mqttPort: 0, log: 'silent', ...change })
  try {
    await body(hub)
  } finally {
    await hub.close()
    rmSync(data, { recursive: true })
  }
}

const ask = (hub: Hub, path: string, headers: Readonly<Record<string, string>> = {}) =>
  askHub(hub.port, path, { headers })

test('a hub says how it is, what it counts and what its API looks like', () =>
  withHub(async hub => {
    const health = JSON.parse((await ask(hub, '/api/health')).text)
    assert.equal(health.state, 'ok')
    const log = z.array(logLine).parse(JSON.parse((await ask(hub, '/api/log')).text))
    assert.ok(log.some(({ text }) => text === 'the hub is open'))
    const remembered = activity.parse(JSON.parse((await ask(hub, '/api/activity')).text))
    assert.equal(remembered.since_ms, Date.parse(health.started_at))
    assert.match(
      (await ask(hub, '/metrics')).text,
      /^# HELP pitwall_live_received_total .+\n# TYPE .+ counter\n.+ 0$/m,
    )
    const api = JSON.parse((await ask(hub, '/openapi.json')).text)
    assert.equal(api.openapi, '3.1.0')
    assert.ok(
      api.paths['/api/health'].get.responses['200'].content['application/json'].schema.properties.parts,
    )
    assert.equal((await ask(hub, '/api/nothing')).status, 404)
  }))

test('every answer forbids inline scripts, framing and guessing of types', () =>
  withHub(async hub => {
    for (const path of ['/', '/api/health', '/metrics']) {
      const { headers } = await ask(hub, path)
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /default-src 'self'/)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
    }
  }))

test('a path reaches nothing but the page', () =>
  withHub(async hub => {
    for (const path of [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '//etc/passwd',
      '/assets/../../../package.json',
      '/%00',
    ]) {
      const { text } = await ask(hub, path)
      assert.doesNotMatch(text, /"devDependencies"|root:/, path)
    }
  }))

test('a name that somebody else could point at this machine is not answered', () =>
  withHub(async hub => {
    assert.equal((await ask(hub, '/api/health', { host: 'evil.example' })).status, 421)
    assert.equal((await ask(hub, '/api/health', { host: `localhost:${hub.port}` })).status, 200)
    assert.equal((await ask(hub, '/api/health', { host: `${hostname()}.local` })).status, 200)
    assert.equal((await ask(hub, '/api/health', { origin: 'http://evil.example' })).status, 403)
  }))

test('a page of another origin gets no WebSocket', () =>
  withHub(async hub => {
    const socket = new WebSocket(`ws://127.0.0.1:${hub.port}/live`, { origin: 'http://evil.example' })
    const [error] = await once(socket, 'error')
    assert.match(String(error), /403/)
  }))

test('the token opens the hub as a header, as a link and then as a cookie', () =>
  withHub(
    async hub => {
      assert.equal((await ask(hub, '/api/health')).status, 401)
      assert.equal((await ask(hub, '/api/health', { authorization: 'Bearer wrong-token' })).status, 401)
      assert.equal((await ask(hub, '/api/health', { authorization: 'Bearer correct-horse' })).status, 200)
      const linked = await ask(hub, '/?token=correct-horse')
      const cookie = String(linked.headers['set-cookie']).split(';')[0] ?? ''
      assert.equal((await ask(hub, '/api/health', { cookie })).status, 200)
    },
    { token: 'correct-horse' },
  ))

test('a second hub in the same data folder is told who has it, and leaves no port open', () =>
  withHub(async hub => {
    await assert.rejects(startHub({ data: hub.configuration.data, port: 0, mqttPort: 0, log: 'silent' }), {
      code: 'data-locked',
      message: new RegExp(`process ${process.pid}, http://127.0.0.1:${hub.port}/`),
    })
  }))

test('a taken port is said in one sentence, and the data folder is free again', () =>
  withHub(async hub => {
    const data = mkdtempSync(join(tmpdir(), 'pitwall-hub-'))
    await assert.rejects(startHub({ data, port: hub.port, mqttPort: 0, log: 'silent' }), {
      code: 'port-taken',
      message: `Port ${hub.port} is taken by another program; choose another with --port, or 0 for any free one.`,
    })
    const second = await startHub({ data, port: 0, mqttPort: 0, log: 'silent' })
    await second.close()
    rmSync(data, { recursive: true })
  }))
