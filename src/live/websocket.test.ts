import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { type LiveSinkSubject, liveSinkContract } from '../../test/contracts/live-sink.ts'
import { systemClock } from '../hub/clock.ts'
import type { ServerMessage } from '../model/live-protocol.ts'
import { openLive } from './live.ts'
import type { Told } from './sink.ts'
import { serveSocket } from './websocket.ts'

async function connected(): Promise<
  LiveSinkSubject & { readonly page: WebSocket; readonly heard: ServerMessage[] }
> {
  const live = openLive({ clock: systemClock })
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  server.on('connection', socket => serveSocket(live, socket, systemClock))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const page = new WebSocket(`ws://127.0.0.1:${address.port}/live`)
  const heard: ServerMessage[] = []
  page.on('message', data => heard.push(JSON.parse(data.toString())))
  await once(page, 'open')
  while (heard.length === 0) await once(page, 'message')
  return {
    sink: live,
    page,
    heard,
    values: () =>
      heard.flatMap(message => (message.type === 'values' ? message.rigs.map(rig => rig.values) : [])),
    told: () =>
      heard.filter((message): message is Told =>
        ['lap', 'event', 'session', 'status', 'board'].includes(message.type),
      ),
    stall: () => page.pause(),
    resume: () => page.resume(),
    async end() {
      page.terminate()
      await live.close()
      for (const socket of server.clients) socket.terminate()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

liveSinkContract('WebSocket', connected)

test('a page is greeted with the state of things, and answered when it asks for the time', async () => {
  const { page, heard, end } = await connected()
  try {
    assert.equal(heard[0]?.type, 'hello')
    page.send(JSON.stringify({ type: 'ping', client_ms: 5 }))
    while (heard.length < 2) await once(page, 'message')
    const pong = heard[1]
    assert.ok(pong?.type === 'pong' && pong.client_ms === 5 && pong.now_ms > 0)
  } finally {
    await end()
  }
})
