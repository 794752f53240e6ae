// The lap function: what a rule hands on is recorded by the very function of the hub; a status is kept beside it.
import { type Received, type ReceiveOptions, readRecorded, receive } from '../laps/receive.ts'
import type { LapStore } from '../laps/store.ts'
import { readMessage, statusMessage } from '../model/messages.ts'
import type { RigStates } from './rig-states.ts'

export type Outcome =
  | Pick<Received, 'stream' | 'outcome'>
  | { readonly stream: 'status'; readonly outcome: 'recorded' | 'known' }

/**
 * Takes the result of a rule, called asynchronously. What it rejects with is tried twice more by Lambda and then lies in
 * the dead-letter queue: a message that is none, and one that the store could not take.
 */
export function lapFunction(
  store: LapStore,
  rigs: Pick<RigStates, 'heard'>,
  options: ReceiveOptions = {},
): (event: unknown) => Promise<Outcome> {
  return async event => {
    if (isStatus(event)) {
      const kept = await rigs.heard(readMessage(statusMessage, event, 'status'))
      return { stream: 'status', outcome: kept ? 'recorded' : 'known' }
    }
    const message = readRecorded(event)
    const { stream, outcome } = await receive(message, store, options)
    if (message.type === 'session') await rigs.heard(message)
    return { stream, outcome }
  }
}

const isStatus = (event: unknown): boolean =>
  event !== null && typeof event === 'object' && 'type' in event && event.type === 'status'
