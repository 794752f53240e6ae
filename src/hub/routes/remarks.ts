// What people write beside laps.
import { Hono } from 'hono'
import type { LapStore } from '../../laps/store.ts'
import { asLapId, longName } from '../../model/identity.ts'
import { type LapRemark, remarkDraft } from '../../model/lap-remark.ts'
import type { Visit } from '../visit.ts'
import { bodyOf } from './question.ts'

/** `GET /remarks` and `PUT /laps/{lap_id}/remark`. */
export function remarkRoutes(
  store: Pick<LapStore, 'lap' | 'remarks' | 'putRemark'>,
  now: () => number,
): Hono<Visit> {
  const app = new Hono<Visit>()
  app.get('/remarks', async context => context.json(await store.remarks()))
  app.put('/laps/:lap_id/remark', async context => {
    const id = context.req.param('lap_id')
    const draft = bodyOf(remarkDraft, await context.req.text())
    if (!draft.ok) return context.json({ error: draft.error }, 400)
    if (!longName.test(id) || (await store.lap(asLapId(id))) === undefined)
      return context.json({ error: `there is no lap ${id}` }, 404)
    const before = (await store.remarks()).find(({ lap_id }) => lap_id === id)
    const {
      note = before?.note ?? '',
      tags = before?.tags ?? [],
      hidden = before?.hidden ?? false,
    } = draft.value
    const by = context.get('holder')?.name
    const at = new Date(now()).toISOString()
    const remark: LapRemark = { lap_id: asLapId(id), note, tags, hidden, at, ...(by !== undefined && { by }) }
    await store.putRemark(remark)
    return context.json(remark)
  })
  return app
}
