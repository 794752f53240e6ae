import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedLakeContract } from '../../../test/contracts/shared-lake.ts'
import { FolderStore } from '../folder-store.ts'

sharedLakeContract('a lake that hubs share, in a folder', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-shared-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return new FolderStore(folder).open()
})
