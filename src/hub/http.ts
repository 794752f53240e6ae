// One port for everything: the app's requests, and the WebSockets that other parts of the hub take over.
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ShownIdentity } from '../broker/first-byte.ts'
import type { Holder } from './access/credential.ts'
import { HubFault } from './fault.ts'
import type { Guard } from './guard.ts'
import { neededBy } from './route-roles.ts'
import { secureServer } from './secure-server.ts'
import type { Arrival, Visit } from './visit.ts'

export type SocketRoute = {
  readonly take: (socket: WebSocket, request: IncomingMessage) => void
  /** The longest message that a client may send. */
  readonly longest: number
}

export type Http = {
  /** The port that was opened, also where 0 was asked for. */
  readonly port: number
  readonly sockets: () => number
  /** Closes the WebSockets of those who may no longer stay. */
  readonly expel: (stands: (holder: Holder) => boolean) => void
  /** Takes no more requests, ends the running ones within `grace_ms`. */
  readonly close: (grace_ms: number) => Promise<void>
}

export type HttpOptions = {
  readonly host: string
  readonly port: number
  readonly app: Hono<Visit>
  readonly guard: Guard
  /** What to speak TLS with; without, HTTP is spoken in the clear. */
  readonly identity?: ShownIdentity | undefined
  /** By path. */
  readonly sockets: Readonly<Record<string, SocketRoute>>
  /** By path: upgrades that somebody else answers, once the guard has let them in. */
  readonly handOver?: Readonly<Record<string, Upgrade>>
}

type Upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => void

const mostSockets = 500
const mostConnections = 2000

/** Opens the port. Throws HubFault `port-taken` when another program has it. */
export async function openHttp({
  host,
  port,
  app,
  guard,
  identity,
  sockets,
  handOver = {},
}: HttpOptions): Promise<Http> {
  const listener = getRequestListener(
    (request, { incoming }) => app.fetch(request, arrivalOf(incoming.socket)),
    {
      overrideGlobalObjects: false,
    },
  )
  const server = identity === undefined ? createServer(listener) : secureServer(listener, identity)
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  server.maxConnections = mostConnections
  const upgraders = new Map(
    Object.entries(sockets).map(([path, route]) => [path, { route, upgrader: upgraderOf(route) }]),
  )
  const open = new Map<WebSocket, Holder | undefined>()

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const path = pathOf(request)
    const target = upgraders.get(path)
    const other = Object.hasOwn(handOver, path) ? handOver[path] : undefined
    const admission = guard.admit({
      url: request.url ?? '/',
      header: name => text(request.headers[name]),
      address: request.socket.remoteAddress,
      needs: neededBy('GET', [{ method: 'GET', path }]),
    })
    if (!admission.ok) return refuse(stream, admission.status, admission.reason, admission.retry_s)
    if (other !== undefined) return other(request, stream, head)
    if (target === undefined) return refuse(stream, 404, 'there is no WebSocket here')
    if (open.size >= mostSockets) return refuse(stream, 503, 'too many open WebSockets')
    target.upgrader.handleUpgrade(request, stream, head, socket => {
      open.set(socket, admission.holder)
      socket.on('close', () => open.delete(socket))
      target.route.take(socket, request)
    })
  })

  await listen(server, host, port)
  const address = server.address()
  const opened = typeof address === 'object' && address !== null ? address.port : port
  return {
    port: opened,
    sockets: () => open.size,
    expel(stands) {
      for (const [socket, holder] of open)
        if (holder !== undefined && !stands(holder)) socket.close(1008, 'you may no longer stay')
    },
    async close(grace_ms) {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of open.keys()) socket.close(1001, 'the hub stops')
      server.closeIdleConnections()
      const hurry = setTimeout(() => {
        for (const socket of open.keys()) socket.terminate()
        server.closeAllConnections()
      }, grace_ms)
      await closed
      clearTimeout(hurry)
    },
  }
}

const upgraderOf = (route: SocketRoute): WebSocketServer =>
  new WebSocketServer({
    noServer: true,
    maxPayload: route.longest,
    perMessageDeflate: false,
  })

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?')[0] ?? '/'
const text = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'object' ? header[0] : header

function refuse(stream: Duplex, status: number, reason: string, retry_s?: number): void {
  const body = JSON.stringify({ error: reason })
  const headers = [
    `HTTP/1.1 ${status} Refused`,
    'Connection: close',
    'Content-Type: application/json',
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options: nosniff',
    'Referrer-Policy: no-referrer',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retry_s === undefined ? [] : [`Retry-After: ${retry_s}`]),
  ]
  stream.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}

const arrivalOf = (socket: Socket): Arrival => ({
  address: socket.remoteAddress,
  secure: socket instanceof TLSSocket,
})

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error) => reject(faultOf(error, host, port)))
    server.listen(port, host, () => resolve())
  })
}

/** Any failure to open a port as a sentence; also for the MQTT port. */
export function faultOf(error: Error, host: string, port: number, flag = '--port'): HubFault {
  const where = `${host}:${port}`
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new HubFault(
        'port-taken',
        `Port ${port} is taken by another program; choose another with ${flag}, or 0 for any free one.`,
        error,
      )
    case 'EACCES':
      return new HubFault('port-taken', `This user may not open port ${port}; choose one above 1023.`, error)
    case 'EADDRNOTAVAIL':
      return new HubFault('bad-configuration', `This machine has no address ${host}.`, error)
    default:
      return new HubFault('port-taken', `Cannot listen on ${where}: ${error.message}.`, error)
  }
}
