import { Hono } from 'hono'
import type { RigState } from '../../model/live-protocol.ts'

/** `GET /rigs`: the last that was heard of every rig. */
export function rigRoutes(live: { readonly rigs: () => readonly RigState[] }): Hono {
  const app = new Hono()
  app.get('/rigs', context => context.json(live.rigs()))
  return app
}
