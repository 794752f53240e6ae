import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CompactionPorts, compactDay, dayBefore } from './compaction.ts'

/** A bucket of names, and an engine that writes two files. */
function bucket(...keys: readonly string[]) {
  const held = new Set(keys)
  const asked: string[] = []
  const ports: CompactionPorts = {
    address: 's3://lake',
    list: async prefix => [...held].filter(key => key.startsWith(prefix)).sort(),
    run: async sql => {
      asked.push(sql)
      const [, to = ''] = /TO 's3:\/\/lake\/([^']+)'/.exec(sql) ?? []
      held.add(`${to}a`).add(`${to}b`)
    },
    copy: async (from, to) => {
      assert.ok(held.has(from))
      held.add(to)
    },
    async remove(gone) {
      for (const key of gone) held.delete(key)
    },
  }
  return { held, asked, ports }
}

test('the files of a day are replaced by those that the engine wrote, and other days stay', async () => {
  const { held, asked, ports } = bucket(
    'samples/day=2026-11-23/x',
    'samples/day=2026-11-24/1',
    'samples/day=2026-11-24/2',
    'samples/day=2026-11-24/3',
  )
  const done = await compactDay('2026-11-24', 'run1', ports)
  assert.deepEqual(done, { day: '2026-11-24', before: 3, after: 2 })
  assert.deepEqual([...held].sort(), [
    'samples/day=2026-11-23/x',
    'samples/day=2026-11-24/compacted-run1-a',
    'samples/day=2026-11-24/compacted-run1-b',
  ])
  assert.match(asked[0] ?? '', /WHERE day = DATE '2026-11-24'/)
})

test('what came while the engine ran is not removed', async () => {
  const { held, ports } = bucket('samples/day=2026-11-24/1', 'samples/day=2026-11-24/2')
  const late: CompactionPorts = {
    ...ports,
    run: async sql => {
      await ports.run(sql)
      held.add('samples/day=2026-11-24/late')
    },
  }
  await compactDay('2026-11-24', 'run1', late)
  assert.ok(held.has('samples/day=2026-11-24/late'))
})

test('an engine that fails leaves everything as it was', async () => {
  const { held, ports } = bucket('samples/day=2026-11-24/1', 'samples/day=2026-11-24/2')
  const before = [...held]
  const failing: CompactionPorts = { ...ports, run: () => Promise.reject(new Error('exhausted resources')) }
  await assert.rejects(compactDay('2026-11-24', 'run1', failing), /exhausted resources/)
  assert.deepEqual([...held], before)
})

test('a day of one file is left alone', async () => {
  const { asked, ports } = bucket('samples/day=2026-11-24/1')
  assert.equal((await compactDay('2026-11-24', 'run1', ports)).after, 1)
  assert.deepEqual(asked, [])
})

test('the day before the first of a month is the last of the month before', () => {
  assert.equal(dayBefore('2026-12-01T02:30:00Z'), '2026-11-30')
})
