import assert from 'node:assert/strict'
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { zstdDecompressSync } from 'node:zlib'
import { McapIndexedReader } from '@mcap/core'
import fc from 'fast-check'
import { asSessionId, rigId, siteId } from '../../model/identity.ts'
import { lapMessage, type Origin, readMessage } from '../../model/messages.ts'
import { micros, unixMillis } from '../../units/quantity.ts'
import { accGraphics } from '../../wire/acc/graphics.ts'
import { accPhysics } from '../../wire/acc/physics.ts'
import { accStatic } from '../../wire/acc/static.ts'
import { decode, encode } from '../../wire/struct.ts'
import { Recorder } from '../recorder.ts'
import type { Outgoing } from '../session-messages.ts'
import type { Source, SourceHandler } from '../source.ts'
import { virtualSource } from '../virtual/source.ts'
import { lapExcerpt } from './excerpt.ts'
import { messagesOf } from './messages.ts'
import { openRecordedFile, type RecordedEvent } from './recorded-file.ts'
import { Tape } from './tape.ts'

const whose = { site: siteId('home'), rig: rigId('one') } as const
const startedAt = unixMillis(1_800_000_000_000)

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-tape-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/** Runs a source as a connector does: into the recorder and onto a tape. Returns what was sent. */
async function taped(
  folder: string,
  source: Pick<Source, 'run'>,
  origin: Origin = 'virtual',
): Promise<{ readonly sent: readonly Outgoing[]; readonly files: readonly string[] }> {
  const sent: Outgoing[] = []
  const recorder = new Recorder({
    ...{ ...whose, origin, liveHz: 1 },
    send: message => message.stream !== 'live' && sent.push(message),
  })
  const tape = await Tape.open({ ...whose, folder, origin, version: '1.2.3', report: assert.fail })
  const handler: SourceHandler = {
    page: (page, bytes, at) => {
      recorder.page(page, bytes, at)
      tape.page(page, bytes, at, recorder.session?.id)
      return tape.room()
    },
    state: (state, detail, startedAt) => {
      tape.state(state, detail, startedAt)
      recorder.startedAt(startedAt)
      if (state === 'waiting') recorder.flush()
    },
    counted: counters => {
      recorder.counted(counters)
      tape.counted(counters)
    },
  }
  await source.run(handler, new AbortController().signal)
  recorder.end()
  return { sent, files: await tape.close() }
}

async function replayed(path: string): Promise<readonly Outgoing[]> {
  const file = await openRecordedFile(path)
  const origin = file.from?.origin ?? 'replay'
  return await Array.fromAsync(messagesOf(file, { ...whose, origin }, assert.fail))
}

const textOf = ({ stream, json }: Outgoing) => `${stream} ${Buffer.from(json).toString()}`

async function eventsOf(path: string, notices: string[] = []): Promise<readonly RecordedEvent[]> {
  const file = await openRecordedFile(path)
  const batches = await Array.fromAsync(file.read(text => notices.push(text)))
  return batches.flatMap(({ events }) => events)
}

const identity = (event: RecordedEvent) =>
  event.kind === 'page'
    ? `${event.at} ${event.page} ${Buffer.from(event.bytes).toString('base64')}`
    : event.kind

test('a recorded drive gives the same messages as the drive itself, byte for byte', async () => {
  await inFolder(async folder => {
    const { sent, files } = await taped(
      folder,
      virtualSource({ startedAt, rate: 60, speed: 'max', seconds: 200 }),
    )
    assert.equal(files.length, 1)
    const again = await replayed(files[0] ?? '')
    assert.ok(sent.some(({ stream }) => stream === 'lap'))
    assert.deepEqual(again.map(textOf), sent.map(textOf))
    assert.match(files[0] ?? '', /home-one-20270115T080\d+Z\.mcap$/, 'the file is named after its session')
  })
})

