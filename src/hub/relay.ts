// What one hub of a group has recorded, for the pages of the others: laps and boards go around on a topic of their own,
// because of each lap only one hub hears.
import { z } from 'zod'
import type { Link } from '../broker/link.ts'
import type { LiveSink, Told } from '../live/sink.ts'
import { board } from '../model/board.ts'
import { readMessage } from '../model/messages.ts'
import { ruledLap } from '../model/ruling.ts'

const from = z.string().max(100)
const relayed = z.discriminatedUnion('type', [
  z.object({ from, type: z.literal('lap'), lap: ruledLap }),
  z.object({ from, type: z.literal('board'), board }),
])

export type Relay = {
  /** Tells the pages of this hub, and those of the others. */
  readonly live: LiveSink
  /** Begins to listen to the others. */
  readonly listen: (link: Link) => void
}

/** `id` names this hub among those of the group. What is no message of a hub is passed over, and reported once. */
export function openRelay(group: string, id: string, live: LiveSink, report: (text: string) => void): Relay {
  const topic = `hubs/${group}/told`
  let link: Link | undefined
  let hasReported = false

  function heard(payload: Uint8Array): void {
    try {
      const said = readMessage(relayed, JSON.parse(Buffer.from(payload).toString()), topic)
      if (said.from !== id) live.tell(said)
    } catch (error) {
      if (!hasReported) report(`a message on ${topic} is none of a hub: ${String(error)}`)
      hasReported = true
    }
  }

  return {
    live: {
      ...live,
      tell(message: Told) {
        live.tell(message)
        if (message.type !== 'lap' && message.type !== 'board') return
        const payload = Buffer.from(JSON.stringify({ ...message, from: id }))
        // A page that misses it finds it when it is opened again.
        link?.publish({ topic, payload, qos: 0 }).catch(() => undefined)
      },
    },
    listen(to) {
      link = to
      to.subscribe([topic], ({ payload }) => heard(payload)).catch((error: unknown) => {
        report(`could not subscribe to ${topic}: ${String(error)}`)
      })
    },
  }
}
