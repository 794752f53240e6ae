// Datagrams to and from one address. The socket is connected, so that the system itself drops what strangers send.
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Datagrams, GameAddress } from './client.ts'

const mostWaiting = 16

/** Opens any free port of this machine. A game that is not there is no fault: nothing comes, and it is called again. */
export function openUdp(
  { host, port }: Pick<GameAddress, 'host' | 'port'>,
  heard: (bytes: Uint8Array) => void,
  /** Told the port of this side, once it has one. */
  bound: (port: number) => void = ignore,
): Datagrams {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: 1024 * 1024 })
  let state: 'idle' | 'connecting' | 'connected' | 'closed' = 'idle'
  let waiting: Uint8Array[] = []
  socket.on('message', bytes => heard(bytes))
  // A port that nobody listens on is told of as an error of the socket.
  socket.on('error', ignore)
  socket.on('connect', () => {
    if (state === 'closed') return
    state = 'connected'
    bound(socket.address().port)
    for (const bytes of waiting.splice(0)) socket.send(bytes, ignore)
  })
  /** A name that cannot be looked up now may be so the next time. */
  function connect(): void {
    state = 'connecting'
    socket.connect(port, host, (fault?: Error) => {
      if (fault !== undefined && fault !== null && state === 'connecting') state = 'idle'
    })
  }
  return {
    send: bytes => {
      if (state === 'closed') return
      if (state === 'connected') {
        socket.send(bytes, ignore)
        return
      }
      waiting = [...waiting, bytes].slice(-mostWaiting)
      if (state === 'idle') connect()
    },
    close: () => {
      if (state === 'closed') return
      state = 'closed'
      // What was sent just now leaves first.
      setImmediate(() => socket.close())
    },
  }
}

const ignore = () => undefined
