import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type WebSocket as Peer, WebSocketServer } from 'ws'
import { sampleLive } from '../../../src/model/testing/messages.ts'
import { Connection } from './connection.ts'
import { valueIn } from './row.ts'
import type { FromWorker } from './wire.ts'

const hello = { type: 'hello', v: 1, now_ms: 0, rigs: [], laps: [], boards: [] }

/** A hub that greets, and a page that connects to it. */
async function line(context: TestContext, port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const peers: Peer[] = []
  server.on('connection', peer => {
    peers.push(peer)
    peer.send(JSON.stringify(hello))
  })
  const heard: FromWorker[] = []
  const connection = new Connection(`ws://127.0.0.1:${address.port}/live`, {
    open: url => new WebSocket(url),
    now: () => performance.now(),
    chance: () => 0,
    post: message => heard.push(message),
  })
  context.after(() => {
    connection.close()
    for (const peer of peers) peer.terminate()
    server.close()
  })
  const until = async (what: (message: FromWorker) => boolean, from = 0) => {
    for (let tries = 0; tries < 500; tries++) {
      const found = heard.slice(from).find(what)
      if (found !== undefined) return found
      await sleep(10)
    }
    return assert.fail('it was never heard')
  }
  return { server, peers, heard, connection, until }
}

const opened = (message: FromWorker) => message.kind === 'connection' && message.connection.state === 'open'

test('values arrive as a row, what is absent stays absent, and text that is no JSON is counted and passed over', async context => {
  const { peers, until } = await line(context)
  await until(opened)
  const values = sampleLive({ gear: 4 })
  peers[0]?.send('{"type":"values"')
  peers[0]?.send(JSON.stringify({ type: 'values', sent_ms: 1, rigs: [{ received_ms: 1, values }] }))
  const message = await until(({ kind }) => kind === 'newest')
  assert.ok(message.kind === 'newest')
  assert.equal(message.newest.rig, 'home/rig1')
  assert.equal(valueIn(message.newest.row, 'gear'), 4)
  assert.equal(valueIn(message.newest.row, 'fuel_l'), undefined)
  assert.deepEqual(await until(({ kind }) => kind === 'unreadable'), { kind: 'unreadable', total: 1 })
})

test('a page whose hub goes away says so, and is back as soon as it can be', async context => {
  const { peers, heard, until } = await line(context)
  await until(opened)
  const before = heard.length
  peers[0]?.terminate()
  await until(message => message.kind === 'connection' && message.connection.state === 'waiting', before)
  await until(opened, before)
  assert.equal(peers.length, 2)
})

test('a rate that was asked for is asked for again after a reconnect', async context => {
  const { peers, heard, connection, until } = await line(context)
  await until(opened)
  connection.watch(10)
  const before = heard.length
  const asked = new Promise<string>(resolve => {
    const wait = setInterval(() => {
      peers[1]?.once('message', data => resolve(String(data)))
      if (peers[1] !== undefined) clearInterval(wait)
    }, 1)
  })
  peers[0]?.terminate()
  await until(opened, before)
  assert.deepEqual(JSON.parse(await asked), { type: 'watch', rigs: { '*': 10 } })
})
