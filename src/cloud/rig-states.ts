// The last that was heard of each rig, in the table: what a hub has in its memory, a fleet keeps here.
import { DynamoItems, type DynamoOptions, type Item } from '../laps/dynamodb-items.ts'
import { type RigKey, type RigState, rigKeyOf } from '../model/live-protocol.ts'
import {
  readMessage,
  type SessionMessage,
  type StatusMessage,
  sessionMessage,
  statusMessage,
} from '../model/messages.ts'

export interface RigStates {
  /** Keeps a status, or a session, unless a newer one of the rig is there. Says whether it was kept. */
  heard(message: StatusMessage | SessionMessage): Promise<boolean>
  /** By site and rig. */
  rigs(): Promise<readonly RigState[]>
  close(): void
}

/** A rig of which nothing was heard for so long is forgotten. */
const kept_s = 30 * 86_400
const partition = 'RIGS'

/** `now`: milliseconds since 1970; a last will has no time of its own and is as old as it is here. */
export function openRigStates(options: DynamoOptions, now: () => number): RigStates {
  const items = new DynamoItems(options)
  return {
    async heard(message) {
      const { site, rig, type } = message
      return items.advance({
        ...{ PK: `RIG#${site}#${rig}`, SK: type.toUpperCase() },
        ...{ GSI1PK: partition, GSI1SK: `${site}#${rig}#${type}` },
        rev: ageOf(message, now()),
        message: JSON.stringify(message),
        expires_at: Math.floor(now() / 1000) + kept_s,
      })
    },
    async rigs() {
      const states = new Map<RigKey, RigState>()
      for (const item of await items.query({ partition, of: 'index' })) {
        const part = partIn(item, now())
        if (part !== undefined) states.set(rigKeyOf(part), { ...states.get(rigKeyOf(part)), ...part })
      }
      return [...states.values()]
    },
    close: () => items.close(),
  }
}

/** A session counts by its start; that it has ended counts for more than that it began. */
function ageOf(message: StatusMessage | SessionMessage, now: number): number {
  if (message.type === 'status') return message.at === undefined ? now : Date.parse(message.at)
  return Date.parse(message.started_at) * 2 + (message.ended_at === undefined ? 0 : 1)
}

/** Expired items may lie in the table for days before they go. */
function partIn({ SK, message, expires_at }: Item, now: number): RigState | undefined {
  if (typeof message !== 'string' || Number(expires_at) * 1000 <= now) return undefined
  const value: unknown = JSON.parse(message)
  if (SK === 'STATUS') {
    const status = readMessage(statusMessage, value, 'status')
    return { site: status.site, rig: status.rig, status }
  }
  const session = readMessage(sessionMessage, value, 'session')
  return { site: session.site, rig: session.rig, session }
}
