// MQTT over WebSocket on somebody else's HTTP server.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, WebSocketServer } from 'ws'

/** Bytes of one WebSocket message, which may hold any part of the stream of packets. */
const mostBytes = 4 * 2 ** 20

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** What hands out upgrades: an HTTP server, or whoever looks at them before. */
export interface Upgrades {
  on(event: 'upgrade', listener: Upgrade): unknown
  off(event: 'upgrade', listener: Upgrade): unknown
}

/**
 * Takes the upgrades of `path` and hands their streams to `connect`; other paths are left to other listeners. A page
 * from another origin is turned away: a browser would connect for any site that asks. Returns how to stop.
 */
export function attachWebSockets(
  server: Upgrades,
  path: string,
  connect: (stream: Duplex, address: string | undefined) => void,
): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    // [MQTT-6.0.0-3]
    handleProtocols: offered => ['mqtt', 'mqttv3.1'].find(name => offered.has(name)) ?? false,
  })
  const upgrade: Upgrade = (request, socket, head) => {
    if (pathOf(request) !== path) return
    if (!isSameOrigin(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, webSocket =>
      connect(createWebSocketStream(webSocket), request.socket.remoteAddress),
    )
  }
  server.on('upgrade', upgrade)
  return () => {
    server.off('upgrade', upgrade)
    for (const client of sockets.clients) client.terminate()
    sockets.close()
  }
}

const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?', 1)[0]

/** A client that is no browser sends no origin. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