/** A car that drives by hand-made pages: what a test wants to be different. */
function byHand(drive: (put: Put) => void): Pick<Source, 'run'> {
  return {
    run: async handler => {
      let at = 0
      handler.state('reading', 'by hand', startedAt)
      drive({
        fixed: track =>
          void handler.page(
            'static',
            encode(accStatic, { carModel: 'ferrari_296_gt3', track, playerName: 'Ann', sectorCount: 3 }),
            micros(at),
          ),
        instant: (packet, session) => {
          at += 16_000
          const spline = (packet % 500) / 500
          const values = {
            packetId: packet,
            status: 2,
            session,
            playerCarID: 7,
            activeCars: 1,
            iCurrentTime: packet * 16,
            normalizedCarPosition: spline,
          }
          void handler.page('graphics', encode(accGraphics, values), micros(at))
          void handler.page(
            'physics',
            encode(accPhysics, { packetId: packet * 6, speedKmh: 200, gear: 4 }),
            micros(at + 3000),
          )
          if (packet % 97 === 0)
            handler.counted?.({ pages: 0, duplicates: 0, gaps: packet, torn: 1, empty: 0 })
        },
        gone: () => handler.state('waiting', 'gone', startedAt),
        back: () => handler.state('reading', 'back', startedAt),
      })
      return { pages: 0, duplicates: 0, gaps: 0, torn: 0, empty: 0 }
    },
  }
}
type Put = {
  readonly fixed: (track: string) => void
  readonly instant: (packet: number, session: number) => void
  readonly gone: () => void
  readonly back: () => void
}

test('each session has a recording of its own, which gives its messages without the others', async () => {
  await inFolder(async folder => {
    const { sent, files } = await taped(
      folder,
      byHand(({ fixed, instant, gone, back }) => {
        fixed('Imola')
        for (let packet = 100; packet < 700; packet++) instant(packet, 0)
        gone()
        back()
        for (let packet = 700; packet < 900; packet++) instant(packet, 0)
        // Another session type, then a game that was started again.
        for (let packet = 900; packet < 1200; packet++) instant(packet, 2)
        for (let packet = 5; packet < 300; packet++) instant(packet, 2)
      }),
    )
    assert.equal(files.length, 3)
    const again = (await Promise.all(files.map(replayed))).flat()
    // The page that ended a session lies in the recording of the next: who only hears the end does not hear a pause.
    assert.deepEqual(again.map(textOf), sent.map(textOf))
    const sessions = new Set(sent.flatMap(({ json }) => JSON.parse(Buffer.from(json).toString()).session_id))
    assert.equal(sessions.size, 3)
    for (const [index, id] of [...sessions].entries())
      assert.ok(files[index]?.endsWith(`${id}.mcap`), `${files[index]} and ${id}`)
  })
})

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

test('a recorder that is killed leaves a recording that is whole up to its last chunk', {
  timeout: 120_000,
}, async () => {
  await inFolder(async folder => {
    const process = fork(new URL('./testing/recorder-process.ts', import.meta.url).pathname, [folder])
    const size = async () => {
      const [name] = (await readdir(folder)).filter(name => name.endsWith('.mcap'))
      return name === undefined ? 0 : (await stat(join(folder, name))).size
    }
    while ((await size()) < 400_000) await sleep(50)
    process.kill('SIGKILL')
    await once(process, 'exit')
    const [name = ''] = await readdir(folder)
    const notices: string[] = []
    const events = await eventsOf(join(folder, name), notices)
    const pages = events.flatMap(event => (event.kind === 'page' && event.page === 'physics' ? [event] : []))
    assert.ok(pages.length > 500, `${pages.length} pages`)
    assert.match(notices.join(), /breaks off: read to its last whole chunk/)
    const packets = pages.map(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true))
    assert.ok(packets.every((packet, index) => index === 0 || packet > (packets[index - 1] ?? 0)))
  })
})

/** One short drive with many chunks, for all that damages it. */
const whole = await inFolder(async folder => {
  const tape = await Tape.open({ ...whose, folder, origin: 'virtual', version: '1', report: assert.fail })
  tape.state('reading', 'by hand', startedAt)
  for (let packet = 1; packet < 400; packet++) {
    tape.page(
      'physics',
      encode(accPhysics, { packetId: packet, speedKmh: packet / 7 }),
      micros(packet * 2500),
      undefined,
    )
    // Each state ends a chunk.
    if (packet % 20 === 0) tape.state('waiting', '', startedAt)
  }
  const [path = ''] = await tape.close()
  return readFileSync(path)
})

async function pagesOf(folder: string, bytes: Uint8Array) {
  const path = join(folder, 'a.mcap')
  await writeFile(path, bytes)
  const notices: string[] = []
  const events = await eventsOf(path, notices)
  return { pages: events.filter(({ kind }) => kind === 'page').map(identity), notices }
}

test('a recording that breaks off at any byte is read to its last whole chunk', async () => {
  await inFolder(async folder => {
    const all = (await pagesOf(folder, whole)).pages
    assert.equal(all.length, 399)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 600, max: whole.length - 1 }), async length => {
        const { pages, notices } = await pagesOf(folder, whole.subarray(0, length))
        assert.deepEqual(pages, all.slice(0, pages.length))
        assert.ok(pages.length % 20 === 0 || pages.length === all.length)
        assert.ok(pages.length === all.length || notices.length === 1)
      }),
      { numRuns: 60 },
    )
  })
})

