// The tables that the hub's lake has beside `samples`, as views over what delivery streams write: the same names and
// columns, so that one text asks both. SQL that Athena and DuckDB both read.

import { type LakeColumn, type LakeTable, lakeTables } from '../lake/tables.ts'
import { tracks } from '../model/tracks.ts'
import { cloudTables } from './lake-tables.ts'

export type LakeView = {
  readonly name: string
  readonly note: string
  readonly sql: string
  readonly columns: readonly { readonly name: string; readonly type: LakeColumn['type'] | 'day' }[]
}

const listed = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => `"${name}"`).join(', ')

/** Each record once, of those that came under one id the one that `order` puts first. */
function latest(table: LakeTable, from: string, id: string, order: string, where = ''): LakeView {
  const columns = listed(table.columns)
  return {
    name: table.name,
    note: table.note,
    columns: table.columns,
    sql: `SELECT ${columns} FROM (
  SELECT ${columns}, row_number() OVER (PARTITION BY ${id} ORDER BY ${order}) AS copy FROM ${from}${where}
) WHERE copy = 1`,
  }
}

const laps = latest(
  lakeTables.laps,
  'lap_messages',
  'lap_id',
  'started_at, samples DESC',
  " WHERE kind <> 'incomplete'",
)
const sessions = latest(
  lakeTables.sessions,
  'session_messages',
  'session_id',
  'ended_at DESC NULLS LAST, started_at',
)

const sampleColumns = cloudTables.sample_rows.columns
const samples: LakeView = {
  name: 'samples',
  note: lakeTables.samples.note,
  columns: [...sampleColumns, { name: 'day', type: 'day' }],
  sql: `SELECT ${sampleColumns.map(({ name }) => (name === 'lap_id' ? 'l.lap_id' : `s."${name}"`)).join(', ')}, s.day
FROM sample_rows s
LEFT JOIN laps l ON l.lap_id = s.lap_id`,
}

/** Points of a grid beside the first. */
const last = 2047

const own = new Set(['session_id', 'lap_id', 'point', 't_us'])
const gridColumns = lakeTables.grids.columns.filter(({ name }) => !own.has(name))

/**
 * The sample that is nearest to each point; the hub interpolates instead. By day, so that a question about one reads its
 * files alone; a lap over midnight has the point at which the day ends twice.
 */
const grids: LakeView = {
  name: 'grids',
  note: 'The sample nearest to each of 2 048 points of the track. The hub interpolates between samples instead.',
  columns: [...lakeTables.grids.columns, { name: 'day', type: 'day' }],
  sql: `SELECT session_id, lap_id, point,
  min_by(graphics_t_us, away) AS t_us,
  ${gridColumns.map(({ name }) => `min_by("${name}", away) AS "${name}"`).join(',\n  ')},
  day
FROM (
  SELECT *, CAST(round(spline * ${last}) AS INTEGER) AS point, abs(spline * ${last} - round(spline * ${last})) AS away
  FROM (
    SELECT day, session_id, lap_id, t_us, graphics_t_us, spline, ${listed(gridColumns)},
      lag(graphics_t_us) OVER (PARTITION BY day, session_id, lap_id ORDER BY t_us) AS graphics_before
    FROM samples
    WHERE spline BETWEEN 0 AND 1 AND lap_id IS NOT NULL
  )
  WHERE graphics_before IS NULL OR graphics_before <> graphics_t_us
)
GROUP BY day, session_id, lap_id, point`,
}

/** A corner's braking begins at most this share of the track before it, its throttle at most as far behind it. */
const reach = Math.round(0.06 * (last + 1))
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
const cornerRows = Object.entries(tracks).flatMap(([track, { corners }]) =>
  corners.map(
    ([corner, name, from, to]) =>
      `(${text(track)}, ${corner}, ${text(name)}, ${Math.ceil(from * last)}, ${Math.floor(to * last)})`,
  ),
)

