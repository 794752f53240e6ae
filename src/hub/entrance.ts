// How a browser comes in: a form that takes a secret, and a link that carries one. Either way it gets a cookie that
// scripts cannot read, and the secret stands in no address any more.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Holder } from './access/credential.ts'
import type { Doorkeeper } from './access/doorkeeper.ts'
import { cookieName } from './guard.ts'
import type { Visit } from './visit.ts'

const year_s = 31_536_000
const mostForm = 2_000

/** `POST /enter` with `secret` and `to` in a form, and `GET /entrance.css`. */
export function entranceRoutes(doorkeeper: Pick<Doorkeeper, 'recognise'> | undefined): Hono<Visit> {
  const app = new Hono<Visit>()
  app.post('/enter', async context => {
    const text = await context.req.text()
    const form = new URLSearchParams(text.length > mostForm ? '' : text)
    const secret = (form.get('secret') ?? '').trim()
    const found = doorkeeper?.recognise(secret, context.env?.address) ?? { kind: 'stranger' }
    if (found.kind === 'hasty') {
      context.header('Retry-After', String(found.retry_s))
      return entrance(context, 429, found.reason)
    }
    if (found.kind !== 'holder' || secret === '' || found.holder.role === 'rig')
      return entrance(context, 401, wrongSecret(found.kind === 'holder' ? found.holder : undefined, secret))
    giveCookie(context, secret)
    return context.redirect(ownPath(form.get('to')), 303)
  })
  app.get('/entrance.css', context => {
    context.header('Cache-Control', 'max-age=3600')
    return context.body(looks, 200, { 'Content-Type': 'text/css; charset=utf-8' })
  })
  return app
}

/** The form, for a browser that may not come in yet. */
export function entrance(
  context: Context,
  status: 401 | 403 | 410 | 429,
  reason?: string,
): Response | Promise<Response> {
  const url = new URL(context.req.url)
  const to = url.pathname === '/enter' ? '/' : url.pathname + url.search
  context.header('Cache-Control', 'no-store')
  return context.html(
    html`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>pitwall: come in</title>
<meta name="referrer" content="same-origin">
<link rel="stylesheet" href="/entrance.css"><main><h1>pitwall</h1>
<p>This pit wall asks who comes in. Whoever runs it has a link or a secret for you, made by <code>pitwall access add</code>.</p>
${reason === undefined ? '' : html`<p role="alert">${reason}</p>`}
<form method="post" action="/enter"><input type="hidden" name="to" value="${to}">
<label>Secret <input name="secret" type="password" autocomplete="current-password" required autofocus></label>
<button>Come in</button></form></main></html>`,
    status,
  )
}

/** After a link with a secret, or from a page elsewhere: asks for `to` from here, so that the cookie goes with it. */
export function onward(context: Context, to: string): Response | Promise<Response> {
  context.header('Cache-Control', 'no-store')
  return context.html(
    html`<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${to}">
<title>pitwall</title><link rel="stylesheet" href="/entrance.css"><main><p><a href="${to}">Go on</a></p></main></html>`,
  )
}

export function giveCookie(context: Context, secret: string): void {
  context.header('Set-Cookie', cookieOf(context, encodeURIComponent(secret), year_s))
}

export function takeCookie(context: Context): void {
  context.header('Set-Cookie', cookieOf(context, '', 0))
}

/** The address of a request without the secret in it. */
export function withoutToken(url: URL): string {
  const query = new URLSearchParams(url.search)
  query.delete('token')
  return ownPath(query.size === 0 ? url.pathname : `${url.pathname}?${query}`)
}

function cookieOf(context: Context, value: string, age_s: number): string {
  const secure = context.env?.secure ? '; Secure' : ''
  return `${cookieName(context.req.header('host'))}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${age_s}${secure}`
}

/** A path of this hub, and never another place: `//elsewhere` is one. */
const ownPath = (to: string | null): string => (to !== null && /^\/(?![/\\])[^\\\s]*$/.test(to) ? to : '/')

const wrongSecret = (holder: Holder | undefined, secret: string): string => {
  if (secret === '') return 'Nothing was typed.'
  return holder?.role === 'rig'
    ? 'That is the secret of a rig; pages want one of a reader.'
    : 'That secret opens nothing here.'
}

const looks = `:root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif }
body { margin: 0; display: grid; min-height: 100vh; place-items: center }
main { max-width: 34rem; padding: 1.5rem }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
input, button { min-height: 3rem; margin-block: .5rem; padding: .5rem }
dt { font-weight: bold; margin-top: .7rem } dd { margin: 0 }
.fingerprint { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
[role=alert] { border-left: .3rem solid #d33; padding-left: .7rem }
`
