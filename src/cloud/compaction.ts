// Nightly: the many small files of a day become few large ones, sorted and each sample once.
import { type LakeColumn, lakeTables } from '../lake/tables.ts'
import { cloudTables } from './lake-tables.ts'

/** What compaction needs of the bucket and of Athena. */
export interface CompactionPorts {
  /** Keys below a prefix. */
  list(prefix: string): Promise<readonly string[]>
  /** Runs a statement to its end. Rejects with the sentence of the engine. */
  run(sql: string): Promise<void>
  /** Copies within the bucket. */
  copy(from: string, to: string): Promise<void>
  remove(keys: readonly string[]): Promise<void>
  /** The bucket's own address, `s3://name`. */
  readonly address: string
}

export type Compacted = { readonly day: string; readonly before: number; readonly after: number }

/** Files of a day below which rewriting it gains nothing. */
const fewFiles = 2

/**
 * Rewrites one day of samples. New files are put beside the old ones before those are removed: a reader in between
 * sees samples twice, none ever sees a hole, and a run that died is healed by the next, because doubles are dropped.
 */
export async function compactDay(day: string, run: string, ports: CompactionPorts): Promise<Compacted> {
  const folder = `${cloudTables.sample_rows.prefix}/day=${day}/`
  const before = await ports.list(folder)
  if (before.length < fewFiles) return { day, before: before.length, after: before.length }
  const draft = `compacting/${day}/${run}/`
  await ports.run(unloadStatement(day, `${ports.address}/${draft}`))
  const drafts = await ports.list(draft)
  const after = drafts.map(key => `${folder}compacted-${run}-${key.slice(draft.length)}`)
  for (const [index, key] of drafts.entries()) await ports.copy(key, after[index] ?? '')
  await ports.remove(before.filter(key => !after.includes(key)))
  await ports.remove(drafts)
  return { day, before: before.length, after: after.length }
}

/** The day before an instant, in UTC. */
export const dayBefore = (instant: string): string =>
  new Date(Date.parse(instant) - 86_400_000).toISOString().slice(0, 10)

const quoted = ({ name }: Pick<LakeColumn, 'name'>): string => `"${name}"`

/** Each sample once: of two that share session and time, the one that knows more of its graphics page. */
export function unloadStatement(day: string, to: string): string {
  const columns = cloudTables.sample_rows.columns.map(quoted).join(', ')
  const [first] = lakeTables.samples.columns.filter(({ name }) => name === 'graphics_t_us').map(quoted)
  return `UNLOAD (
  SELECT ${columns}
  FROM (
    SELECT ${columns},
      row_number() OVER (PARTITION BY session_id, t_us ORDER BY ${first} DESC NULLS LAST) AS copy
    FROM ${cloudTables.sample_rows.name}
    WHERE day = DATE '${day}'
  )
  WHERE copy = 1
  ORDER BY session_id, t_us
)
TO '${to}'
WITH (format = 'PARQUET', compression = 'ZSTD')`
}
