import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../hub/clock.ts'
import { entriesMessage, type FieldMessage, fieldMessage } from '../../model/field.ts'
import { rigId, siteId } from '../../model/identity.ts'
import { readMessage } from '../../model/messages.ts'
import { micros, unixMillis } from '../../units/quantity.ts'
import { type BroadcastMessage, encodeBroadcast } from '../../wire/acc/broadcast-v4.ts'
import type { Outgoing } from '../session-messages.ts'
import { type BroadcastServer, openBroadcastServer, type ServerOptions } from '../virtual/broadcast-server.ts'
import { worldOptions } from '../virtual/source.ts'
import { createWorld, stepWorld } from '../virtual/world.ts'
import { Broadcasting } from './broadcasting.ts'
import { BroadcastClient, type GameAddress } from './client.ts'
import { openUdp } from './udp.ts'

async function until(holds: () => boolean): Promise<void> {
  const from = performance.now()
  while (!holds()) {
    assert.ok(performance.now() - from < 60_000, 'it did not happen in a minute')
    await sleep(10)
  }
}

/** A world that has been driving for a while and then stands still: what it says does not depend on the clock. */
function showing(server: BroadcastServer, seconds = 30) {
  const world = createWorld(worldOptions({ seed: 5, session: 'race', cars: 24 }))
  for (let step = 0; step < seconds * 400; step++) stepWorld(world)
  server.show(world, 1)
  return world
}

function follow(game: GameAddress) {
  const sent: Outgoing[] = []
  const reports: string[] = []
  const recorded = {
    site: siteId('home'),
    rig: rigId('wall'),
    origin: 'live',
    game: 'acc',
    send: (message: Outgoing) => void sent.push(message),
    own: () => undefined,
  } as const
  const following = new Broadcasting(
    { game, clock: systemClock, interval_ms: 20 },
    {
      recorded,
      time: { now: () => micros(systemClock.now() * 1000), wallOf: at => unixMillis(Math.round(at / 1000)) },
      report: text => reports.push(text),
    },
  )
  const of = (stream: string): unknown[] =>
    sent
      .filter(message => message.stream === stream)
      .map(({ json }) => JSON.parse(Buffer.from(json).toString()))
  const fields = (): readonly FieldMessage[] =>
    of('field').map(message => readMessage(fieldMessage, message, 'field'))
  const names = () =>
    of('entries')
      .map(message => readMessage(entriesMessage, message, 'entries'))
      .at(-1)?.cars ?? []
  return { close: () => following.close(), counters: () => following.counters, reports, fields, names }
}

async function withServer(options: ServerOptions, body: (server: BroadcastServer) => Promise<void>) {
  const server = await openBroadcastServer(options)
  try {
    await body(server)
  } finally {
    await server.close()
  }
}

test('over genuine datagrams every car of a field of 24 arrives with its name', () =>
  withServer({}, async server => {
    const world = showing(server)
    const { fields, names, close, counters } = follow(server.address)
    try {
      await until(() => names().length === 24 && fields().length > 3)
      const cars =
        fields()
          .at(-1)
          ?.cars.map(({ car }) => car) ?? []
      const driven = [world.session.field.playerId, ...world.session.field.rivals.map(({ id }) => id)]
      assert.deepEqual([...cars].sort(), driven.sort())
      assert.equal(counters()['broadcast_garbage'], 0)
      assert.ok((counters()['broadcast_registrations'] ?? 0) >= 1)
    } finally {
      close()
    }
    await until(() => server.commands.at(-1)?.kind === 'unregister')
  }))

test('with a wrong connection password nothing comes, and the driver is told what is wrong', () =>
  withServer({ connectionPassword: 'secret' }, async server => {
    showing(server)
    const { fields, reports, close } = follow({ ...server.address, connectionPassword: 'asd' })
    try {
      await until(() => reports.length > 0)
      assert.match(reports[0] ?? '', /refused the connection \("Wrong connection password"\)/)
      assert.equal(fields().length, 0)
    } finally {
      close()
    }
  }))

test('with a wrong command password everything is heard, read-only', () =>
  withServer({ commandPassword: 'secret' }, async server => {
    showing(server)
    const { fields, reports, close } = follow({ ...server.address, commandPassword: 'guess' })
    try {
      await until(() => fields().length > 0)
      assert.match(reports[0] ?? '', /to be watched only/)
    } finally {
      close()
    }
  }))

