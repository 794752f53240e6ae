import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { accPages, type PageName, pageNames } from '../../wire/acc/page.ts'
import { recording } from './recording.ts'

type Record = readonly [page: PageName, bytes: Uint8Array]

const page = (name: PageName, counter: number, length = accPages[name].size): Uint8Array => {
  const bytes = new Uint8Array(length).fill(1)
  new DataView(bytes.buffer).setInt32(0, counter, true)
  return bytes
}
const instant = (counter: number): readonly Record[] => [
  ['physics', page('physics', counter)],
  ['graphics', page('graphics', counter, 1320)],
  ['static', page('static', 7, 688)],
]

/** The container, as the recorder writes it. */
function dump(records: readonly Record[]): Buffer {
  const header = Buffer.alloc(16)
  header.write('ACCTEST\0', 'latin1')
  header.writeUInt32LE(2, 8)
  const parts = records.flatMap(([name, bytes]) => {
    const head = Buffer.alloc(5)
    head.writeUInt8(pageNames.indexOf(name), 0)
    head.writeUInt32LE(bytes.byteLength, 1)
    return [head, bytes]
  })
  return Buffer.concat([header, ...parts])
}

async function played(
  content: Uint8Array,
  name = 'acc-2026-04-10T02-55-22-777Z.bin',
  speed: number | 'max' = 'max',
) {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-recording-'))
  try {
    const path = join(folder, name)
    await writeFile(path, content)
    const pages: (readonly [PageName, number, number])[] = []
    const notices: string[] = []
    let startedAt = 0
    const counters = await recording({ path, speed }).run(
      {
        page: (name, bytes, at) => {
          pages.push([name, new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true), at])
        },
        state: (_state, _detail, instant) => {
          startedAt = instant
        },
        notice: text => notices.push(text),
      },
      new AbortController().signal,
    )
    const physics = pages.filter(([name]) => name === 'physics').map(([, counter]) => counter)
    return { pages, physics, notices, counters, startedAt }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const three = dump([instant(100), instant(106), instant(112)].flat())

test('pages come out instant by instant, physics last, timed by the counter of the game', async () => {
  const { pages, startedAt, counters } = await played(three)
  assert.deepEqual(
    pages.map(([name]) => name),
    [1, 2, 3].flatMap(() => ['graphics', 'static', 'physics']),
  )
  assert.deepEqual(
    pages.filter(([name]) => name === 'physics').map(([, counter, at]) => [counter, at]),
    [
      [100, 0],
      [106, 15_000],
      [112, 30_000],
    ],
  )
  assert.equal(startedAt, Date.parse('2026-04-10T02:55:22.777Z'))
  assert.equal(counters.gaps, 10)
})

test('a packed recording reads like a plain one', async () => {
  assert.deepEqual((await played(gzipSync(three))).pages, (await played(three)).pages)
})

test('a recording that breaks off in the middle of a page is read to its last whole one, and says so', async () => {
  const { physics, notices } = await played(three.subarray(0, three.length - 688 - 5 - 1320 - 5 - 100))
  assert.deepEqual(physics, [100, 106])
  assert.match(notices.join(), /breaks off in the middle of a page: read up to the last whole one/)
})

test('a packed recording that breaks off is unpacked as far as it goes', async () => {
  const noise = Array.from({ length: 60 }, (_, index): Record => {
    const bytes = page('physics', index + 1)
    for (let at = 4; at < 800; at++) bytes[at] = (at * (index + 7) * 2654435761) >>> 13
    return ['physics', bytes]
  })
  const packed = gzipSync(dump(noise))
  const { physics, notices } = await played(packed.subarray(0, packed.length / 2))
  assert.ok(physics.length > 10 && physics.length < 60)
  assert.deepEqual(
    physics,
    physics.map((_, index) => index + 1),
  )
  assert.equal(notices.length, 1)
})

test('a damaged record ends the recording, and says so', async () => {
  const damaged = Buffer.concat([three, Buffer.from([9, 255, 255, 255, 255, 1, 2, 3]), three.subarray(16)])
  const { physics, notices } = await played(damaged)
  assert.deepEqual(physics, [100, 106, 112])
  assert.match(notices.join(), /is damaged \(a record of type 9 and 4294967295 bytes\): read up to there/)
})

test('a file that is no recording is refused, with what it begins with', async () => {
  await assert.rejects(
    played(Buffer.from('<html>not found</html>')),
    /expected a file that begins.*"<html>no"/,
  )
  await assert.rejects(played(Buffer.alloc(0)), /expected a file that begins/)
})

test('the pages of another game are refused by its name', async () => {
  await assert.rejects(played(dump([['physics', page('physics', 1, 580)]])), /which is Assetto Corsa$/)
})

test('pages that were written twice are counted, not handed out twice', async () => {
  const { physics, counters } = await played(dump([instant(100), instant(100), instant(101)].flat()))
  assert.deepEqual(physics, [100, 101])
  assert.equal(counters.duplicates, 1)
})

test('pages without data are counted, not handed out', async () => {
  const empty = new Uint8Array(800)
  empty[0] = 99
  const { physics, counters } = await played(dump([['physics', empty], ...instant(100)]))
  assert.deepEqual(physics, [100])
  assert.equal(counters.empty, 1)
})

test('a game that was started again goes on in time', async () => {
  const { pages } = await played(dump([instant(5000), instant(5006), instant(3), instant(9)].flat()))
  assert.deepEqual(
    pages.filter(([name]) => name === 'physics').map(([, , at]) => at),
    [0, 15_000, 17_500, 32_500],
  )
})

test('at twice the speed a recording takes half its time', async () => {
  const second = dump([0, 80, 160, 240, 320, 400].flatMap(step => instant(1000 + step)))
  const from = performance.now()
  await played(second, 'a.bin', 2)
  const elapsed = performance.now() - from
  assert.ok(elapsed >= 495, `a second at twice the speed took ${elapsed} ms`)
})
