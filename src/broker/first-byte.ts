// One port for those who speak TLS and those who do not know yet that they should: the first byte tells.
import type { Socket } from 'node:net'
import type { Server } from 'node:tls'

/** A handshake begins with a record of this type [RFC 8446, 5.1]. */
const handshake = 0x16
const patience_ms = 10_000
const renewal_ms = 3_600_000

/** A certificate with those above it, and its key, as PEM; asked for anew each hour, so that it can be renewed. */
export type ShownIdentity = () => { readonly cert: string; readonly key: string }

/** Gives `plain` the connections of `server` that begin with something else, with nothing of them read. */
export function answerPlain(server: Server, plain: (socket: Socket) => void): void {
  const secure = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const give = () => socket.destroy()
    socket.on('error', give)
    socket.setTimeout(patience_ms, give)
    socket.once('data', (chunk: Buffer) => {
      socket.pause()
      socket.setTimeout(0)
      socket.off('timeout', give)
      socket.unshift(chunk)
      if (chunk[0] === handshake) {
        // Takes what was put back, and goes on reading past this socket.
        for (const listener of secure) Reflect.apply(listener, server, [socket])
      } else {
        plain(socket)
        socket.resume()
      }
    })
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
}

/** Shows a renewed certificate to whoever connects from then on, for as long as `server` is open. */
export function keepRenewed(server: Server, identity: ShownIdentity): void {
  const renewing = setInterval(() => server.setSecureContext(identity()), renewal_ms).unref()
  server.once('close', () => clearInterval(renewing))
}
