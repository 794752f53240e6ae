import { Hono } from 'hono'
import { z } from 'zod'
import type { LapStore } from '../../laps/store.ts'
import { boardEvent } from '../../model/board-event.ts'
import { hiddenDriver } from '../../model/hidden-driver.ts'
import { asLapId, longName } from '../../model/identity.ts'
import { rulingDraft } from '../../model/ruling.ts'
import type { Steward } from '../steward.ts'
import type { Visit } from '../visit.ts'
import { bodyOf } from './question.ts'

/** An event as it is put: its id stands in the path. */
export const eventDraft = boardEvent
  .omit({ event: true })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'it ends before it begins',
  })

/** Whether a driver is named on boards. */
export const namingDraft = hiddenDriver.pick({ driver: true }).extend({ hidden: z.boolean() }).strict()

export const changedBoards = z.object({ changed: z.boolean(), boards: z.array(z.string()).readonly() })

/**
 * `POST /laps/{lap_id}/ruling` and `GET /laps/{lap_id}/rulings`; `GET /events`, `PUT` and `DELETE /events/{event}`;
 * `GET` and `POST /drivers/hidden`.
 * Where the hub has a token, whoever asks has shown it.
 */
export function stewardRoutes(
  steward: Steward,
  store: Pick<LapStore, 'rulings' | 'events' | 'hiddenDrivers'>,
): Hono<Visit> {
  const app = new Hono<Visit>()
  const noLap = (id: string) => ({ error: `there is no lap ${id}` })
  app.post('/laps/:lap_id/ruling', async context => {
    const id = context.req.param('lap_id')
    const draft = bodyOf(rulingDraft, await context.req.text())
    if (!draft.ok) return context.json({ error: draft.error }, 400)
    const lap = longName.test(id) ? await steward.rule(id, draft.value) : undefined
    return lap === undefined ? context.json(noLap(id), 404) : context.json(lap)
  })
  app.get('/laps/:lap_id/rulings', async context => {
    const id = context.req.param('lap_id')
    return longName.test(id) ? context.json(await store.rulings(asLapId(id))) : context.json(noLap(id), 404)
  })
  app.get('/events', async context => context.json(await store.events()))
  app.put('/events/:event', async context => {
    const draft = bodyOf(eventDraft, await context.req.text())
    if (!draft.ok) return context.json({ error: draft.error }, 400)
    const event = boardEvent.safeParse({ ...draft.value, event: context.req.param('event') })
    if (!event.success) return context.json({ error: `event: ${event.error.issues[0]?.message}` }, 400)
    return context.json(await steward.declareEvent(event.data))
  })
  app.delete('/events/:event', async context => {
    const event = context.req.param('event')
    const removed = await steward.removeEvent(event)
    return removed.changed
      ? context.json(removed)
      : context.json({ error: `there is no event ${event}` }, 404)
  })
  app.get('/drivers/hidden', async context => context.json(await store.hiddenDrivers()))
  app.post('/drivers/hidden', async context => {
    const draft = bodyOf(namingDraft, await context.req.text())
    if (!draft.ok) return context.json({ error: draft.error }, 400)
    const { driver, hidden } = draft.value
    if (hidden) return context.json(await steward.hideDriver(driver, context.get('holder')?.name))
    return (await steward.nameDriver(driver))
      ? context.json({ driver })
      : context.json({ error: `no driver ${driver} is hidden` }, 404)
  })
  return app
}
