import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Access } from '../access/access.ts'
import { credential, wanted } from '../access/credential.ts'
import { roleNames } from '../access/role.ts'
import type { Visit } from '../visit.ts'
import { bodyOf } from './question.ts'

export const minted = z.object({ ...credential.shape, secret: z.string() })
export const whoami = z.object({ role: z.enum(roleNames).nullable(), name: z.string().nullable() })

/**
 * `GET` and `POST /access`, `DELETE /access/{id}`: who may come in. `GET /whoami`: as whom one is here. A fleet has no
 * store of its own: 404.
 */
export function accessRoutes(access: Pick<Access, 'list' | 'mint' | 'revoke'> | undefined): Hono<Visit> {
  const app = new Hono<Visit>()
  const none = (context: Context) =>
    context.json({ error: 'this is not where the credentials are kept; see docs/aws.md' }, 404)
  app.get('/whoami', context => {
    const holder = context.get('holder')
    return context.json({ role: holder?.role ?? null, name: holder?.name ?? null })
  })
  app.get('/access', context => (access === undefined ? none(context) : context.json(access.list())))
  app.post('/access', async context => {
    if (access === undefined) return none(context)
    const asked = bodyOf(wanted, await context.req.text())
    if (!asked.ok) return context.json({ error: asked.error }, 400)
    const made = access.mint(asked.value)
    context.header('Cache-Control', 'no-store')
    return context.json({ ...made.credential, secret: made.secret })
  })
  app.delete('/access/:id', context => {
    if (access === undefined) return none(context)
    const id = context.req.param('id')
    const revoked = access.revoke(id)
    return revoked === undefined
      ? context.json({ error: `there is no credential ${id}` }, 404)
      : context.json(revoked)
  })
  return app
}
