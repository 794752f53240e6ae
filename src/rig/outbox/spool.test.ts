import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Position, Spool } from './spool.ts'

const text = (body: string) => new TextEncoder().encode(body)
const start: Position = { segment: 0, offset: 0 }

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-spool-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const open = (folder: string, more: { budget?: number; segmentBytes?: number; told?: string[] } = {}) =>
  Spool.open({
    folder,
    budget: more.budget ?? 2 ** 20,
    report: line => more.told?.push(line),
    ...(more.segmentBytes !== undefined && { segmentBytes: more.segmentBytes }),
  })

async function rest(spool: Spool, from: Position = spool.start): Promise<string[]> {
  const bodies: string[] = []
  for (let record = await spool.read(from); record !== undefined; record = await spool.read(record.next))
    bodies.push(new TextDecoder().decode(record.body))
  return bodies
}

const words = (count: number) => Array.from({ length: count }, (_, index) => `message ${index}`)

test('records come out in the order in which they went in, over any number of segments', () =>
  inFolder(async folder => {
    const spool = await open(folder, { segmentBytes: 100 })
    for (const word of words(50)) await spool.append([text(word)])
    assert.ok((await readdir(folder)).length > 5)
    assert.deepEqual(await rest(spool, start), words(50))
    assert.equal(spool.waiting, 50)
    await spool.close()
  }))

test('what was acknowledged is forgotten, and its segments are deleted', () =>
  inFolder(async folder => {
    const spool = await open(folder, { segmentBytes: 100 })
    for (const word of words(50)) await spool.append([text(word)])
    let position = start
    for (let count = 0; count < 40; count++) {
      const record = await spool.read(position)
      position = record?.next ?? position
      await spool.acknowledge(position)
    }
    assert.equal(spool.waiting, 10)
    assert.ok((await readdir(folder)).length < 5)
    await spool.close()
    const again = await open(folder)
    assert.deepEqual(await rest(again), words(50).slice(40))
    assert.equal(again.waiting, 10)
    await again.append([text('later')])
    assert.deepEqual(await rest(again), [...words(50).slice(40), 'later'])
    await again.close()
  }))

test('a process that was killed leaves everything that it appended, and what was acknowledged comes at most again', () =>
  inFolder(async folder => {
    const killed = await open(folder)
    await killed.append(words(5).map(text))
    const first = await killed.read(start)
    await killed.acknowledge(first?.next ?? start)
    // No close, no save: as if the process had gone.
    const again = await open(folder)
    assert.deepEqual(await rest(again), words(5))
    await again.close()
    await killed.close()
  }))

test('a record that was cut off in the middle is not read, and those before are', () =>
  inFolder(async folder => {
    const spool = await open(folder)
    await spool.append(words(3).map(text))
    await spool.close()
    const [segment = ''] = (await readdir(folder)).filter(name => name.endsWith('.spool'))
    await appendFile(join(folder, segment), Uint8Array.of(200, 0, 0, 0, 1, 2, 3, 4, 5, 6))
    const again = await open(folder)
    assert.deepEqual(await rest(again), words(3))
    await again.append([text('after')])
    assert.deepEqual(await rest(again), [...words(3), 'after'])
    await again.close()
  }))

test('zeros that a power cut left behind are no records', () =>
  inFolder(async folder => {
    await writeFile(join(folder, '0000000001.spool'), new Uint8Array(4096))
    const spool = await open(folder)
    assert.equal(spool.waiting, 0)
    assert.equal(await spool.read(start), undefined)
    await spool.close()
  }))

test('over its budget it drops the oldest, and counts them', () =>
  inFolder(async folder => {
    const told: string[] = []
    const spool = await open(folder, { budget: 2000, segmentBytes: 250, told })
    for (const word of words(200)) await spool.append([text(word)])
    assert.ok(spool.bytes <= 2000 + 250)
    const left = await rest(spool)
    assert.deepEqual(left, words(200).slice(-left.length), 'the newest are kept')
    assert.equal(spool.dropped, 200 - left.length)
    assert.equal(spool.waiting, left.length)
    assert.match(told[0] ?? '', /the spool is full \(2000 bytes\): the \d+ oldest messages were dropped/)
    await spool.close()
  }))

test('a damaged place is told of, and what lies in the next segment is still read', () =>
  inFolder(async folder => {
    const told: string[] = []
    const spool = await open(folder, { segmentBytes: 500_000, budget: 2 ** 22, told })
    // More than the spool still has in memory.
    const long = (word: string) => word.padEnd(200_000)
    for (const word of words(9)) await spool.append([text(long(word))])
    const [second = ''] = (await readdir(folder)).filter(name => name.endsWith('.spool')).slice(1)
    const { size } = await stat(join(folder, second))
    await writeFile(join(folder, second), new Uint8Array(size).fill(255))
    const found = await rest(spool)
    assert.deepEqual(
      found.map(word => word.trimEnd()),
      [...words(3), ...words(9).slice(6)],
    )
    assert.match(told.join(), /is damaged behind byte 0/)
    await spool.close()
  }))

test(
  'a disk that is full takes nothing, and leaves no half record behind',
  { skip: process.platform !== 'linux' },
  () =>
    inFolder(async folder => {
      const spool = await open(folder)
      await symlink('/dev/full', join(folder, '0000000001.spool'))
      await assert.rejects(spool.append([text('lost')]), /ENOSPC/)
      assert.equal(spool.waiting, 0)
      assert.equal(await spool.read(start), undefined)
      await spool.close()
    }),
)
