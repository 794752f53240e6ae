// What one hub of a group has recorded, and what was said at its pages, for the pages of the others: on a topic of their
// own, because of each lap only one hub hears, and a driver's page may be at another hub than the wall.
import { z } from 'zod'
import type { Link } from '../broker/link.ts'
import type { Live } from '../live/live.ts'
import type { LiveSink, Told } from '../live/sink.ts'
import { board } from '../model/board.ts'
import { boardScreen } from '../model/board-screen.ts'
import { fates, longestMessage, type Passed } from '../model/live-protocol.ts'
import { readMessage } from '../model/messages.ts'
import { ruledLap } from '../model/ruling.ts'

const from = z.string().max(100)
const ofRig = { site: z.string().max(40), rig: z.string().max(40) }
const message = z.object({
  ...{ id: z.string().max(64), ...ofRig },
  text: z.string().max(longestMessage),
  sent_ms: z.number(),
})
const receipt = z.object({ id: z.string().max(64), ...ofRig, state: z.enum(fates) })
const reference = z.object({ ...ofRig, reference: z.string().max(20) })
const relayed = z.discriminatedUnion('type', [
  z.object({ from, type: z.literal('lap'), lap: ruledLap }),
  z.object({ from, type: z.literal('board'), board }),
  z.object({ from, type: z.literal('message'), message }),
  z.object({ from, type: z.literal('receipt'), receipt }),
  z.object({ from, type: z.literal('reference'), reference }),
  z.object({ from, type: z.literal('screen'), screen: boardScreen }),
])

export type Relay = {
  /** Tells the pages of this hub, and those of the others. */
  readonly live: LiveSink
  /** Hands on what was said here to the other hubs. */
  readonly hand: (said: Passed) => void
  /** Begins to listen to the others. */
  readonly listen: (link: Link) => void
}

/** `id` names this hub among those of the group; `pages` are this hub's own. What is no message of a hub is passed over, and reported once. */
export function openRelay(
  group: string,
  id: string,
  live: LiveSink,
  pages: Pick<Live, 'speak' | 'pass'>,
  report: (text: string) => void,
): Relay {
  const topic = `hubs/${group}/told`
  let link: Link | undefined
  let hasReported = false

  // A page that misses it finds it when it is opened again, or hears it when it is said again.
  function publish(said: Told | Passed): void {
    const payload = Buffer.from(JSON.stringify({ ...said, from: id }))
    link?.publish({ topic, payload, qos: 0 }).catch(() => undefined)
  }

  function heard(payload: Uint8Array): void {
    try {
      const { from: sender, ...said } = readMessage(
        relayed,
        JSON.parse(Buffer.from(payload).toString()),
        topic,
      )
      if (sender === id) return
      if (said.type === 'lap' || said.type === 'board') live.tell(said)
      else if (said.type !== 'message') pages.pass(said)
      else if (pages.speak(said.message) > 0) {
        const { id: of, site, rig } = said.message
        publish({ type: 'receipt', receipt: { id: of, site, rig, state: 'shown' } })
      }
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
        if (message.type === 'lap' || message.type === 'board') publish(message)
      },
    },
    hand: publish,
    listen(to) {
      link = to
      to.subscribe([topic], ({ payload }) => heard(payload)).catch((error: unknown) => {
        report(`could not subscribe to ${topic}: ${String(error)}`)
      })
    },
  }
}
