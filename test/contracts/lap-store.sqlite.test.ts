import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteLapStore } from '../../src/laps/sqlite.ts'
import { openLapStoreThread } from '../../src/laps/sqlite-link.ts'
import type { LapStore } from '../../src/laps/store.ts'
import type { OpenedStore } from './lap-store/opened-store.ts'
import { lapStoreContract } from './lap-store.ts'

async function inFolder(open: (path: string) => LapStore | Promise<LapStore>): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-laps-'))
  const store = await open(join(folder, 'store.sqlite'))
  return {
    store,
    async dispose() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

lapStoreContract('SQLite', () => inFolder(openSqliteLapStore))
lapStoreContract('SQLite on a thread', () => inFolder(openLapStoreThread), 3)