test('a game that is started again on its port is found again, with a new connection', {
  timeout: 120_000,
}, async () => {
  const first = await openBroadcastServer()
  showing(first)
  const { fields, counters, close } = follow(first.address)
  try {
    await until(() => fields().length > 2)
    await first.close()
    await until(() => (counters()['broadcast_silences'] ?? 0) > 0)
    await withServer({ port: first.address.port, firstConnection: 100 }, async again => {
      showing(again, 20)
      const before = fields().length
      await until(() => fields().length > before + 2)
      assert.ok((counters()['broadcast_registrations'] ?? 0) >= 2)
      assert.ok(again.commands.some(({ kind }) => kind === 'request-entry-list'))
    })
  } finally {
    close()
  }
})

test('a game that is not there is waited for', { timeout: 120_000 }, async () => {
  const reserved = await openBroadcastServer()
  await reserved.close()
  const { fields, close } = follow(reserved.address)
  try {
    await sleep(300)
    await withServer({ port: reserved.address.port }, async server => {
      showing(server)
      await until(() => fields().length > 0)
    })
  } finally {
    close()
  }
})

test('a flood from a stranger’s address is not heard, and what the game says comes through', () =>
  withServer({}, async server => {
    showing(server)
    const heard: BroadcastMessage[] = []
    let port = 0
    const client = new BroadcastClient({
      game: server.address,
      clock: systemClock,
      interval_ms: 20,
      open: (to, take) => openUdp(to, take, bound => (port = bound)),
      heard: message => heard.push(message),
      report: () => undefined,
    })
    const stranger = createSocket('udp4')
    try {
      await until(() => port > 0 && heard.some(({ kind }) => kind === 'realtime-update'))
      const lie = encodeBroadcast({ kind: 'entry-list', connectionId: 66, carIndexes: [6, 6, 6] })
      for (let index = 0; index < 5000; index++) {
        stranger.send(index % 2 === 0 ? lie : Buffer.alloc(1200, 99), port, '127.0.0.1')
        if (index % 250 === 0) await sleep(1)
      }
      const before = heard.length
      await until(() => heard.length > before + 50)
      assert.ok(!heard.some(message => message.kind === 'entry-list' && message.connectionId === 66))
      assert.equal(client.counters.garbage, 0)
    } finally {
      client.close()
      const closed = once(stranger, 'close')
      stranger.close()
      await closed
    }
  }))

test('garbage from the game itself is counted, said once, and costs nothing else', () =>
  withServer({}, async server => {
    showing(server)
    const { fields, reports, counters, close } = follow(server.address)
    try {
      await until(() => server.clients() === 1)
      for (let index = 0; index < 20; index++) server.sayBytes(new Uint8Array([200, index]))
      await until(() => (counters()['broadcast_garbage'] ?? 0) > 0 && fields().length > 2)
      assert.equal(reports.filter(text => text.includes('passed over')).length, 1)
    } finally {
      close()
    }
  }))

test('what can be told to the game arrives there', () =>
  withServer({ commandPassword: 'yes' }, async server => {
    showing(server)
    const client = new BroadcastClient({
      game: server.address,
      clock: systemClock,
      open: openUdp,
      heard: () => undefined,
      report: () => undefined,
    })
    try {
      await until(() => client.connected)
      client.command(connectionId => ({ kind: 'change-hud-page', connectionId, hudPage: 'Basic HUD' }))
      client.command(connectionId => ({
        kind: 'change-focus',
        connectionId,
        carIndex: 1003,
        camera: undefined,
      }))
      client.command(connectionId => ({
        kind: 'instant-replay',
        connectionId,
        startSessionTimeMs: 1000,
        durationMs: 5000,
        focusedCarIndex: undefined,
        cameraSet: 'Helicam',
        camera: 'Helicam',
      }))
      await until(() => server.commands.some(({ kind }) => kind === 'instant-replay'))
      const kinds = server.commands.map(({ kind }) => kind)
      assert.ok(kinds.includes('change-hud-page') && kinds.includes('change-focus'))
    } finally {
      client.close()
    }
  }))
