// A source without a game: for a rig that only follows what another machine broadcasts.
import { once } from 'node:events'
import type { UnixMillis } from '../units/quantity.ts'
import { noCounters, type Source } from './source.ts'

/** Hands out nothing until it is told to stop. */
export const idle = (startedAt: UnixMillis): Source => ({
  origin: 'live',
  run: async (handler, signal) => {
    handler.state('waiting', 'no car is driven here; all cars are followed by broadcasting', startedAt)
    if (!signal.aborted) await once(signal, 'abort')
    return noCounters
  },
})