test('a chunk that is damaged costs itself and no other, and is told of', async () => {
  await inFolder(async folder => {
    const all = (await pagesOf(folder, whole)).pages
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4000, max: Math.floor(whole.length * 0.7) }), async at => {
        const damaged = Uint8Array.from(whole)
        damaged[at] = (damaged[at] ?? 0) ^ 0xff
        const { pages, notices } = await pagesOf(folder, damaged)
        const known = new Set(all)
        assert.ok(
          pages.every(page => known.has(page)),
          'no page is made up',
        )
        assert.ok(pages.length === all.length || notices.length > 0, 'what is missing is told of')
      }),
      { numRuns: 60 },
    )
  })
})

test('what is no recording of ours is refused in a sentence, however it begins', async () => {
  await inFolder(async folder => {
    const path = join(folder, 'a.mcap')
    for (const bytes of [
      whole.subarray(0, 8),
      whole.subarray(0, 60),
      Buffer.concat([whole.subarray(0, 8), Buffer.alloc(5000, 0xee)]),
    ]) {
      await writeFile(path, bytes)
      await assert.rejects(openRecordedFile(path), /expected a record/)
    }
  })
})

test('the budget is kept: the oldest recordings go first, and it is said which', async () => {
  await inFolder(async folder => {
    for (const [index, name] of ['c', 'a', 'b'].entries()) {
      await writeFile(join(folder, `${name}.mcap`), Buffer.alloc(1000))
      await utimes(join(folder, `${name}.mcap`), 1000 + index, 1000 + index)
    }
    const said: string[] = []
    const tape = await Tape.open({
      ...whose,
      folder,
      budget: 1500,
      origin: 'live',
      version: '1',
      report: text => said.push(text),
    })
    assert.deepEqual(await readdir(folder), ['b.mcap'])
    assert.equal(tape.counters.recordings_dropped, 2)
    assert.match(said.join('\n'), /c\.mcap, the oldest, was deleted\n.*a\.mcap, the oldest, was deleted/)
    await tape.close()
  })
})

test('pages that the disk does not take are counted and told of, and recording goes on when it does', async () => {
  await inFolder(async folder => {
    const said: string[] = []
    const inside = join(folder, 'recordings')
    const tape = await Tape.open({
      ...whose,
      folder: inside,
      origin: 'live',
      version: '1',
      report: text => said.push(text),
    })
    await rm(inside, { recursive: true })
    const drive = async (from: number) => {
      tape.state('reading', '', startedAt)
      for (let packet = from; packet < from + 10; packet++) {
        tape.page('physics', encode(accPhysics, { packetId: packet }), micros(packet * 2500), undefined)
      }
      tape.state('waiting', '', startedAt)
      await tape.flushed()
    }
    await drive(1)
    assert.equal(tape.counters.unrecorded, 13, 'ten pages, and what the source said of itself')
    await mkdir(inside)
    await drive(100)
    const [path = ''] = await tape.close()
    assert.equal((await eventsOf(path)).filter(({ kind }) => kind === 'page').length, 10)
    assert.match(said.join('\n'), /cannot be written .*pages are lost\n.*is written again/)
  })
})

test('the recording of one lap is that lap wherever it is opened', async () => {
  await inFolder(async folder => {
    const { sent } = await taped(folder, virtualSource({ startedAt, rate: 50, speed: 'max', seconds: 265 }))
    const lapsOf = (messages: readonly Outgoing[]) =>
      messages.flatMap(({ stream, json }) =>
        stream === 'lap' ? [readMessage(lapMessage, JSON.parse(Buffer.from(json).toString()), 'lap')] : [],
      )
    const lap = lapsOf(sent).find(({ kind }) => kind === 'flying')
    assert.ok(lap !== undefined, 'the virtual driver has finished a lap')
    const out = join(folder, 'lap.mcap')
    assert.ok((await lapExcerpt(folder, lap, out, assert.fail)) > lap.samples)
    const again = lapsOf(await replayed(out)).find(({ kind }) => kind === 'flying')
    const { lap_id, session_id, lap_number, first_seq, last_seq, ...figures } = lap
    assert.deepEqual(
      { ...again, lap_id, session_id, lap_number, first_seq, last_seq },
      { lap_id, session_id, lap_number, first_seq, last_seq, ...figures },
    )
    await assert.rejects(
      lapExcerpt(folder, { ...lap, session_id: asSessionId('home-one-none') }, out, assert.fail),
      /expected a recording of the session/,
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
