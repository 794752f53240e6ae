// The lap function: what a rule hands on is recorded by the very function of the hub.
import { type Received, type ReceiveOptions, readRecorded, receive } from '../laps/receive.ts'
import type { LapStore } from '../laps/store.ts'

/**
 * Takes the result of a rule, called asynchronously. What it rejects with is tried twice more by Lambda and then lies in
 * the dead-letter queue: a message that is none, and one that the store could not take.
 */
export function lapFunction(
  store: LapStore,
  options: ReceiveOptions = {},
): (event: unknown) => Promise<Pick<Received, 'stream' | 'outcome'>> {
  return async event => {
    const { stream, outcome } = await receive(readRecorded(event), store, options)
    return { stream, outcome }
  }
}
