import { Hono } from 'hono'
import { z } from 'zod'
import type { ShownLaps } from '../../laps/shown.ts'
import type { LapStore } from '../../laps/store.ts'
import { asLapId, longName } from '../../model/identity.ts'
import { suffices } from '../access/role.ts'
import type { ExportDesk } from '../export/export-desk.ts'
import { exportFormatNames, exportFormats } from '../export/export-formats.ts'
import { exportName } from '../export/export-name.ts'
import { HubFault } from '../fault.ts'
import type { Visit } from '../visit.ts'
import { asked, refused } from './question.ts'

export const exportQuery = z.object({ format: z.enum(exportFormatNames) })

/** `GET /laps/{lap_id}/export?format=…`: the lap as a file to keep. */
export function exportRoutes(
  desk: ExportDesk,
  store: Pick<LapStore, 'lap'>,
  shown: Pick<ShownLaps, 'names'>,
): Hono<Visit> {
  const app = new Hono<Visit>()
  app.get('/laps/:lap_id/export', async context => {
    const query = asked(context, exportQuery)
    if (!query.ok) return refused(context, query)
    const { format } = query.value
    const id = context.req.param('lap_id')
    const lap = longName.test(id) ? await store.lap(asLapId(id)) : undefined
    if (lap === undefined) return context.json({ error: `there is no lap ${id}` }, 404)
    // A file names its driver.
    const { shown: name } = await shown.names()
    if (name(lap.driver) !== lap.driver && !suffices(context.get('holder')?.role, 'steward'))
      return context.json(
        { error: 'this driver is not named here, and a file would; a steward can take it' },
        403,
      )
    const [file] = await desk.export([lap], format)
    if (file === undefined) return context.json({ error: 'nothing was written' }, 500)
    return context.body(Uint8Array.from(file.bytes), 200, {
      'Content-Type': exportFormats[format].type,
      'Content-Disposition': `attachment; filename="${exportName(lap, format)}"`,
    })
  })
  app.onError((error, context) => {
    if (!(error instanceof HubFault)) throw error
    return context.json({ error: error.message }, error.code === 'too-busy' ? 503 : 400)
  })
  return app
}
