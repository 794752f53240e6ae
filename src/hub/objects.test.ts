import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { errorBucket, keyOf, openObjects } from './objects.ts'

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'pitwall-objects-'))
  context.after(() => rmSync(path, { recursive: true }))
  return path
}

test('an object lies under its bucket and key', async context => {
  const root = folder(context)
  await openObjects(root).put('laps', 'monza/best.json', Buffer.from('{}'))
  assert.equal(readFileSync(join(root, 'laps', 'monza', 'best.json'), 'utf8'), '{}')
})

test('whatever a key holds, it stays in its bucket', async context => {
  const root = folder(context)
  const objects = openObjects(root)
  for (const key of ['../../escape', '/etc/passwd', 'a//b', '.', 'C:\\windows', 'ünïcode 🏎', '-x', ' ']) {
    await objects.put('keys', key, Buffer.from(key))
  }
  assert.deepEqual(readdirSync(root), ['keys'])
  assert.equal(new Set(['a b', 'a_b', 'a/b', 'a.b'].map(keyOf)).size, 4)
  // A folder cannot hold an object and a folder of one name, as a bucket can.
  await assert.rejects(objects.put('keys', 'a', Buffer.from('')), { code: 'refused' })
  await assert.rejects(objects.put('../other', 'key', Buffer.from('')), { code: 'refused' })
  await assert.rejects(objects.put('long', 'x'.repeat(2000), Buffer.from('')), { code: 'refused' })
})

test('errors never take more than their share of the disk; the oldest go', async context => {
  const root = folder(context)
  const objects = openObjects(root)
  const megabyte = Buffer.alloc(2 ** 20)
  for (let index = 0; index < 66; index++)
    await objects.put(errorBucket, `rule=x/${1000 + index}.json`, megabyte)
  const left = readdirSync(join(root, errorBucket, 'rule=x')).sort()
  assert.deepEqual([left.length, left[0], left.at(-1)], [64, '1002.json', '1065.json'])
  assert.equal(objects.counters().errors_dropped, 2)
  // Also what a former run left counts.
  const again = openObjects(root)
  await again.put(errorBucket, 'rule=x/2000.json', megabyte)
  assert.equal(readdirSync(join(root, errorBucket, 'rule=x')).length, 64)
})
