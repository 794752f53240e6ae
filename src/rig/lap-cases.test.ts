import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { rigId, siteId } from '../model/identity.ts'
import { eventMessage, type LapMessage, lapMessage, readMessage } from '../model/messages.ts'
import { unixMillis } from '../units/quantity.ts'
import { accGraphics } from '../wire/acc/graphics.ts'
import type { PageName } from '../wire/acc/page.ts'
import { Recorder } from './recorder.ts'
import { recordPages } from './recording/record.ts'
import { recording } from './recording/recording.ts'
import { Tape } from './recording/tape.ts'
import type { Outgoing } from './session-messages.ts'
import type { Source } from './source.ts'
import { virtualSource } from './virtual/source.ts'

const site = siteId('home')
const rig = rigId('rig1')
const startedAt = unixMillis(1_800_000_000_000)

/** Two flying laps of Brands Hatch and a bit more. */
const drive = (): Source =>
  virtualSource({
    ...{ startedAt, track: 'brands_hatch', session: 'hotlap', seed: 4 },
    ...{ rate: 20, speed: 'max', seconds: 190, cars: 1 },
  })

/** What a source makes of messages, and when each page was read. */
async function recorded(
  source: Source,
  look: (page: PageName, bytes: Uint8Array, at: number) => void = () => undefined,
) {
  const sent: (Outgoing & { readonly at: number })[] = []
  let now = 0
  const recorder = new Recorder({
    ...{ site, rig, origin: 'virtual', liveHz: 1 },
    send: message => void sent.push({ ...message, at: now }),
  })
  await source.run(
    {
      page: (page, bytes, at) => {
        now = at
        look(page, bytes, at)
        recorder.page(page, bytes, at)
      },
      state: (_state, _detail, began) => recorder.startedAt(began),
    },
    new AbortController().signal,
  )
  recorder.end()
  const of = (stream: Outgoing['stream']) =>
    sent
      .filter(message => message.stream === stream)
      .map(({ json, at }) => ({ at, message: JSON.parse(Buffer.from(json).toString()) as unknown }))
  const laps = (): readonly LapMessage[] =>
    of('lap').map(({ message }) => readMessage(lapMessage, message, 'lap'))
  return { of, laps }
}

/** The same drive, with the game's flag of validity down for the second half of the first lap. */
const struck = (): Source => {
  const source = drive()
  const { isValidLap } = accGraphics.offsets
  return {
    origin: source.origin,
    run: (handler, signal) =>
      source.run(
        {
          ...handler,
          page: (page, bytes, at) => {
            const copy = Uint8Array.from(bytes)
            if (page === 'graphics' && at > 40e6 && at < 70e6)
              new DataView(copy.buffer).setInt32(isValidLap, 0, true)
            return handler.page(page, copy, at)
          },
        },
        signal,
      ),
  }
}

test('a lap that was struck is struck in the replay of its recording as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-struck-'))
  try {
    const told = (await recorded(struck())).laps()
    assert.ok(told.some(({ valid }) => valid === false) && told.some(({ valid }) => valid === true))
    const tape = await Tape.open({
      folder,
      site,
      rig,
      origin: 'virtual',
      version: '0',
      report: () => undefined,
    })
    const { files } = await recordPages(struck(), tape, () => undefined, new AbortController().signal)
    const replayed = (await recorded(recording({ path: files[0] ?? '', speed: 'max' }))).laps()
    const verdicts = (laps: readonly LapMessage[]) =>
      laps.map(({ lap_number, valid, invalid_reason, lap_time_ms }) => ({
        lap_number,
        valid,
        invalid_reason,
        lap_time_ms,
      }))
    assert.deepEqual(verdicts(replayed), verdicts(told))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the line of every lap is told with the very sample that shows it, and the lap itself when it is sure', async () => {
  const { iCurrentTime } = accGraphics.offsets
  const resets: number[] = []
  let timer = 0
  const { of, laps } = await recorded(drive(), (page, bytes, at) => {
    if (page !== 'graphics') return
    const now = new DataView(bytes.buffer, bytes.byteOffset).getInt32(iCurrentTime, true)
    if (now < timer - 1000) resets.push(at)
    timer = now
  })
  const lines = of('event').flatMap(({ at, message }) => {
    const event = readMessage(eventMessage, message, 'event')
    return event.kind === 'line' ? [{ at, value: event.value }] : []
  })
  assert.ok(lines.length >= 2)
  assert.deepEqual(
    lines.map(({ at }) => at),
    resets,
    'the provisional time is there with the page that shows the reset',
  )
  const flying = laps().filter(({ kind }) => kind === 'flying')
  const told = of('lap').filter(({ message }) => readMessage(lapMessage, message, 'lap').kind === 'flying')
  for (const [index, lap] of flying.entries()) {
    const line = lines.find(({ value }) => Math.abs(Number(value) - (lap.lap_time_ms ?? 0)) <= 20)
    assert.ok(line !== undefined, `the provisional time of lap ${lap.lap_number} is right to 20 ms`)
    assert.ok((told[index]?.at ?? 0) - line.at <= 3_100_000, 'and the lap follows within 3 s')
  }
})
