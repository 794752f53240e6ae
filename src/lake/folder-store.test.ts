import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { objectStoreContract } from '../../test/contracts/object-store.ts'
import { FolderStore } from './folder-store.ts'

const temporary = () => mkdtempSync(join(tmpdir(), 'store-'))

objectStoreContract('folder', async () => {
  const folder = temporary()
  const store = await new FolderStore(folder).open()
  return {
    store,
    async local(text) {
      const path = store.draft()
      writeFileSync(path, text)
      return { path }
    },
    close: async () => rmSync(folder, { recursive: true }),
  }
})

test('what a crash left half written is not listed, and gone when the store opens again', async t => {
  const folder = temporary()
  t.after(() => rmSync(folder, { recursive: true }))
  const before = await new FolderStore(folder).open()
  const draft = before.draft()
  writeFileSync(draft, 'half')
  assert.deepEqual(await before.list(''), [])
  await new FolderStore(folder).open()
  assert.ok(!existsSync(draft))
  assert.deepEqual(readdirSync(folder), ['.tmp'])
})
