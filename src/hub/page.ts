// Serves the built page: its files, and the page itself for every path that the page routes by itself.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>pitwall</title>
<h1>The hub runs, its page is not built</h1>
<p>Run <code>npm run build --workspace web</code> in the pitwall folder and start the hub again. The data is already here:
<a href="/api/laps">laps</a>, <a href="/api/boards">boards</a>, <a href="/api/health">health</a>.</p></html>`

/** `folder` is the built page, `web/dist`; without it a sentence says how to build it. */
export function pageRoutes(folder: string): Hono {
  const app = new Hono()
  const index = join(folder, 'index.html')
  if (!existsSync(index)) return app.get('/', context => context.html(notBuilt))
  app.use(
    '*',
    serveStatic({
      root: folder,
      onFound: (path, context) => {
        // Built assets carry a hash in their name; the page that names them does not.
        const hashed = /[/\\]assets[/\\]/.test(path)
        context.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    }),
  )
  app.get('*', async context => {
    const last = context.req.path.split('/').at(-1) ?? ''
    if (last.includes('.')) return context.notFound()
    context.header('Cache-Control', 'no-cache')
    return context.html(await readFile(index, 'utf8'))
  })
  return app
}
