// Everything that a hub keeps, in one folder; one hub at a time works in it.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { writeWhole } from './access/access-file.ts'
import { HubFault } from './fault.ts'

/** Where what lies. */
export type DataFolder = {
  readonly root: string
  /** Laps, sessions, boards. */
  readonly store: string
  /** Parquet files, and the frames that wait to become some. */
  readonly lake: string
  /** What rules with an `s3` action wrote, one folder per bucket. */
  readonly objects: string
  /** Rule documents of the user; one that is named like ours replaces it. */
  readonly rules: string
  /** What connectors recorded of games, a file for each session. */
  readonly recordings: string
}

export const dataFolder = (root: string): DataFolder => ({
  root,
  store: join(root, 'store.sqlite'),
  lake: join(root, 'lake'),
  objects: join(root, 'objects'),
  rules: join(root, 'rules'),
  recordings: join(root, 'recordings'),
})

/** Where the running hub can be reached, and a secret of this run with which its own command line comes in. */
export type Running = {
  readonly pid: number
  readonly url: string
  /** As other machines reach it, where they can. */
  readonly elsewhere?: string | undefined
  readonly mqtt_port?: number
  /** SHA-256 of the certificate of its own authority, where it shows one of that. */
  readonly authority?: string | undefined
  readonly secret?: string
}

export type Lock = {
  /** Notes where this hub can be reached. */
  readonly announce: (running: Running) => void
  readonly release: () => void
}

/**
 * Makes the folder and takes it for this process. The lock is one that the operating system drops with the process,
 * so a killed hub leaves none behind. Throws HubFault `data-locked` or `data-unusable`.
 */
export function lockDataFolder({ root, rules, objects }: DataFolder): Lock {
  const note = noteIn(root)
  try {
    for (const folder of [root, rules, objects]) mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw unusable(root, error)
  }
  const lock = exclusive(root, note)
  return {
    announce: running => writeWhole(note, `${JSON.stringify(running)}\n`),
    release() {
      rmSync(note, { force: true })
      lock.close()
    },
  }
}

function exclusive(root: string, note: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(root, 'hub.lock'), { timeout: 0 })
    lock.exec('PRAGMA locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const busy = error instanceof Error && /locked|busy/i.test(error.message)
    if (!busy) throw unusable(root, error)
    const other = runningIn(note)
    const where = other === undefined ? '' : ` (process ${other.pid}, ${other.url})`
    throw new HubFault(
      'data-locked',
      `Another hub works in ${root}${where}; stop it, or choose another folder with --data.`,
      error,
    )
  }
}

const noteIn = (root: string): string => join(root, 'hub.json')

/** What the hub in this folder noted of itself; a killed one leaves its note behind. */
export const runningHub = (root: string): Running | undefined => runningIn(noteIn(root))

function runningIn(note: string): Running | undefined {
  try {
    const running: Running = JSON.parse(readFileSync(note, 'utf8'))
    return running
  } catch {
    return undefined
  }
}

function unusable(root: string, error: unknown): HubFault {
  const why = error instanceof Error ? error.message : String(error)
  return new HubFault('data-unusable', `The data folder ${root} cannot be used: ${why}.`, error)
}
