// The worker: the socket and the parsing of its text stay off the thread that paints.
import { Connection } from './connection.ts'
import { type FromWorker, type ToWorker, wallNow } from './wire.ts'

let connection: Connection | undefined

function post(message: FromWorker): void {
  if (message.kind === 'newest') self.postMessage(message, { transfer: [message.newest.row.buffer] })
  else self.postMessage(message)
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'open':
      connection?.close()
      connection = new Connection(data.url, {
        open: url => new WebSocket(url),
        now: wallNow,
        chance: Math.random,
        post,
      })
      return
    case 'watch':
      connection?.watch(data.rate_hz)
      return
    case 'fields':
      connection?.watchFields(data.rigs)
      return
    case 'retry':
      connection?.retry()
      return
  }
}
