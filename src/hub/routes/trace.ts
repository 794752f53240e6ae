import { type Context, Hono } from 'hono'
import { LakeFault } from '../../lake/fault.ts'
import { laidLaps } from '../../lake/laid-laps.ts'
import type { LapReader } from '../../lake/lap-reader.ts'
import { cutsProblem, readCuts } from '../../model/cuts.ts'
import { type LapSegments, segmentQuery } from '../../model/lap-segments.ts'
import { type LapTrace, traceQuery } from '../../model/lap-trace.ts'
import { lapWindow } from '../../race/lap-window.ts'
import { factChannels, segmentFacts } from '../../race/segment-facts.ts'
import { asked, refused } from './question.ts'

const mostChannels = 32

/**
 * `GET /laps/{lap_id}/trace`: a window of a lap in as many columns as a screen has; `GET /laps/{lap_id}/segments`: what
 * the lap did in each stretch of its track.
 */
export function traceRoutes(reader: LapReader): Hono {
  const laps = laidLaps(reader)
  const app = new Hono()
  app.get('/laps/:lap_id/trace', async context => {
    const query = asked(context, traceQuery)
    if (!query.ok) return refused(context, query)
    const { channels, length, ...window } = query.value
    const names = channels.split(',').filter(name => name !== '')
    if (names.length > mostChannels) return refused(context, { error: `channels: at most ${mostChannels}` })
    const lap = await laps.lay(context.req.param('lap_id'), names, length)
    const columns = new Map([...lap.columns].filter(([name]) => names.includes(name)))
    return context.json(lapWindow(lap.lap_id, lap.over, columns, window) satisfies LapTrace)
  })
  app.get('/laps/:lap_id/segments', async context => {
    const query = asked(context, segmentQuery)
    if (!query.ok) return refused(context, query)
    const { length, cuts: written } = query.value
    const cuts = written === undefined ? undefined : readCuts(written)
    if (written !== undefined && cuts === undefined)
      return refused(context, { error: `cuts: expected metres and names as in 0_640-Curva Grande_1500` })
    const lap = await laps.lay(context.req.param('lap_id'), factChannels, length)
    const problem = cuts && cutsProblem(cuts, lap.over.length_m)
    if (problem !== undefined) return refused(context, { error: `cuts: ${problem}` })
    const facts = segmentFacts(lap.lap_id, lap.track, lap.over, lap.columns, lap.lap_time_ms, cuts)
    return context.json(facts satisfies LapSegments)
  })
  app.onError(failed)
  return app
}

function failed(error: Error, context: Context): Response {
  if (!(error instanceof LakeFault)) throw error
  return context.json({ error: error.message }, error.code === 'no-such-lap' ? 404 : 400)
}
