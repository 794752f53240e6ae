import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { McapIndexedReader } from '@mcap/core'
import { accPhysics } from '../../wire/acc/physics.ts'
import { decode } from '../../wire/struct.ts'
import { virtualSource } from '../virtual/source.ts'
import { eventsOf, inFolder, startedAt, taped } from './testing/tapes.ts'

test("the recording opens with the indexed reader of MCAP's own library: topics, schemas, times, every byte", async () => {
  await inFolder(async folder => {
    const { files } = await taped(folder, virtualSource({ startedAt, rate: 60, speed: 'max', seconds: 20 }))
    const bytes = await readFile(files[0] ?? '')
    const reader = await McapIndexedReader.Initialize({
      readable: {
        size: async () => BigInt(bytes.length),
        read: async (at, size) => bytes.subarray(Number(at), Number(at + size)),
      },
      decompressHandlers: { zstd: chunk => zstdDecompressSync(chunk) },
    })
    const topics = [...reader.channelsById.values()].map(({ topic, messageEncoding }) => [
      topic,
      messageEncoding,
    ])
    assert.deepEqual(
      new Map(topics.map(([topic = '', encoding = '']) => [topic, encoding])),
      new Map([
        ['/source', 'json'],
        ['/acc/static', 'ros1'],
        ['/acc/graphics', 'ros1'],
        ['/acc/physics', 'ros1'],
      ]),
    )
    const events = (await eventsOf(files[0] ?? '')).flatMap(event =>
      event.kind === 'page' && event.page === 'physics' ? [event] : [],
    )
    let read = 0
    for await (const { data, logTime } of reader.readMessages({ topics: ['/acc/physics'] })) {
      const event = events[read++]
      assert.ok(event !== undefined && Buffer.from(data).equals(event.bytes))
      assert.equal(logTime, BigInt(startedAt) * 1_000_000n + BigInt(event.at) * 1000n)
    }
    assert.equal(read, events.length)
    assert.equal(
      reader.statistics?.messageCount,
      [...(reader.statistics?.channelMessageCounts.values() ?? [])].reduce((a, b) => a + b, 0n),
    )
  })
})

const python = process.env['PITWALL_PYTHON'] ?? 'python3'
const hasMcap = spawnSync(python, ['-c', 'import mcap, mcap_ros1']).status === 0
const decoding = `
import json, sys
from mcap.reader import make_reader
from mcap_ros1.decoder import DecoderFactory
with open(sys.argv[1], 'rb') as file:
    reader = make_reader(file, decoder_factories=[DecoderFactory()])
    decoded = [m.decoded_message for m in reader.iter_decoded_messages(topics=['/acc/physics'])]
    print(json.dumps([[m.packetId, m.gear, m.fuel, list(m.brakeTemp)] for m in decoded]))
`

test("Python's own MCAP reader decodes the raw pages by the schema that lies beside them", {
  skip: hasMcap ? false : 'the Python packages mcap and mcap-ros1-support are not installed',
}, async () => {
  await inFolder(async folder => {
    const source = virtualSource({ startedAt, rate: 60, speed: 'max', seconds: 20 })
    const { files } = await taped(folder, source)
    const run = spawnSync(python, ['-c', decoding, files[0] ?? ''], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    assert.equal(run.status, 0, run.stderr)
    const ours = (await eventsOf(files[0] ?? '')).flatMap(event => {
      if (event.kind !== 'page' || event.page !== 'physics') return []
      const { packetId, gear, fuel, brakeTemp } = decode(accPhysics, event.bytes)
      return [[packetId, gear, fuel, brakeTemp]]
    })
    assert.ok(ours.length > 500)
    assert.deepEqual(JSON.parse(run.stdout), ours)
  })
})
