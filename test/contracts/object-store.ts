// What every object store must do; each adapter runs this against its real engine.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectStore } from '../../src/lake/object-store.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** `open` gives an empty store, `local` writes a file that the store may take. */
export function objectStoreContract(
  name: string,
  open: () => Promise<{
    readonly store: ObjectStore
    readonly local: (text: string) => Promise<{ readonly path: string }>
    readonly close: () => Promise<void>
  }>,
): void {
  const contract = (
    title: string,
    check: (store: ObjectStore, local: (text: string) => Promise<{ path: string }>) => Promise<void>,
  ) =>
    test(`${name}: ${title}`, async t => {
      const opened = await open()
      t.after(opened.close)
      await check(opened.store, opened.local)
    })
  const read = async (store: ObjectStore, key: string, range?: { from: number; to: number }) => {
    const found = await store.get(key, range)
    return found === undefined ? undefined : Buffer.from(found).toString()
  }

  contract('an object is read as it was put, from bytes and from a file', async (store, local) => {
    await store.put('samples/site=home/day=2026-11-24/a.parquet', bytes('abc'))
    await store.put('samples/b.parquet', await local('a file'))
    assert.equal(await read(store, 'samples/site=home/day=2026-11-24/a.parquet'), 'abc')
    assert.equal(await read(store, 'samples/b.parquet'), 'a file')
    assert.equal(await read(store, 'samples/c.parquet'), undefined)
  })

  contract('a later put replaces, and removing what is not there is no mistake', async store => {
    await store.put('a', bytes('first'))
    await store.put('a', bytes('second, and longer'))
    assert.equal(await read(store, 'a'), 'second, and longer')
    await store.remove('a')
    await store.remove('a')
    assert.equal(await read(store, 'a'), undefined)
  })

  contract('of many who put if absent, one does', async store => {
    const done = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.putIfAbsent('lock', bytes(`writer ${index}`))),
    )
    const winners = done.flatMap((won, index) => (won ? [index] : []))
    assert.equal(winners.length, 1)
    assert.equal(await read(store, 'lock'), `writer ${winners[0]}`)
    assert.equal(await store.putIfAbsent('lock', bytes('late')), false)
    assert.equal(await read(store, 'lock'), `writer ${winners[0]}`)
  })

  contract('a range is read alone, and ends where the object does', async store => {
    await store.put('a', bytes('0123456789'))
    assert.equal(await read(store, 'a', { from: 2, to: 5 }), '234')
    assert.equal(await read(store, 'a', { from: 8, to: 100 }), '89')
    assert.equal(await read(store, 'a', { from: 0, to: 0 }), '')
  })

  contract('a listing has the keys of a prefix in order, with their sizes', async store => {
    for (const key of ['t/b/2', 't/b/1', 't/a', 'u/1']) await store.put(key, bytes(key))
    assert.deepEqual(await store.list('t/'), [
      { key: 't/a', bytes: 3 },
      { key: 't/b/1', bytes: 5 },
      { key: 't/b/2', bytes: 5 },
    ])
    assert.deepEqual(await store.list('none/'), [])
  })

  contract('while an object is replaced, readers see the old one or the new one', async store => {
    const versions = ['x', 'y'].map(letter => letter.repeat(200_000))
    await store.put('a', bytes(versions[0] ?? ''))
    let isWriting = true
    const writing = (async () => {
      for (let round = 0; round < 20; round++) await store.put('a', bytes(versions[round % 2] ?? ''))
      isWriting = false
    })()
    while (isWriting) assert.ok(versions.includes((await read(store, 'a')) ?? ''))
    await writing
  })

  contract('a key that is no plain path is refused', async store => {
    for (const key of ['', '/a', 'a/', '../a', 'a/../b', 'a//b', '.hidden', 'a\\b', 'a b']) {
      await assert.rejects(store.put(key, bytes('x')), { code: 'bad-file' }, key)
    }
  })
}
