// What the screens that show a board are to do, from a phone.
import { Hono } from 'hono'
import { type BoardScreen, boardScreen } from '../../model/board-screen.ts'
import { bodyOf } from './question.ts'

/** Tells every screen of a board. Rejects when none can be reached. */
export type Direct = (screen: BoardScreen) => void | Promise<void>

/** `POST /screens`: the whole state of the screens of a board. */
export function screenRoutes(direct: Direct): Hono {
  const app = new Hono()
  app.post('/screens', async context => {
    const screen = bodyOf(boardScreen, await context.req.text())
    if (!screen.ok) return context.json({ error: screen.error }, 400)
    await direct(screen.value)
    return context.json(screen.value)
  })
  return app
}
