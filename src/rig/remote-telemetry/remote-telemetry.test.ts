import assert from 'node:assert/strict'
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import {
  ac1CarInfo,
  ac1Introduction,
  ac1LapInfo,
  ac1Request,
  readAc1Datagram,
} from '../../wire/ac1/remote.ts'
import { decode, encode } from '../../wire/struct.ts'
import { remoteTelemetry } from './remote-telemetry.ts'

/** A game on this machine that answers as AC1 does. `deaf` requests stay without an answer. */
async function game({ deaf = 0 }: { readonly deaf?: number } = {}) {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const asked: number[] = []
  let client: RemoteInfo | undefined
  socket.on('message', (bytes, from) => {
    const { operation = -1 } = decode(ac1Request, bytes)
    asked.push(operation)
    client = from
    if (asked.length <= deaf || operation !== 0) return
    const introduction = encode(ac1Introduction, {
      ...{ carName: 'ks_audi_r8_lms%garbage', driverName: 'Ada%', trackName: 'monza%', trackConfig: '%' },
      ...{ identifier: 4242, version: 1 },
    })
    socket.send(introduction, from.port, from.address)
  })
  return {
    port: socket.address().port,
    asked,
    send: (bytes: Uint8Array) => {
      if (client !== undefined) socket.send(bytes, client.port, client.address)
    },
    close: () => socket.close(),
  }
}

const frame = (lapTime: number) =>
  encode(ac1CarInfo, {
    ...{ letter: 97, size: 328, speedKmh: 180, lapTime, gear: 5 },
    ...{ load: [1, 2, 3, 4], carCoordinates: [10, 20, 30] },
  })

type Server = Awaited<ReturnType<typeof game>>

/** Runs the source against a game until `enough` pages came; `drive` is called every few milliseconds. */
async function heard(server: Server, enough: number, drive: (round: number) => void) {
  const stop = new AbortController()
  const pages: { readonly page: string; readonly bytes: Buffer; readonly at: number }[] = []
  const states: string[] = []
  const games: string[] = []
  let round = 0
  const driving = setInterval(() => drive(round++), 5)
  const counters = await remoteTelemetry({ port: server.port, patience_ms: 200 }).run(
    {
      page: (page, bytes, at) => {
        pages.push({ page, bytes: Buffer.from(bytes), at })
        if (pages.length >= enough) stop.abort()
      },
      game: ({ id }) => games.push(id),
      state: (state, detail) => states.push(`${state}: ${detail}`),
    },
    stop.signal,
  )
  clearInterval(driving)
  server.close()
  return { pages, states, games, counters }
}

test('the game is asked, introduces itself, and is told goodbye', { timeout: 60_000 }, async () => {
  const server = await game()
  const { pages, states, games } = await heard(server, 9, round => server.send(frame(round * 16)))
  assert.deepEqual(games, ['ac1-udp'])
  assert.equal(pages[0]?.page, 'static')
  assert.deepEqual(
    pages.slice(1, 5).map(({ page }) => page),
    ['graphics', 'physics', 'graphics', 'physics'],
  )
  const [first, second] = [pages[2], pages[4]]
  assert.deepEqual([first?.bytes.readInt32LE(0), second?.bytes.readInt32LE(0)], [1, 2])
  const { carName, driverName, trackConfig } = decode(ac1Introduction, pages[0]?.bytes ?? Buffer.alloc(0))
  assert.deepEqual([carName, driverName, trackConfig], ['ks_audi_r8_lms', 'Ada', undefined])
  assert.match(states[0] ?? '', /^waiting: no word from Assetto Corsa/)
  assert.match(states.at(-1) ?? '', /^reading: /)
  for (let waited = 0; waited < 100 && !server.asked.includes(3); waited++) await new Promise(setImmediate)
  assert.deepEqual([...new Set(server.asked)].slice(0, 2), [0, 1])
})

test('a game that does not answer is asked again', { timeout: 60_000 }, async () => {
  const server = await game({ deaf: 2 })
  const { pages } = await heard(server, 3, round => server.send(frame(round)))
  assert.ok(server.asked.filter(operation => operation === 0).length >= 3)
  assert.equal(pages[0]?.page, 'static')
})

test('a frame that comes twice is counted, and what nobody understands as well', {
  timeout: 60_000,
}, async () => {
  const server = await game()
  const { pages, counters } = await heard(server, 9, round => {
    server.send(frame(round))
    server.send(frame(round))
    server.send(Buffer.from('hello'))
    server.send(new Uint8Array(ac1CarInfo.size))
  })
  const times = pages.filter(({ page }) => page === 'physics').map(({ bytes }) => bytes.readInt32LE(44))
  assert.equal(new Set(times).size, times.length)
  assert.ok(counters.duplicates > 0 && counters.torn > 0)
})

test('a lap of any car is read as well', () => {
  const bytes = encode(ac1LapInfo, {
    car: 3,
    lap: 12,
    driverName: 'Ada%',
    carName: 'abarth500%',
    time: 98_765,
  })
  assert.deepEqual(readAc1Datagram(bytes), {
    kind: 'lap',
    value: { car: 3, lap: 12, driverName: 'Ada', carName: 'abarth500', time: 98_765 },
  })
})
