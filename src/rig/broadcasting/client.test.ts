import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../model/testing/manual-clock.ts'
import {
  type BroadcastCommand,
  type BroadcastMessage,
  decodeBroadcastCommand,
  encodeBroadcast,
} from '../../wire/acc/broadcast-v4.ts'
import { RigFault } from '../fault.ts'
import { BroadcastClient } from './client.ts'

const registered = (change = {}): BroadcastMessage => ({
  kind: 'registration-result',
  connectionId: 7,
  success: true,
  isReadOnly: false,
  error: '',
  ...change,
})
/** Something that a game says all the time. */
const entries: BroadcastMessage = { kind: 'entry-list', connectionId: 7, carIndexes: [] }

function connection() {
  const clock = manualClock()
  const sent: BroadcastCommand[] = []
  const heard: BroadcastMessage[] = []
  const reports: string[] = []
  let arrive: (bytes: Uint8Array) => void = () => undefined
  const client = new BroadcastClient({
    game: { host: '127.0.0.1', port: 9000, connectionPassword: 'asd', commandPassword: '' },
    clock,
    open: (_, take) => {
      arrive = take
      return { send: bytes => void sent.push(decodeBroadcastCommand(bytes)), close: () => undefined }
    },
    heard: message => heard.push(message),
    report: text => reports.push(text),
  })
  const kinds = () => sent.map(({ kind }) => kind)
  const say = (message: BroadcastMessage) => arrive(encodeBroadcast(message))
  return { clock, sent, heard, reports, client, kinds, say, arrive: (bytes: Uint8Array) => arrive(bytes) }
}

test('a client registers with the passwords of the game, and asks who there is and where', () => {
  const { sent, kinds, say, client } = connection()
  assert.deepEqual(sent, [
    {
      kind: 'register',
      protocolVersion: 4,
      displayName: 'pitwall',
      connectionPassword: 'asd',
      updateIntervalMs: 100,
      commandPassword: '',
    },
  ])
  say(registered())
  assert.deepEqual(kinds(), ['register', 'request-entry-list', 'request-track-data'])
  assert.equal(client.connected, true)
})

test('a game that does not answer is called again, less and less often, and then every ten seconds', () => {
  const { clock, kinds } = connection()
  clock.pass(60_000)
  const calls = kinds().length
  assert.ok(calls >= 8 && calls <= 11, `${calls} calls in a minute`)
})

test('a game that falls silent is left and called at once, and a new connection takes its place', () => {
  const { clock, sent, say, client } = connection()
  say(registered())
  for (let second = 0; second < 20; second++) {
    clock.pass(500)
    say(entries)
  }
  clock.pass(3_000)
  assert.deepEqual(
    sent.slice(-2).map(({ kind }) => kind),
    ['unregister', 'register'],
  )
  say(registered({ connectionId: 8 }))
  client.command(connectionId => ({ kind: 'change-hud-page', connectionId, hudPage: 'Pitlane' }))
  assert.deepEqual(sent.at(-1), { kind: 'change-hud-page', connectionId: 8, hudPage: 'Pitlane' })
  assert.equal(client.counters.silences, 1)
  assert.equal(client.counters.registrations, 2)
})

test('a process that stood still for a while does not take that for the game’s silence', () => {
  const { clock, say, client } = connection()
  say(registered())
  for (let second = 0; second < 60; second++) {
    // One timer is called before the datagrams that have come meanwhile.
    clock.pass(2_240)
    say(entries)
  }
  assert.equal(client.counters.silences, 0)
})

test('a game that only ever answers, as in its menus, is not called every two seconds', () => {
  const { clock, kinds, say } = connection()
  for (let quarter = 0; quarter < 240; quarter++) {
    if (kinds().at(-1) === 'register') say(registered())
    clock.pass(250)
  }
  const calls = kinds().filter(kind => kind === 'register').length
  assert.ok(calls <= 12, `${calls} calls in a minute`)
})

test('a wrong connection password is said once, with what to do, and tried again patiently', () => {
  const { clock, kinds, say, reports, client } = connection()
  say(registered({ success: false, error: 'Wrong connection password' }))
  for (let quarter = 0; quarter < 120; quarter++) {
    clock.pass(250)
    if (kinds().length > 1 && quarter % 40 === 39)
      say(registered({ success: false, error: 'Wrong connection password' }))
  }
  assert.equal(reports.length, 1)
  assert.match(reports[0] ?? '', /refused .*Wrong connection password.*broadcasting\.json/)
  assert.ok(kinds().length <= 4)
  assert.equal(client.connected, false)
})

test('a read-only connection hears everything, and changes nothing', () => {
  const { say, reports, client, sent } = connection()
  assert.throws(
    () => client.command(connectionId => ({ kind: 'request-track-data', connectionId })),
    RigFault,
    'not before it is connected',
  )
  say(registered({ isReadOnly: true, error: 'Wrong command mode password, readonly access granted' }))
  assert.match(reports[0] ?? '', /to be watched only/)
  assert.throws(
    () =>
      client.command(connectionId => ({
        kind: 'change-focus',
        connectionId,
        carIndex: 3,
        camera: undefined,
      })),
    (fault: unknown) => fault instanceof RigFault && fault.code === 'no-access',
  )
  assert.ok(!sent.some(({ kind }) => kind === 'change-focus'))
})

test('entries are asked for until they have come, and however many cars are unknown, not more often than every two seconds', () => {
  const { clock, kinds, say, client } = connection()
  say(registered())
  const asked = () => kinds().filter(kind => kind === 'request-entry-list').length
  for (let tenth = 0; tenth < 100; tenth++) {
    client.wantEntries()
    say(entries)
    clock.pass(100)
  }
  assert.ok(asked() >= 4 && asked() <= 6, `${asked()} times in ten seconds`)
  const before = asked()
  client.got('entries')
  for (let tenth = 0; tenth < 50; tenth++) {
    say(entries)
    clock.pass(100)
  }
  assert.equal(asked(), before)
})

test('datagrams that are none are counted, said once, and passed over', () => {
  const { arrive, say, heard, reports, client } = connection()
  say(registered())
  const { length } = reports
  for (const bytes of [[], [3], [99, 1, 2], [2, 0, 0]]) arrive(new Uint8Array(bytes))
  for (let again = 0; again < 1000; again++) arrive(new Uint8Array([99, 1, 2]))
  say(entries)
  assert.equal(client.counters.garbage, 1004)
  assert.ok(reports.length - length <= 4)
  assert.deepEqual(heard.at(-1)?.kind, 'entry-list')
})

test('after goodbye nothing is sent and nothing is heard', () => {
  const { clock, kinds, say, heard, client } = connection()
  say(registered())
  client.close()
  assert.equal(kinds().at(-1), 'unregister')
  const { length } = heard
  clock.pass(30_000)
  say(entries)
  assert.equal(kinds().at(-1), 'unregister')
  assert.equal(heard.length, length)
})
