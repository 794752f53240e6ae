// The WebSocket side of the live stream: one socket is one Outlet; silent sockets are found out by a ping.
import type { WebSocket } from 'ws'
import type { Clock } from '../model/clock.ts'
import { millis } from '../units/quantity.ts'
import type { Live } from './live.ts'

const pingEvery = millis(15_000)

/** Serves one page over an open socket until either side closes it. */
export function serveSocket(live: Live, socket: WebSocket, clock: Clock): void {
  const joined = live.join({
    send: text => socket.send(text),
    get waiting() {
      return socket.bufferedAmount
    },
    close: (code, reason) => {
      socket.close(code, reason)
      // A peer that does not read does not answer the closing handshake either.
      clock.after(millis(2_000), () => socket.terminate())
    },
  })
  let answered = true
  let cancel = clock.after(pingEvery, beat)
  function beat(): void {
    if (!answered) {
      socket.terminate()
      return
    }
    answered = false
    socket.ping()
    cancel = clock.after(pingEvery, beat)
  }
  socket.on('pong', () => {
    answered = true
  })
  socket.on('message', (data, binary) => {
    joined.said(binary ? 'binary' : data.toString())
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    cancel()
    joined.left()
  })
}
