import { Hono } from 'hono'
import type { Activity, LogLine } from '../../model/activity.ts'

export type ActivityPorts = {
  readonly activity: () => Activity
  readonly log: () => readonly LogLine[]
}

/** `GET /activity`: what the hub remembers of its last minutes; `GET /log`: its newest lines. 404 where nobody keeps them. */
export function activityRoutes(ports: ActivityPorts | undefined): Hono {
  const app = new Hono()
  const nobody = { error: 'nothing keeps this here: a fleet has its logs and figures in CloudWatch' }
  app.get('/activity', context =>
    ports === undefined ? context.json(nobody, 404) : context.json(ports.activity()),
  )
  app.get('/log', context => (ports === undefined ? context.json(nobody, 404) : context.json(ports.log())))
  return app
}
