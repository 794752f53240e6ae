// HTTPS on the port of the page. Whoever comes without TLS is sent to the same place with it, and nothing is done for them.
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer, type Server } from 'node:https'
import { answerPlain, keepRenewed, type ShownIdentity } from '../broker/first-byte.ts'

const patience_ms = 10_000

export function secureServer(listener: RequestListener, identity: ShownIdentity): Server {
  const server = createSecureServer({ ...identity(), minVersion: 'TLSv1.2' }, listener)
  keepRenewed(server, identity)
  const plain = createServer((request, response) => {
    const host = request.headers.host ?? ''
    const safe = /^[\w.:[\]-]+$/.test(host) && /^\/(?!\/)[\x21-\x7e]*$/.test(request.url ?? '')
    const there = safe ? `https://${host}${request.url}` : 'https://'
    // What was sent in the clear is not sent again by the browser, unless it only asked.
    const asked = request.method === 'GET' || request.method === 'HEAD'
    const body = JSON.stringify({ error: `this port speaks TLS: ${there}` })
    response.writeHead(safe && asked ? 307 : 400, {
      ...(safe && asked && { Location: there }),
      'Content-Type': 'application/json',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      Connection: 'close',
    })
    response.end(body)
  })
  // A WebSocket that knows no better.
  plain.on('upgrade', (_request, stream) => {
    stream.end(
      'HTTP/1.1 426 Upgrade Required\r\nUpgrade: TLS/1.2, HTTP/1.1\r\nConnection: Upgrade, close\r\n\r\n',
    )
  })
  plain.on('clientError', (_error, stream) => stream.destroy())
  answerPlain(server, socket => {
    socket.setTimeout(patience_ms, () => socket.destroy())
    plain.emit('connection', socket)
  })
  return server
}
