import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { connectAsync, type MqttClient } from 'mqtt'
import { WebSocket } from 'ws'
import { roleNames, suffices } from './access/role.ts'
import { operations } from './openapi.ts'
import { doors } from './route-roles.ts'
import { type KeyedHub, withKeyedHub } from './testing/keyed-hub.ts'

const closed = (client: MqttClient) => new Promise<void>(resolve => client.once('close', () => resolve()))
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

test('every route asks for its role: less is refused, enough is let in, and nothing is not enough', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const sockets = ['/live', '/mqtt']
    const routes = [
      ...operations.map(({ method = 'get', path, needs = 'reader' }) => ({ method, path, needs })),
      ...doors.filter(({ path }) => !sockets.includes(path)),
      { method: 'post', path: '/api/unheard-of', needs: 'owner' } as const,
      { method: 'get', path: '/api/unheard-of', needs: 'reader' } as const,
    ]
    assert.ok(routes.length > 35)
    for (const { method, path, needs } of routes) {
      const where = path.replaceAll(/\{\w+\}/g, 'x')
      for (const role of [undefined, ...roleNames]) {
        const headers = role === undefined ? {} : bearer(secrets[role])
        const body = method === 'get' || method === 'delete' ? undefined : '{}'
        const { status, text } = await ask(where, {
          method: method.toUpperCase(),
          headers,
          ...(body !== undefined && { body }),
        })
        const said = `${role ?? 'nobody'}: ${method} ${path}: ${status} ${text.slice(0, 200)}`
        if (path === '/enter') assert.equal(status, 401, said)
        else if (suffices(role, needs)) assert.ok(status !== 401 && status !== 403 && status < 500, said)
        else assert.equal(status, role === undefined ? 401 : 403, said)
      }
    }
  }))

test('the same answer comes for HEAD, and for a path that is spelled otherwise', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    for (const path of [
      '/api/laps',
      '/api/%6caps',
      '//api/laps',
      '/api/../api/laps',
      '/metrics?x=/openapi.json',
    ]) {
      for (const method of ['GET', 'HEAD']) {
        assert.equal((await ask(path, { method })).status, 401, `${method} ${path}`)
        const { status } = await ask(path, { method, headers: bearer(secrets.reader) })
        assert.ok(status === 200 || status === 404, `${method} ${path}: ${status}`)
      }
    }
    const { status } = await ask('/api/laps', { method: 'DELETE', headers: bearer(secrets.steward) })
    assert.equal(status, 403)
  }))

test('the description of the API says which role each route wants', () =>
  withKeyedHub(async ({ ask }) => {
    const { paths, components } = JSON.parse((await ask('/openapi.json')).text)
    assert.deepEqual(paths['/api/laps/{lap_id}/ruling'].post.security, [
      { bearer: ['steward'] },
      { cookie: ['steward'] },
    ])
    assert.deepEqual(paths['/api/whoami'].get.security, [])
    assert.deepEqual(Object.keys(components.securitySchemes), ['bearer', 'cookie'])
  }))

