// Where the actions of rules lead in this process: each named destination is one of the three streams.
import type { Link } from '../broker/link.ts'
import type { Lake } from '../lake/lake.ts'
import { readRecorded, receive } from '../laps/receive.ts'
import type { ShownLaps } from '../laps/shown.ts'
import type { LapStore } from '../laps/store.ts'
import type { LiveSink } from '../live/sink.ts'
import type { Clock } from '../model/clock.ts'
import { entriesMessage, fieldMessage } from '../model/field.ts'
import { readFrameHeader } from '../model/frame-header.ts'
import {
  eventMessage,
  type LapMessage,
  lapMessage,
  readLive,
  readMessage,
  type SessionMessage,
  sessionMessage,
  statusMessage,
} from '../model/messages.ts'
import type { ActionPorts, Published, SearchDocument } from '../rules/actions/action.ts'
import type { Output } from '../rules/output.ts'
import { RuleFault } from '../rules/rule-fault.ts'
import { tellBoards } from './steward.ts'
import { webSender } from './web-sender.ts'

export type Destinations = {
  readonly clock: Clock
  readonly lake: Lake
  readonly laps: LapStore
  readonly shown: Pick<ShownLaps, 'boards'>
  /** Replayed laps enter boards as live ones do. */
  readonly rankReplays?: boolean
  readonly lapCounters: LapCounters
  readonly live: LiveSink
  readonly objects: NonNullable<ActionPorts['s3']>
  /** Undefined while there is no broker. */
  readonly link: () => Link | undefined
}

/** What became of laps and sessions. */
export type LapCounters = { recorded: number; known: number; passed_over: number }

export function actionPorts(to: Destinations): ActionPorts {
  const streams: Readonly<Record<string, (record: Uint8Array, from: Published) => Promise<void>>> = {
    'pitwall-frames': async (record, from) => to.lake.land(record, ofItself(readFrameHeader(record), from)),
    'pitwall-laps': async (record, from) =>
      to.lake.closeLap(ofItself(readMessage(lapMessage, json(record), 'lap'), from)),
    'pitwall-sessions': async (record, from) =>
      to.lake.session(ofItself(readMessage(sessionMessage, json(record), 'session'), from)),
  }
  const functions: Readonly<Record<string, (event: unknown, from: Published) => Promise<void>>> = {
    'pitwall-lap': async (event, from) => recordAndTell(to, ofItself(readRecorded(event), from)),
    'pitwall-session': async (event, from) => recordAndTell(to, ofItself(readRecorded(event), from)),
  }
  const indices: Readonly<Record<string, (document: Output, from: Published) => void>> = {
    live: ({ value }, from) => to.live.put(ofItself(readLive(value), from), to.clock.now()),
    field: ({ value }, from) =>
      to.live.putField(ofItself(readMessage(fieldMessage, value, 'field'), from), to.clock.now()),
    entries: ({ value }, from) =>
      to.live.putField(ofItself(readMessage(entriesMessage, value, 'entries'), from), to.clock.now()),
    events(document, from) {
      const event = ofItself(readMessage(eventMessage, plain(document), 'event'), from)
      to.live.tell({ type: 'event', event })
    },
    sessions(document, from) {
      const session = ofItself(readMessage(sessionMessage, plain(document), 'session'), from)
      to.live.tell({ type: 'session', session })
    },
    status(document, from) {
      const status = ofItself(readMessage(statusMessage, plain(document), 'status'), from)
      to.live.tell({ type: 'status', status })
    },
  }
  return {
    firehose: {
      async put(name, records, _separator, from) {
        const stream = named(streams, name, 'delivery stream')
        await Promise.all(records.map(record => stream(record, from)))
      },
    },
    lambda: { invoke: async (name, event, from) => named(functions, name, 'function')(plain(event), from) },
    openSearch: {
      put: ({ index, output, from }: SearchDocument) => named(indices, index, 'index')(output, from),
    },
    s3: to.objects,
    republish: {
      async publish(message) {
        const link = to.link()
        if (link === undefined) throw new RuleFault('failed', 'there is no broker to publish to yet')
        await link.publish(message)
      },
    },
    http: webSender,
  }
}

const ofRig = /^(?:\$aws\/rules\/[^/]+\/)?rigs\/([^/]+)\/([^/]+)\/[^/]+$/

/** A message on the topic of a rig speaks for that rig and for no other: who may publish there was asked. */
function ofItself<Spoken extends { readonly site: string; readonly rig: string }>(
  spoken: Spoken,
  { topic }: Published,
): Spoken {
  const [, site, rig] = ofRig.exec(topic) ?? []
  if (site === undefined || (site === spoken.site && rig === spoken.rig)) return spoken
  throw new RuleFault('refused', `a message of ${spoken.site}/${spoken.rig} came on the topic ${topic}`)
}

async function recordAndTell(to: Destinations, message: LapMessage | SessionMessage): Promise<void> {
  const { laps, shown, lapCounters, live, rankReplays = false } = to
  const received = await receive(message, laps, { rankReplays })
  lapCounters[received.outcome === 'passed-over' ? 'passed_over' : received.outcome] += 1
  if (received.stream !== 'lap' || received.outcome !== 'recorded') return
  live.tell({ type: 'lap', lap: received.lap })
  await tellBoards(shown, live, received.boards)
}

function named<Found>(table: Readonly<Record<string, Found>>, name: string, what: string): Found {
  const found = Object.hasOwn(table, name) ? table[name] : undefined
  if (found !== undefined) return found
  throw new RuleFault(
    'refused',
    `there is no ${what} "${name}" here; there are ${Object.keys(table).join(', ')}`,
  )
}

/** The output of a rule as the streams read messages. Throws RuleFault `refused` for what is no JSON. */
const plain = (output: Output): unknown => parsed(output.text())
const json = (bytes: Uint8Array): unknown =>
  parsed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RuleFault('refused', `expected a JSON object, found ${JSON.stringify(text.slice(0, 40))}`)
  }
}
