import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recording as recorded } from '../../test/conformance/recorded-data.ts'
import { decodePage, type FrameColumns } from '../model/frame.ts'
import { rigId, siteId } from '../model/identity.ts'
import {
  eventMessage,
  lapMessage,
  liveMessage,
  readFrame,
  readMessage,
  sessionMessage,
} from '../model/messages.ts'
import type { Outgoing } from './recorder.ts'
import { Recorder } from './recorder.ts'
import { recording } from './recording/recording.ts'

const dump = recorded('acc-shm/acc-2026-04-10T02-55-22-777Z.bin.gz')

async function replay(path: string) {
  const sent: Outgoing[] = []
  const recorder = new Recorder({
    site: siteId('home'),
    rig: rigId('one'),
    origin: 'replay',
    liveHz: 60,
    send: message => sent.push(message),
  })
  const counters = await recording({ path, speed: 'max' }).run(
    {
      page: (page, bytes, at) => recorder.page(page, bytes, at),
      state: (_state, _detail, startedAt) => recorder.startedAt(startedAt),
      counted: counted => recorder.counted(counted),
    },
    new AbortController().signal,
  )
  recorder.end()
  const of = (stream: Outgoing['stream']): unknown[] =>
    sent
      .filter(message => message.stream === stream)
      .map(({ json }) => JSON.parse(Buffer.from(json).toString()))
  return { sent, counters, of }
}

test('the recording of Brands Hatch becomes 3 389 samples, each once, and no lap', {
  skip: dump.skip,
}, async () => {
  const { counters, of } = await replay(dump.path)
  assert.equal(counters.empty, 107)
  assert.equal(counters.duplicates, 0)
  const frames = of('frame').map(readFrame)
  assert.deepEqual(
    frames.map(frame => frame.seq),
    frames.map((_, index) => index),
    'frames count from 0 without a gap',
  )
  const pages = frames.map(frame => decodePage(frame, 'physics')).filter(page => page !== undefined)
  const packets = pages.flatMap((page: FrameColumns) => [...page.packet])
  assert.equal(packets.length, 3389)
  assert.equal(new Set(packets).size, 3389)
  const laps = of('lap').map(lap => readMessage(lapMessage, lap, 'lap'))
  assert.deepEqual(
    laps.map(lap => lap.kind),
    ['incomplete', 'incomplete'],
    'the line is crossed in the pit lane, then the car spins',
  )
  assert.equal(
    laps.reduce((samples, lap) => samples + lap.samples, 0),
    3389,
  )
  const rate = laps.at(-1)?.quality.rate_hz ?? 0
  assert.ok(rate > 61 && rate < 63, `the recorder ran at 62 Hz of 400, not ${rate}`)
  assert.ok((laps.at(-1)?.quality.gaps ?? 0) > 15_000)
})

test('fields beyond the recorded bytes of a page are not measured', { skip: dump.skip }, async () => {
  const { of } = await replay(dump.path)
  for (const frame of of('frame').map(readFrame)) {
    const graphics = decodePage(frame, 'graphics')
    assert.ok(graphics?.columns.has('spline') ?? true)
    assert.equal(graphics?.columns.has('gap_ahead_ms') ?? false, false)
    assert.equal(graphics?.columns.has('lap_valid') ?? false, false)
  }
  const live = of('live').map(message => readMessage(liveMessage, message, 'live'))
  assert.ok(live.every(message => !('lap_valid' in message)))
})

test('every frame lies in the range that its lap names', { skip: dump.skip }, async () => {
  const { of } = await replay(dump.path)
  const laps = of('lap').map(lap => readMessage(lapMessage, lap, 'lap'))
  for (const frame of of('frame').map(readFrame)) {
    const lap = laps.find(({ lap_id }) => lap_id === frame.lap_id)
    assert.ok(lap !== undefined && lap.first_seq <= frame.seq && frame.seq <= lap.last_seq)
  }
})

test('a replay gives the same messages as the one before, byte for byte', { skip: dump.skip }, async () => {
  const [first, second] = [await replay(dump.path), await replay(dump.path)]
  assert.equal(first.sent.length, second.sent.length)
  first.sent.forEach((message, index) => {
    assert.equal(Buffer.compare(message.json, second.sent[index]?.json ?? Buffer.alloc(0)), 0)
  })
})

test('all messages have the form that their stream declares', { skip: dump.skip }, async () => {
  const { of } = await replay(dump.path)
  const [session] = of('session').map(message => readMessage(sessionMessage, message, 'session'))
  assert.equal(session?.car, 'mclaren_720s_gt3_evo')
  assert.equal(session?.car_class, 'GT3')
  assert.equal(session?.track, 'brands_hatch')
  assert.equal(session?.session_type, 'practice')
  assert.ok(of('event').map(message => readMessage(eventMessage, message, 'event')).length > 0)
})

test('a second of pages at 62 Hz is one frame, and no frame is larger than 100 kB', {
  skip: dump.skip,
}, async () => {
  const { sent } = await replay(dump.path)
  const frames = sent.filter(({ stream }) => stream === 'frame')
  assert.ok(frames.length >= 54 && frames.length <= 60)
  assert.ok(frames.every(({ json }) => json.byteLength <= 100_000))
})