/** Whether the line opens, and what the hub says if not. */
async function live({ hub }: KeyedHub, secret?: string): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${hub.port}/live`, {
    headers: secret === undefined ? {} : bearer(secret),
  })
  const status = await Promise.race([
    once(socket, 'open').then(() => 101),
    once(socket, 'unexpected-response').then(([, answer]) => Number(answer.statusCode)),
  ])
  socket.on('error', () => undefined)
  socket.terminate()
  return status
}

test('the live line is for readers and more, not for rigs and nobody', () =>
  withKeyedHub(async keyed => {
    const { reader, steward, owner, rig } = keyed.secrets
    for (const secret of [reader, steward, owner, 'the told token'])
      assert.equal(await live(keyed, secret), 101)
    assert.deepEqual([await live(keyed), await live(keyed, rig), await live(keyed, 'wrong')], [401, 403, 401])
  }))

for (const way of ['mqtt over TCP', 'MQTT over WebSocket'] as const) {
  const connect = ({ hub }: KeyedHub, password?: string) =>
    connectAsync(
      way === 'mqtt over TCP' ? `mqtt://127.0.0.1:${hub.mqttPort}` : `ws://127.0.0.1:${hub.port}/mqtt`,
      { reconnectPeriod: 0, ...(password !== undefined && { username: 'any', password }) },
    )

  test(`${way}: a rig publishes as itself and as nobody else, and reads its own`, () =>
    withKeyedHub(async keyed => {
      const rig = await connect(keyed, keyed.secrets.rig)
      const granted = async (filter: string) =>
        (await rig.subscribeAsync(filter, { qos: 0 }).catch(() => []))[0]?.qos
      assert.equal(await granted('rigs/home/one/#'), 0)
      assert.notEqual(await granted('rigs/home/two/#'), 0)
      assert.notEqual(await granted('#'), 0)
      await rig.publishAsync('rigs/home/one/event', '{}', { qos: 1 })
      rig.publish('rigs/home/two/event', '{}', { qos: 1 })
      await closed(rig)
      await rig.endAsync(true)
    }))

  test(`${way}: readers and stewards listen to everything and publish nothing`, () =>
    withKeyedHub(async keyed => {
      for (const role of ['reader', 'steward'] as const) {
        const client = await connect(keyed, keyed.secrets[role])
        const [granted] = await client.subscribeAsync('rigs/#', { qos: 0 })
        assert.equal(granted?.qos, 0)
        client.publish('rigs/home/one/event', '{}', { qos: 1 })
        await closed(client)
        await client.endAsync(true)
      }
    }))

  test(`${way}: nobody comes in without a secret, or with a wrong one`, () =>
    withKeyedHub(async keyed => {
      for (const secret of [undefined, '', 'wrong', keyed.secrets.reader.slice(0, -2)])
        await assert.rejects(connect(keyed, secret), /Not authorized|Connection refused/)
    }))
}

test('whoever is revoked loses the open line within seconds, over HTTP and MQTT', () =>
  withKeyedHub(async ({ hub, secrets, revoke, ask }) => {
    const socket = new WebSocket(`ws://127.0.0.1:${hub.port}/live`, { headers: bearer(secrets.reader) })
    await once(socket, 'open')
    const rig = await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
      username: 'rig',
      password: secrets.rig,
      reconnectPeriod: 0,
    })
    const steward = await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
      username: 'anna',
      password: secrets.steward,
      reconnectPeriod: 0,
    })
    const ended = Promise.all([once(socket, 'close'), closed(rig)])
    revoke('reader')
    revoke('rig')
    const [[code]] = await ended
    assert.equal(code, 1008)
    assert.ok(steward.connected, 'the others stay')
    const { status, text } = await ask('/api/laps', { headers: bearer(secrets.reader) })
    assert.deepEqual(
      [status, JSON.parse(text).error],
      [401, 'this secret was revoked; ask the owner for another'],
    )
    await Promise.all([rig.endAsync(true), steward.endAsync(true)])
  }))

test('with open reading anybody reads over every way, and nobody writes', () =>
  withKeyedHub(
    async keyed => {
      const { ask, hub, secrets } = keyed
      assert.equal((await ask('/api/laps')).status, 200)
      assert.equal(await live(keyed), 101)
      assert.equal((await ask('/api/events/x', { method: 'DELETE' })).status, 401)
      assert.equal((await ask('/api/access')).status, 401)
      const steward = await ask('/api/events/x', { method: 'DELETE', headers: bearer(secrets.steward) })
      assert.equal(steward.status, 404, steward.text)
      assert.equal(JSON.parse((await ask('/api/whoami')).text).role, 'reader')
      const visitor = await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, { reconnectPeriod: 0 })
      const [granted] = await visitor.subscribeAsync('rigs/#', { qos: 0 })
      assert.equal(granted?.qos, 0)
      visitor.publish('rigs/home/one/event', '{}', { qos: 1 })
      await closed(visitor)
      await visitor.endAsync(true)
    },
    { token: 'the told token', openReading: true },
  ))

test('an owner lets others in and out over HTTP; the secret is in that answer and in no other', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const headers = bearer(secrets.owner)
    const made = await ask('/api/access', {
      ...{ method: 'POST', headers },
      body: JSON.stringify({ role: 'reader', name: 'tablet' }),
    })
    const { id, secret } = JSON.parse(made.text)
    assert.equal((await ask('/api/laps', { headers: bearer(secret) })).status, 200)
    const { text } = await ask('/api/access', { headers })
    assert.ok(text.includes('"tablet"'))
    assert.ok(!/pw_|hash|salt/.test(text), text)
    assert.equal((await ask(`/api/access/${id}`, { method: 'DELETE', headers })).status, 200)
    assert.equal((await ask('/api/laps', { headers: bearer(secret) })).status, 401)
  }))
