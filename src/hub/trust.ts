// How a device comes to trust a hub with an authority of its own: the certificate to install, and where to put it.
import { Hono } from 'hono'
import { html } from 'hono/html'
import { type HubTls, spelled } from './tls/hub-tls.ts'
import type { Visit } from './visit.ts'

const ways = [
  [
    'iPhone, iPad',
    'Open the file in Safari, then Settings › General › VPN & Device Management › install the profile, then Settings › General › About › Certificate Trust Settings › switch it on.',
  ],
  [
    'Android',
    'Settings › Security › Encryption & credentials › Install a certificate › CA certificate, and choose the file.',
  ],
  ['Windows', 'Open the file › Install Certificate › Current User › Trusted Root Certification Authorities.'],
  ['macOS', 'Open the file; in Keychain Access open it again › Trust › Always Trust.'],
  ['Firefox', 'Settings › Privacy & Security › Certificates › View Certificates › Authorities › Import.'],
  [
    'Linux, Chromium',
    'Settings › Privacy and security › Security › Manage certificates › Authorities › Import.',
  ],
] as const

/** `GET /trust` with words and `GET /ca.crt` with the certificate; 404 where everybody trusts the hub, or nobody can. */
export function trustRoutes(authority: HubTls['authority']): Hono<Visit> {
  const app = new Hono<Visit>()
  const none = 'this hub has no authority of its own'
  app.get('/ca.crt', context => {
    if (authority === undefined) return context.json({ error: none }, 404)
    return context.body(authority.cert, 200, {
      'Content-Type': 'application/x-x509-ca-cert',
      'Content-Disposition': 'attachment; filename="pitwall-ca.crt"',
      'Cache-Control': 'no-cache',
    })
  })
  app.get('/trust', context => {
    if (authority === undefined) return context.json({ error: none }, 404)
    return context.html(html`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>pitwall: trust this hub</title>
<link rel="stylesheet" href="/entrance.css"><main><h1>Trust this hub</h1>
<p>The hub made its own certificate, so a browser warns of it, and a phone may let its screen go dark
all the same. Both end on a device that has the hub’s authority, which can vouch for machines of a house and for no other place.</p>
<p><a class="button" href="/ca.crt">The certificate</a></p>
<p>Compare before you trust it; <code>pitwall up</code> prints the same:</p><p class="fingerprint">${spelled(authority.fingerprint)}</p>
<dl>${ways.map(([device, way]) => html`<dt>${device}</dt><dd>${way}</dd>`)}</dl>
<p><a href="/">To the pit wall</a></p></main></html>`)
  })
  return app
}