/** As `src/race/corners.ts` measures them, over the points of `grids`. */
const corners: LakeView = {
  name: 'corners',
  note: lakeTables.corners.note,
  columns: lakeTables.corners.columns,
  sql: `WITH track_corners (track, corner, name, first_point, last_point) AS (VALUES
  ${cornerRows.join(',\n  ')}
),
points AS (
  SELECT lap_id, session_id, point, t_us, speed_kmh, brake, throttle,
    CASE WHEN brake > 0.05 AND coalesce(lag(brake) OVER (PARTITION BY lap_id ORDER BY point), 0) <= 0.05
      THEN 1 ELSE 0 END AS begins
  FROM grids
),
passes AS (
  SELECT l.lap_id, l.session_id, c.corner, c.name, c.first_point, c.last_point,
    min_by(p.speed_kmh, p.point) AS entry_speed_kmh,
    min(p.speed_kmh) AS min_speed_kmh,
    min_by(p.point, p.speed_kmh * 4096 + p.point / 4096e0) AS slowest,
    max_by(p.speed_kmh, p.point) AS exit_speed_kmh,
    CAST(round((max_by(p.t_us, p.point) - min_by(p.t_us, p.point)) / 1000e0) AS INTEGER) AS time_ms
  FROM laps l
  JOIN track_corners c ON c.track = l.track
  JOIN points p ON p.lap_id = l.lap_id AND p.point BETWEEN c.first_point AND c.last_point
  GROUP BY l.lap_id, l.session_id, c.corner, c.name, c.first_point, c.last_point
),
pedals AS (
  SELECT a.lap_id, a.corner,
    max(CASE WHEN p.begins = 1 AND p.point <= a.slowest THEN p.point END) AS braked,
    max(CASE WHEN p.brake > 0.05 AND p.point > a.first_point - ${reach} AND p.point <= a.slowest THEN p.point END) AS braking,
    min(CASE WHEN p.throttle > 0.2 AND p.point >= a.slowest AND p.point <= a.last_point + ${reach} THEN p.point END) AS pressed
  FROM passes a
  JOIN points p ON p.lap_id = a.lap_id
  GROUP BY a.lap_id, a.corner
)
SELECT a.lap_id, a.session_id, a.corner, a.name,
  CAST(a.entry_speed_kmh AS DOUBLE) AS entry_speed_kmh,
  CAST(a.min_speed_kmh AS DOUBLE) AS min_speed_kmh,
  a.slowest / ${last}e0 AS min_spline,
  CAST(a.exit_speed_kmh AS DOUBLE) AS exit_speed_kmh,
  a.time_ms,
  CASE WHEN d.braking IS NOT NULL THEN d.braked / ${last}e0 END AS brake_spline,
  CAST(CASE WHEN d.braking IS NOT NULL THEN b.speed_kmh END AS DOUBLE) AS brake_speed_kmh,
  d.pressed / ${last}e0 AS throttle_spline
FROM passes a
JOIN pedals d ON d.lap_id = a.lap_id AND d.corner = a.corner
LEFT JOIN points b ON b.lap_id = a.lap_id AND b.point = d.braked
WHERE a.time_ms > 0`,
}

/** In the order in which they need each other. */
export const lakeViews: readonly LakeView[] = [laps, sessions, samples, grids, corners]

/** The view that is made of `queries/stints.sql`, whose text is given. */
export const stintsView = (sql: string): LakeView => ({
  name: 'stints',
  note: 'From one pit visit to the next. As `queries/stints.sql` asks.',
  sql: sql.replace(/\nORDER BY [\w, ]+\s*$/, ''),
  columns: [
    { name: 'session_id', type: 'text' },
    { name: 'stint', type: 'int' },
    { name: 'track', type: 'text' },
    { name: 'car', type: 'text' },
    { name: 'driver', type: 'text' },
    { name: 'first_lap', type: 'int' },
    { name: 'last_lap', type: 'int' },
    { name: 'laps', type: 'int' },
    { name: 'best_lap_ms', type: 'int' },
    { name: 'mean_lap_ms', type: 'double' },
    { name: 'fuel_used_l', type: 'double' },
    { name: 'tyre_compound', type: 'text' },
  ],
})
