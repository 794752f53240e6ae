// The lap store of a folder, read beside the hub that works there; or the table that hubs share.
import { dataFolder } from '../hub/data-folder.ts'
import { openLapTable } from '../hub/lap-store.ts'
import { openSqliteLapStore } from '../laps/sqlite.ts'
import type { LapStore } from '../laps/store.ts'

/** Where laps are: `laps` names a table, else it is the store in the folder. */
export type LapPlace = { readonly data: string; readonly laps?: string }

export async function withStore<Result>(
  { data, laps }: LapPlace,
  read: (store: LapStore) => Promise<Result>,
): Promise<Result> {
  const store =
    laps === undefined
      ? openSqliteLapStore(dataFolder(data).store, { readOnly: true })
      : await openLapTable(laps)
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}
