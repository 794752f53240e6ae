// How people cut tracks into segments.
import { Hono } from 'hono'
import type { z } from 'zod'
import type { LapStore } from '../../laps/store.ts'
import { trackId } from '../../model/track.ts'
import { type cutsAnswer, cutsDraft, type TrackCuts } from '../../model/track-cuts.ts'
import type { Visit } from '../visit.ts'
import { bodyOf } from './question.ts'

const written = /^[\w .'-]{1,64}$/u

/** `GET`, `PUT` and `DELETE /tracks/{track}/cuts`. */
export function cutRoutes(
  store: Pick<LapStore, 'cuts' | 'putCuts' | 'removeCuts'>,
  now: () => number,
): Hono<Visit> {
  const app = new Hono<Visit>()
  const answer = (cuts: TrackCuts | undefined) =>
    ({ cuts: cuts ?? null }) satisfies z.infer<typeof cutsAnswer>
  app.get('/tracks/:track/cuts', async context =>
    context.json(answer(await store.cuts(context.req.param('track')))),
  )
  app.put('/tracks/:track/cuts', async context => {
    const track = context.req.param('track')
    if (!written.test(track)) return context.json({ error: 'track: expected the name of a track' }, 400)
    const draft = bodyOf(cutsDraft, await context.req.text())
    if (!draft.ok) return context.json({ error: draft.error }, 400)
    const by = context.get('holder')?.name
    const at = new Date(now()).toISOString()
    const cuts = { track: trackId(track), ...draft.value, at, ...(by !== undefined && { by }) }
    await store.putCuts(cuts)
    return context.json(answer(cuts))
  })
  app.delete('/tracks/:track/cuts', async context =>
    (await store.removeCuts(context.req.param('track')))
      ? context.json(answer(undefined))
      : context.json({ error: 'nobody cut this track: it is cut by its corners' }, 404),
  )
  return app
}
