import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { type PairingNo, pairingProof, pairingRequest, pairingShare } from '../../lan/pairing/words.ts'
import type { PairingList } from '../../model/pairing.ts'
import type { Answer } from '../pairing/desk.ts'
import type { Pairing } from '../pairing/pairing.ts'
import type { Visit } from '../visit.ts'
import { bodyOf } from './question.ts'

/** What is asked of strangers is short. */
const mostBody = 1024

/**
 * For a rig, which is nobody yet: `POST /pairing`, `GET /pairing/{id}`, `POST /pairing/{id}/share` and `/proof`. For the
 * owner: `GET /pairing` and `DELETE /pairing/{id}`. A fleet enrols rigs in another way: 404.
 */
export function pairingRoutes(pairing: Pick<Pairing, 'desk' | 'hub'> | undefined): Hono<Visit> {
  const app = new Hono<Visit>()
  if (pairing === undefined) return app
  const { desk, hub } = pairing
  app.get('/pairing', context => {
    const until = desk.restsUntil()
    const list: PairingList = {
      requests: [...desk.list()],
      ...(until !== undefined && { rests_until: new Date(until).toISOString() }),
    }
    context.header('Cache-Control', 'no-store')
    return context.json(list)
  })
  app.delete('/pairing/:id', context =>
    desk.refuse(context.req.param('id'))
      ? context.json({ refused: true })
      : context.json({ error: 'no rig waits under that id' }, 404),
  )
  app.post('/pairing', async context => {
    const asked = await read(context, pairingRequest)
    if (!asked.ok) return context.json({ error: asked.error }, 400)
    const answer = desk.ask(asked.value, context.env?.address ?? 'an unknown address')
    return answered(context, answer, value => ({ ...value, hub }))
  })
  app.get('/pairing/:id', context => answered(context, desk.waits(context.req.param('id')), value => value))
  app.post('/pairing/:id/share', async context => {
    const share = await read(context, pairingShare)
    if (!share.ok) return context.json({ error: share.error }, 400)
    const answer = desk.share(context.req.param('id'), bytesOf(share.value.element))
    return answered(context, answer, ({ element }) => ({ element: textOf(element) }))
  })
  app.post('/pairing/:id/proof', async context => {
    const proof = await read(context, pairingProof)
    if (!proof.ok) return context.json({ error: proof.error }, 400)
    const answer = desk.prove(context.req.param('id'), bytesOf(proof.value.proof))
    return answered(context, answer, ({ sealed }) => ({ sealed: textOf(sealed) }))
  })
  return app
}

async function read<Shape extends z.ZodType>(context: Context, shape: Shape) {
  const text = await context.req.text()
  return bodyOf(shape, text.length > mostBody ? '' : text)
}

function answered<Value>(context: Context, answer: Answer<Value>, shown: (value: Value) => object): Response {
  context.header('Cache-Control', 'no-store')
  if (answer.ok) return context.json(shown(answer.value))
  const { refusal, tries_left } = answer
  const no: PairingNo = { refusal, ...(tries_left !== undefined && { tries_left }) }
  return context.json(no, refusal === 'full' || refusal === 'resting' ? 429 : 409)
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64url')
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
