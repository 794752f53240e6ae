import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { rigId, siteId } from '../../model/identity.ts'
import { type LapMessage, lapMessage, readMessage } from '../../model/messages.ts'
import { micros, unixMillis } from '../../units/quantity.ts'
import { encodeBroadcast } from '../../wire/acc/broadcast-v4.ts'
import { Broadcasting } from '../broadcasting/broadcasting.ts'
import { Recorder } from '../recorder.ts'
import type { Outgoing } from '../session-messages.ts'
import { entriesOf, roundOf, trackOfWorld } from '../virtual/broadcast.ts'
import { worldOptions } from '../virtual/source.ts'
import { createWorld, stepWorld } from '../virtual/world.ts'
import { messagesOf } from './messages.ts'
import { openRecordedFile } from './recorded-file.ts'
import { recording } from './recording.ts'
import { Tape } from './tape.ts'

const whose = { site: siteId('home'), rig: rigId('one'), origin: 'virtual' } as const
const startedAt = unixMillis(1_800_000_000_000)

test('a drive with its broadcasting gives the same messages from its recording, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-broadcast-'))
  try {
    const sent: Outgoing[] = []
    const send = (message: Outgoing) => {
      if (!['live', 'field', 'entries'].includes(message.stream)) sent.push(message)
    }
    const world = createWorld(worldOptions({ seed: 3, session: 'hotlap', track: 'brands_hatch', cars: 5 }))
    const recorder = new Recorder({ ...whose, liveHz: 1, send })
    const tape = await Tape.open({ ...whose, folder, version: '0', report: assert.fail })
    const broadcasting = new Broadcasting(undefined, {
      recorded: { ...whose, game: 'acc', send, own: () => recorder.session },
      time: { now: () => undefined, wallOf: at => recorder.wallOf(at) },
      report: assert.fail,
    })
    recorder.startedAt(startedAt)
    tape.state('reading', 'by hand', startedAt)
    const put = (page: 'physics' | 'graphics' | 'static', bytes: Uint8Array) => {
      const at = micros(world.step * 2500)
      recorder.page(page, bytes, at)
      tape.page(page, bytes, at, recorder.session?.id)
    }
    let said = 0
    const hear = (bytes: Uint8Array) => {
      said++
      const at = micros(world.step * 2500 + 1000)
      broadcasting.datagram(bytes, at)
      tape.datagram(bytes, at)
    }
    put('static', world.pages.static)
    for (let step = 0; step < 400 * 190; step++) {
      stepWorld(world)
      const { written, pages } = world
      if (written.graphics && world.frame % 4 === 0) put('graphics', pages.graphics.page)
      if (written.physics && !written.empty && step % 20 === 0) put('physics', pages.physics.page)
      if (step % 40 === 0) for (const message of roundOf(world)) hear(encodeBroadcast(message))
      if (step === 1000) {
        const answers = [trackOfWorld(world, 1), ...entriesOf(world, 1)]
        for (const answer of answers) hear(encodeBroadcast(answer))
        hear(new Uint8Array([99, 1]))
      }
      if (step % 4000 === 0) await tape.room()
    }
    broadcasting.close()
    recorder.end()
    const [path = ''] = await tape.close()
    let handed = 0
    await recording({ path, speed: 'max' }).run(
      { page: () => undefined, state: () => undefined, datagram: () => void handed++ },
      new AbortController().signal,
    )
    assert.equal(handed, said, 'a replay hands out every datagram')
    const again = await Array.fromAsync(messagesOf(await openRecordedFile(path), whose, assert.fail))
    const textOf = ({ stream, json }: Outgoing) => `${stream} ${Buffer.from(json).toString()}`
    assert.deepEqual(again.map(textOf), sent.map(textOf))
    const laps: readonly LapMessage[] = sent
      .filter(({ stream }) => stream === 'lap')
      .map(({ json }) => readMessage(lapMessage, JSON.parse(Buffer.from(json).toString()), 'lap'))
    assert.ok(laps.some(({ samples, valid_source }) => samples > 0 && valid_source === 'broadcast'))
    assert.ok(laps.some(({ samples, driver }) => samples === 0 && !driver.startsWith('car ')))
  } finally {
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 })
  }
})
