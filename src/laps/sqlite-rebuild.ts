// The laps of a session made anew in the SQLite store, in one transaction: for whoever has learnt to read the session
// better, while no hub has the store open.
import type { LapMessage, SessionMessage } from '../model/messages.ts'
import { lapOf, sessionOf } from './receive.ts'
import { openDatabase } from './sqlite-schema.ts'
import { SqliteWriter } from './sqlite-writer.ts'

/** Laps keep their ids and their ranks; `ranked` is of those that are new. Throws LapsFault when there is no such store. */
export function rebuildSession(
  path: string,
  session: SessionMessage,
  laps: readonly LapMessage[],
  ranked: boolean,
): void {
  const database = openDatabase(path, {})
  try {
    const writer = new SqliteWriter(database)
    const records = laps.filter(({ kind }) => kind !== 'incomplete').map(lapOf)
    writer.transaction(() => void writer.replaceSession(sessionOf(session), records, ranked))
  } finally {
    database.close()
  }
}
