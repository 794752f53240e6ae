// Who takes what is imported: the hub that works in the folder, else one that is started for it.
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Link } from '../broker/link.ts'
import { openMqttLink } from '../broker/mqtt-link.ts'
import { runningHub } from '../hub/data-folder.ts'
import { startHub } from '../hub/hub.ts'
import type { LapId } from '../model/identity.ts'
import { sessionMessage } from '../model/messages.ts'
import { type RuledLap, type RulingDraft, ruledLap } from '../model/ruling.ts'
import { CommandFault, plainLog } from './output.ts'
import { findRunningHub, type HubClient, hubClient } from './running-hub.ts'

const listedSession = sessionMessage.pick({ session_id: true, track: true, started_at: true })

export type Receiver = {
  /** Where messages go; QoS 1 is confirmed when a message is safe. */
  readonly link: Link
  readonly sessions: (track: string) => Promise<readonly z.output<typeof listedSession>[]>
  /** Of the cars around as well. */
  readonly laps: (session_id: string) => Promise<readonly RuledLap[]>
  readonly rule: (lap_id: LapId, draft: RulingDraft) => Promise<RuledLap | undefined>
}

/** How long a hub that runs may take to let the import in. */
const patience_ms = 10_000
/** As many as the hub lists at once. */
const most = 10_000

/** Returns when all that `work` has sent is in the lake too, unless the hub goes on by itself. */
export async function withReceiver<Result>(
  data: string,
  work: (receiver: Receiver) => Promise<Result>,
): Promise<Result> {
  const running = await findRunningHub(data)
  if (running !== undefined) {
    const link = await reach(running)
    try {
      return await work(receiverAt(running, link))
    } finally {
      await link.close()
    }
  }
  const hub = await startHub({ data, port: 0, mqttPort: 0 }, process.env, plainLog)
  const link = hub.link()
  try {
    const result = await work(receiverAt(hubClient(hub.url, runningHub(data)?.secret), link))
    await hub.settle()
    return result
  } finally {
    await link.close()
    await hub.close()
  }
}

function receiverAt({ ask }: HubClient, link: Link): Receiver {
  const list = async <Shape extends z.ZodType>(shape: Shape, path: string) =>
    (await ask(z.array(shape), 'GET', `${path}&limit=${most}`)) ?? []
  return {
    link,
    sessions: track => list(listedSession, `/api/sessions?track=${encodeURIComponent(track)}`),
    laps: session_id => list(ruledLap, `/api/laps?field=true&session_id=${encodeURIComponent(session_id)}`),
    rule: (lap_id, draft) => ask(ruledLap, 'POST', `/api/laps/${encodeURIComponent(lap_id)}/ruling`, draft),
  }
}

/** A connection to the broker of a hub, by the way that its pages take. */
async function reach({ url, token }: HubClient): Promise<Link> {
  const address = new URL('/mqtt', url.replace(/^http/, 'ws')).href
  const said: string[] = []
  const link = openMqttLink({
    url: address,
    clientId: `pitwall-import-${process.pid}`,
    report: text => said.push(text),
    ...(token !== undefined && { secret: token }),
  })
  for (let waited = 0; !link.connected; waited += 20) {
    if (waited >= patience_ms) {
      await link.close()
      const why = said.at(-1) ?? 'it does not answer'
      throw new CommandFault(`The hub at ${url} does not let the import in: ${why}.`)
    }
    await sleep(20)
  }
  return link
}
