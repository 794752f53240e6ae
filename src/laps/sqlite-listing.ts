// What is asked of the table of laps, as SQL: which laps, in which order, from where on.
import type { SQLInputValue } from 'node:sqlite'
import type { LapOrder, LapOrderKey } from '../model/lap-order.ts'
import { trackId } from '../model/track.ts'
import { lapColumns } from './sqlite-rows.ts'
import type { LapFilter } from './store.ts'

export type Asked = { readonly sql: string; readonly values: readonly SQLInputValue[] }

const columns = lapColumns.join(', ')

/** A page of laps. */
export function pageOfLaps(filter: LapFilter): Asked {
  const { order, limit = -1 } = filter
  if (order !== undefined && !isIndexed(order)) return pageByFigures(filter, order, limit)
  const { where, values } = lapConditions(filter)
  const keys = order === undefined ? ['started_at', 'lap_number', 'lap_id'] : ['lap_time_ms', 'lap_id']
  const by = keys.map(key => (order === undefined ? `${key} DESC` : key)).join(', ')
  const after = afterPlace(filter, keys)
  const all = [where, order === undefined ? '' : 'lap_time_ms IS NOT NULL', after.where]
  return {
    sql: `SELECT ${columns} FROM laps ${whereAll(all)} ORDER BY ${by} LIMIT ?`,
    values: [...values, ...after.values, limit],
  }
}

/** How many laps there are. */
export function countOfLaps(filter: LapFilter): Asked {
  const { where, values } = lapConditions(filter)
  return { sql: `SELECT count(*) AS laps FROM laps ${whereAll([where])}`, values }
}

/** The fastest first goes by an index of its own. */
const isIndexed = ({ by, down }: LapOrder): boolean => by === 'lap_time_ms' && !down

/** Which rows they are is found in the index that has every figure; only the rows of the page are read. */
function pageByFigures(filter: LapFilter, { by, down }: LapOrder, limit: number): Asked {
  const { where, values } = lapConditions(filter)
  const column: LapOrderKey = by
  const way = down ? 'DESC' : 'ASC'
  const order = `${column} ${way} NULLS LAST, lap_id ${way}`
  const after =
    filter.after === undefined ? { where: '', values: [] } : afterFigure(column, down, filter.after.lap_id)
  const all = whereAll([where, by === 'lap_time_ms' ? 'lap_time_ms IS NOT NULL' : '', after.where])
  return {
    sql: `SELECT ${columns} FROM laps WHERE rowid IN
        (SELECT rowid FROM laps ${all} ORDER BY ${order} LIMIT ?) ORDER BY ${order}`,
    values: [...values, ...after.values, limit],
  }
}

/** What follows a lap in an order that ends with the laps that have no such value. */
function afterFigure(column: string, down: boolean, lap_id: string) {
  const sign = down ? '<' : '>'
  const own = `(SELECT ${column} FROM laps WHERE lap_id = ?)`
  const where = `CASE WHEN ${own} IS NULL THEN ${column} IS NULL AND lap_id ${sign} ?
    ELSE ${column} IS NULL OR ${column} ${sign} ${own} OR (${column} = ${own} AND lap_id ${sign} ?) END`
  return { where: `(${where})`, values: [lap_id, lap_id, lap_id, lap_id, lap_id] }
}

/** What comes after a lap in an order by these columns, all of them upwards or all of them downwards. */
function afterPlace({ after, order }: LapFilter, keys: readonly string[]) {
  if (after === undefined) return { where: '', values: [] }
  const { started_at, lap_number, lap_id, lap_time_ms = 0 } = after
  const values = order === undefined ? [started_at, lap_number, lap_id] : [lap_time_ms, lap_id]
  const sign = order === undefined ? '<' : '>'
  return { where: `(${keys.join(', ')}) ${sign} (${keys.map(() => '?').join(', ')})`, values }
}

const remarked = (which: string) => `SELECT id FROM by_hand WHERE kind = 'remark' AND ${which}`

/** The conditions that have a value, as SQL with its values. */
function lapConditions(filter: LapFilter) {
  const { leftOut, traffic } = filter
  return conditions({
    'track = ?': filter.track === undefined ? undefined : trackId(filter.track),
    'driver = ? COLLATE NOCASE': filter.driver,
    'car = ?': filter.car?.toLowerCase(),
    'session_id = ?': filter.session_id,
    'valid = ?': filter.valid === undefined ? undefined : Number(filter.valid),
    'of_field = ?': filter.of === undefined ? undefined : Number(filter.of === 'field'),
    'kind = ?': filter.kind,
    'conditions = ?': filter.conditions,
    '(traffic_share > 0) = ?': traffic === undefined ? undefined : Number(traffic),
    'started_at >= ?': filter.from,
    'started_at <= ?': filter.to,
    [`lap_id IN (${remarked("? IN (SELECT value FROM json_each(record, '$.tags'))")})`]: filter.tag,
    [`(lap_id IN (${remarked("json_extract(record, '$.hidden')")})) = ?`]:
      leftOut === undefined ? undefined : Number(leftOut),
  })
}

const whereAll = (parts: readonly string[]): string => {
  const all = parts.filter(part => part !== '')
  return all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`
}

/** Those of these conditions that have a value, as SQL with the values. */
export function conditions(all: Readonly<Record<string, SQLInputValue | undefined>>): {
  readonly where: string
  readonly values: readonly SQLInputValue[]
} {
  const kept = Object.entries(all).flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]))
  return { where: kept.map(({ sql }) => sql).join(' AND '), values: kept.map(({ value }) => value) }
}
