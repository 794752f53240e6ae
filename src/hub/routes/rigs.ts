import { Hono } from 'hono'
import { z } from 'zod'
import {
  type DriverMessage,
  longestMessage,
  type RigState,
  type SentMessage,
} from '../../model/live-protocol.ts'
import { liveMessage, sessionMessage, statusMessage } from '../../model/messages.ts'

export type RigPorts = {
  readonly rigs: () => readonly RigState[] | Promise<readonly RigState[]>
  /** Shows words to the pages that listen; to how many, if that is known. Rejects when no page can be reached. */
  readonly speak: (message: DriverMessage) => number | undefined | Promise<undefined>
  readonly now: () => number
  readonly newId: () => string
}

const mostBody = 2048
export const rigState = z.object({
  site: z.string(),
  rig: z.string(),
  status: statusMessage.optional(),
  session: sessionMessage.optional(),
  live: z.object({ received_ms: z.number(), values: liveMessage }).optional(),
})
export const driverWords = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1)
    .max(longestMessage)
    .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'one line of words'),
})
export const driverMessage = z.object({
  id: z.string(),
  site: z.string(),
  rig: z.string(),
  text: z.string(),
  sent_ms: z.number(),
  /** Pages that show them; with none the driver has not agreed to words, or has no page open. Absent in a fleet. */
  listeners: z.int().min(0).exactOptional(),
})
/** Words that follow faster cannot be read, and a wall that is stuck must not blind a driver. */
const shortestPause_ms = 1000

/**
 * `GET /rigs`: the last that was heard of every rig. `POST /rigs/{site}/{rig}/message`: words for its driver, shown on
 * the Live pages of that rig whose driver agreed to it; 404 for a rig that was never heard of, 429 within a second of the words before.
 */
export function rigRoutes({ rigs, speak, now, newId }: RigPorts): Hono {
  const app = new Hono()
  const lastSent = new Map<string, number>()
  app.get('/rigs', async context => context.json(await rigs()))
  app.post('/rigs/:site/:rig/message', async context => {
    const { site, rig } = context.req.param()
    if (!(await rigs()).some(known => known.site === site && known.rig === rig)) {
      return context.json({ error: `no rig ${site}/${rig} has been heard of` }, 404)
    }
    const body = await context.req.text()
    const read = driverWords.safeParse(body.length > mostBody ? undefined : parsed(body))
    if (!read.success) {
      const issue = read.error.issues[0]
      return context.json({ error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}` }, 400)
    }
    const key = `${site}/${rig}`
    const sent_ms = now()
    if (sent_ms - (lastSent.get(key) ?? Number.NEGATIVE_INFINITY) < shortestPause_ms) {
      return context.json({ error: 'the words before are still on the screen; wait a second' }, 429)
    }
    lastSent.set(key, sent_ms)
    const message: DriverMessage = { id: newId(), site, rig, text: read.data.text, sent_ms }
    const listeners = await speak(message)
    const sent: SentMessage = { ...message, ...(listeners !== undefined && { listeners }) }
    return context.json(sent)
  })
  return app
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
