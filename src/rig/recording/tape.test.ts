import assert from 'node:assert/strict'
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { asSessionId } from '../../model/identity.ts'
import { lapMessage, readMessage } from '../../model/messages.ts'
import { micros } from '../../units/quantity.ts'
import { accPhysics } from '../../wire/acc/physics.ts'
import { encode } from '../../wire/struct.ts'
import type { Outgoing } from '../session-messages.ts'
import { virtualSource } from '../virtual/source.ts'
import { lapExcerpt } from './excerpt.ts'
import { Tape } from './tape.ts'
import { byHand, eventsOf, inFolder, replayed, startedAt, taped, textOf, whose } from './testing/tapes.ts'

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
