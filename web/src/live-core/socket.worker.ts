// The worker: the socket and the parsing of its text stay off the thread that paints.
import { Connection } from './connection.ts'
import { isBroker, MqttSocket, type MqttSurroundings } from './mqtt-socket.ts'
import { type FromWorker, type ToWorker, wallNow } from './wire.ts'

const broker: MqttSurroundings = {
  now: wallNow,
  clientId: () => `page-${crypto.randomUUID()}`,
  async past() {
    const [rigs, laps, boards] = await Promise.all([
      listed('/api/rigs'),
      listed('/api/laps?limit=100'),
      listed('/api/boards?limit=20'),
    ])
    return { rigs, laps, boards }
  },
}

/** What the API lists; nothing while it does not answer. */
async function listed(path: string): Promise<never[]> {
  const answer = await fetch(path).catch(() => undefined)
  return answer?.ok === true ? await answer.json() : []
}

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
        open: url => (isBroker(url) ? new MqttSocket(url, broker) : new WebSocket(url)),
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
    case 'listen':
      connection?.listen(data.rigs)
      return
    case 'confirm':
      connection?.confirm(data.id, data.state)
      return
    case 'painted':
      connection?.describe(data.page)
      return
    case 'retry':
      connection?.retry()
      return
  }
}
