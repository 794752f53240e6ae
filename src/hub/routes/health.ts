import { Hono } from 'hono'
import type { Health } from '../../model/health.ts'

/** `GET /health`: 200 while the hub does its work, 503 when a part of it is critical. */
export function healthRoutes(health: () => Health): Hono {
  const app = new Hono()
  app.get('/health', context => {
    const now = health()
    return context.json(now, now.state === 'critical' ? 503 : 200)
  })
  return app
}
