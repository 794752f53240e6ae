import { Hono } from 'hono'
import { entrance, giveCookie, onward } from '../entrance.ts'
import type { Pairing } from '../pairing/pairing.ts'
import type { Visit } from '../visit.ts'

const noPlace =
  'this hub listens on its own machine only, where no phone can come; start it with --host 0.0.0.0'
const used =
  'That picture was used, or is older than two minutes. Draw a new one, and look at it with the camera again.'

/** `POST /api/phones` for the owner, and `GET /join/{code}` for the phone, which is nobody yet. */
export function phoneRoutes(pairing: Pick<Pairing, 'invitations' | 'invite'> | undefined): Hono<Visit> {
  const app = new Hono<Visit>()
  if (pairing === undefined) return app
  app.post('/api/phones', context => {
    const invitation = pairing.invite()
    if (invitation === undefined) return context.json({ error: noPlace }, 409)
    context.header('Cache-Control', 'no-store')
    return context.json(invitation)
  })
  app.get('/join/:code', context => {
    const secret = pairing.invitations.accept(context.req.param('code'), context.req.header('user-agent'))
    if (secret === undefined) return entrance(context, 410, used)
    giveCookie(context, secret)
    return onward(context, '/live')
  })
  return app
}
