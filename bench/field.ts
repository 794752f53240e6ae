// What a round of 60 cars costs: from its datagrams to the message, and from the message to the pages.

import { openLive } from '../src/live/live.ts'
import { fieldMessage } from '../src/model/field.ts'
import { rigId, siteId } from '../src/model/identity.ts'
import { readMessage } from '../src/model/messages.ts'
import { manualClock } from '../src/model/testing/manual-clock.ts'
import { FieldRecorder } from '../src/rig/broadcasting/field-recorder.ts'
import { entriesOf, roundOf, trackOfWorld } from '../src/rig/virtual/broadcast.ts'
import { worldOptions } from '../src/rig/virtual/source.ts'
import { createWorld, stepWorld } from '../src/rig/virtual/world.ts'
import { unixMillis } from '../src/units/quantity.ts'
import { decodeBroadcast, encodeBroadcast } from '../src/wire/acc/broadcast-v4.ts'
import { compare } from './compare.ts'

const world = createWorld(worldOptions({ cars: 60, session: 'race' }))
const drive = (steps: number) => {
  for (let step = 0; step < steps; step++) stepWorld(world)
}
let text = ''
const recorder = new FieldRecorder({
  ...{ site: siteId('home'), rig: rigId('wall'), origin: 'live', game: 'acc' },
  own: () => undefined,
  ask: { entries: () => undefined, track: () => undefined, got: () => undefined },
  send: ({ stream, json }) => {
    if (stream === 'field') text = Buffer.from(json).toString()
  },
})
let at = Date.UTC(2026, 10, 24)
const take = (rounds: readonly Uint8Array[]) => {
  at += 100
  for (const bytes of rounds) recorder.take(decodeBroadcast(bytes), unixMillis(at))
}
drive(400 * 100)
take([trackOfWorld(world, 1), ...entriesOf(world, 1)].map(encodeBroadcast))
const rounds = Array.from({ length: 200 }, () => {
  drive(40)
  return roundOf(world).map(encodeBroadcast)
})
let round = 0
const next = () => rounds[round++ % rounds.length] ?? []
for (let warm = 0; warm < 400; warm++) take(next())
const message = readMessage(fieldMessage, JSON.parse(text), 'field')

const clock = manualClock()
const feed = (pages: number) => {
  const live = openLive({ clock })
  for (let page = 0; page < pages; page++) {
    const { said } = live.join({ waiting: 0, send: () => undefined, close: () => undefined })
    said(JSON.stringify({ type: 'watch', rigs: {}, fields: ['*'] }))
  }
  return () => {
    live.putField(readMessage(fieldMessage, JSON.parse(text), 'field'), clock.now())
    clock.pass(100)
  }
}
const [one, twenty] = [feed(1), feed(20)]
for (let warm = 0; warm < 400; warm++) for (const send of [one, twenty]) send()
compare(`a round of ${message.cars.length} cars; its message has ${text.length} bytes`, 1, {
  'JSON.parse of the message': () => void JSON.parse(text),
  'decoding its datagrams': () => {
    for (const bytes of next()) decodeBroadcast(bytes)
  },
  'from datagrams to the message': () => take(next()),
  'from the message to one page': one,
  'from the message to twenty pages': twenty,
})
