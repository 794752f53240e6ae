import assert from 'node:assert/strict'
import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { test } from 'node:test'
import { Gate, type Oversized } from './gate.ts'

const limit = 1000

function remaining(length: number): number[] {
  const bytes: number[] = []
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) | 128)
  }
}

/** PUBLISH [MQTT-3.3]. */
function publish(topic: string, payload: number, qos: 0 | 1, id = 7): Buffer {
  const name = Buffer.from(topic)
  const variable = [name.length >> 8, name.length & 255, ...name, ...(qos === 0 ? [] : [id >> 8, id & 255])]
  const header = [0x30 | (qos << 1), ...remaining(variable.length + payload)]
  return Buffer.concat([Buffer.from([...header, ...variable]), Buffer.alloc(payload, 'p')])
}

async function through(bytes: Buffer, piece: number) {
  const [client, server] = duplexPair()
  const refused: Oversized[] = []
  const gate = new Gate(server, limit, packet => refused.push(packet))
  const passed: Buffer[] = []
  gate.on('data', chunk => passed.push(chunk))
  gate.on('error', () => undefined)
  for (let at = 0; at < bytes.length; at += piece) client.write(bytes.subarray(at, at + piece))
  client.end()
  await once(gate, gate.destroyed ? 'close' : 'end').catch(() => undefined)
  return { passed: Buffer.concat(passed), refused, gate }
}

const [before, after] = [publish('a', limit, 1), publish('b', 10, 0)]

test('packets within the limit pass unchanged, however they are cut', async () => {
  const bytes = Buffer.concat([Buffer.from([0xc0, 0]), before, after, Buffer.from([0x82, 0])])
  for (const piece of [1, 2, 3, 7, 500, 5000]) {
    const { passed, refused } = await through(bytes, piece)
    assert.deepEqual(passed, bytes, `in pieces of ${piece}`)
    assert.deepEqual(refused, [])
  }
})

test('a message that is too large is left out and told of, and those around it pass', async () => {
  const large = publish('rigs/home/one/frame', 300_000, 1, 515)
  for (const piece of [1000, 65_536, 400_000]) {
    const { passed, refused } = await through(Buffer.concat([before, large, after]), piece)
    assert.deepEqual(passed, Buffer.concat([before, after]), `in pieces of ${piece}`)
    assert.deepEqual(refused, [{ topic: 'rigs/home/one/frame', bytes: 300_000, messageId: 515 }])
  }
})

test('one byte more than the limit is too large, whatever the topic', async () => {
  const topic = 't'.repeat(900)
  assert.equal((await through(publish(topic, limit, 1), 100)).refused.length, 0)
  assert.equal((await through(publish(topic, limit + 1, 0), 100)).refused.length, 1)
})

test('any other packet that is too large ends the connection', async () => {
  const connect = Buffer.concat([Buffer.from([0x10, ...remaining(5000)]), Buffer.alloc(5000)])
  const { passed, gate } = await through(Buffer.concat([before, connect]), 5_000_000)
  assert.equal(gate.destroyed, true)
  assert.ok(passed.length <= before.length)
})

test('a length that never ends ends the connection', async () => {
  const { gate } = await through(Buffer.from([0x30, 255, 255, 255, 255, 255, 255]), 100)
  assert.equal(gate.destroyed, true)
})
