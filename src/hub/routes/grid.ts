import { Hono } from 'hono'
import { z } from 'zod'
import { LakeFault } from '../../lake/fault.ts'
import type { LapReader } from '../../lake/lap-reader.ts'
import { type ColumnData, noInt } from '../../lake/parquet/column.ts'
import type { lapColumns } from '../../model/lap-columns.ts'

export const columnsQuery = z.object({
  /** Names with commas between; all of the grid when left out. */
  columns: z.string().max(4000).exactOptional(),
})

const mostRows = 200_000

/**
 * `GET /laps/{lap_id}/grid`: a complete lap over the track, 2 048 rows with the place `spline`, the time `t_us` since
 * the start of the session and the channels; `GET /laps/{lap_id}/samples?columns=…`: every sample of some channels.
 */
export function gridRoutes(reader: LapReader): Hono {
  const app = new Hono()
  app.get('/laps/:lap_id/grid', async context => {
    const id = context.req.param('lap_id')
    return context.json(await read(id, columns => reader.readGrid(id, columns), context.req.query('columns')))
  })
  app.get('/laps/:lap_id/samples', async context => {
    const id = context.req.param('lap_id')
    const columns = context.req.query('columns')
    if (columns === undefined)
      return context.json({ error: 'name the channels: ?columns=spline,speed_kmh' }, 400)
    return context.json(await read(id, names => reader.readLap(id, names ?? []), columns))
  })
  app.onError((error, context) => {
    if (!(error instanceof LakeFault)) throw error
    return context.json({ error: error.message }, error.code === 'no-such-lap' ? 404 : 400)
  })
  return app
}

type Read = (columns: readonly string[] | undefined) => ReturnType<LapReader['readLap']>

async function read(
  lap_id: string,
  from: Read,
  names: string | undefined,
): Promise<z.output<typeof lapColumns>> {
  const { rows, columns } = await from(names?.split(',').filter(name => name !== ''))
  if (rows > mostRows) {
    throw new LakeFault('bad-query', `lap ${lap_id}`, `at most ${mostRows} rows; ask with SQL`, `${rows}`)
  }
  return {
    lap_id,
    rows,
    columns: Object.fromEntries([...columns].map(([name, column]) => [name, plain(column)])),
  }
}

function plain(column: ColumnData): (number | null)[] {
  switch (column.type) {
    case 'float':
    case 'double':
    case 'bigint':
      return Array.from(column.values, value => (Number.isNaN(value) ? null : value))
    case 'int':
      return Array.from(column.values, value => (value === noInt ? null : value))
    default:
      return []
  }
}
