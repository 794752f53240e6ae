import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { micros } from '../../units/quantity.ts'
import { accPhysics } from '../../wire/acc/physics.ts'
import { encode } from '../../wire/struct.ts'
import { openRecordedFile } from './recorded-file.ts'
import { Tape } from './tape.ts'
import { eventsOf, identity, inFolder, startedAt, whose } from './testing/tapes.ts'

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
