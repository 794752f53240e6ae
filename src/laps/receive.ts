// The lap stream: messages in, records in the store. The same function runs in the hub and in the cloud.
import { ModelFault } from '../model/fault.ts'
import {
  type LapMessage,
  type LapRecord,
  lapMessage,
  readMessage,
  type SessionMessage,
  sessionMessage,
} from '../model/messages.ts'
import { trackId } from '../model/track.ts'
import type { LapStore, Recorded, SessionRecord } from './store.ts'

export type ReceiveOptions = {
  /** Replayed laps enter boards as live ones do; else they are only listed. */
  readonly rankReplays?: boolean
}

/** `passed-over`: an incomplete lap only closes its frames. `known`: the store held it, or something better. */
export type Received =
  | ({
      readonly stream: 'lap'
      readonly outcome: 'recorded' | 'known' | 'passed-over'
      readonly lap: LapRecord
    } & Pick<Recorded, 'boards'>)
  | {
      readonly stream: 'session'
      readonly outcome: 'recorded' | 'known'
      readonly session: SessionRecord
    }

/** Takes any JSON value for a message of this stream; throws ModelFault `bad-message` for what is none. */
export function readRecorded(value: unknown): LapMessage | SessionMessage {
  const type = value !== null && typeof value === 'object' && 'type' in value ? value.type : undefined
  if (type === 'lap') return readMessage(lapMessage, value, 'lap')
  if (type === 'session') return readMessage(sessionMessage, value, 'session')
  throw new ModelFault('bad-message', 'type', 'lap or session', JSON.stringify(type)?.slice(0, 60) ?? 'none')
}

/**
 * Records a lap or a session; resolves when it is safe. Duplicates and any order leave the same store. Rejects with
 * LapsFault `store-failed` when it could not be made safe: the message must come again.
 */
export async function receive(
  message: LapMessage | SessionMessage,
  store: LapStore,
  { rankReplays = false }: ReceiveOptions = {},
): Promise<Received> {
  if (message.type === 'session') {
    const session = sessionOf(message)
    const { changed } = await store.recordSession(session)
    return { stream: 'session', outcome: changed ? 'recorded' : 'known', session }
  }
  const lap = lapOf(message)
  if (lap.kind === 'incomplete') return { stream: 'lap', outcome: 'passed-over', lap, boards: [] }
  const { changed, boards } = await store.recordLap(lap, lap.origin !== 'replay' || rankReplays)
  return { stream: 'lap', outcome: changed ? 'recorded' : 'known', lap, boards }
}

/** What of the message is the record; instants in one form, so that they sort as text. */
export function lapOf(message: LapMessage): LapRecord {
  const { v: _v, type: _type, first_seq: _first, last_seq: _last, ...lap } = message
  return { ...lap, ...names(lap), started_at: instant(lap.started_at) }
}

export function sessionOf(message: SessionMessage): SessionRecord {
  const { v: _v, type: _type, ...rest } = message
  const session = { ...rest, ...names(rest) }
  const started_at = instant(session.started_at)
  return session.ended_at === undefined
    ? { ...session, started_at }
    : { ...session, started_at, ended_at: instant(session.ended_at) }
}

/** One spelling for what is compared. */
const names = ({ track, car }: { readonly track: string; readonly car: string }) => ({
  track: trackId(track),
  car: car.toLowerCase(),
})

const instant = (text: string): string => new Date(text).toISOString()
