// Who writes what a person decides about laps: the hub that works in the folder, else the store itself.
import { z } from 'zod'
import { systemClock } from '../hub/clock.ts'
import { configure } from '../hub/configuration.ts'
import { dataFolder, lockDataFolder, runningHub } from '../hub/data-folder.ts'
import { openLapTable } from '../hub/lap-store.ts'
import { changedBoards } from '../hub/routes/steward.ts'
import { openSteward, type Steward } from '../hub/steward.ts'
import { openSqliteLapStore } from '../laps/sqlite.ts'
import type { LapStore } from '../laps/store.ts'
import { ruledLap } from '../model/ruling.ts'
import type { LapPlace } from './lap-store.ts'
import { CommandFault } from './output.ts'

/** How long a hub may take; a ruling on a lap of many boards takes milliseconds. */
const patience_ms = 30_000

export async function withSteward<Result>(
  { data, laps }: LapPlace,
  work: (steward: Steward) => Promise<Result>,
): Promise<Result> {
  const url = runningHub(data)?.url
  if (url !== undefined && (await answers(url)))
    return work(overHttp(url, configure({ data }, process.env).token))
  if (laps !== undefined) return onStore(await openLapTable(laps), work)
  const folder = dataFolder(data)
  const lock = lockDataFolder(folder)
  try {
    return await onStore(openSqliteLapStore(folder.store), work)
  } finally {
    lock.release()
  }
}

async function onStore<Result>(
  store: LapStore,
  work: (steward: Steward) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(openSteward(store, { tell: () => undefined }, () => systemClock.now()))
  } finally {
    await store.close()
  }
}

/** A hub that was killed leaves its note behind. */
async function answers(url: string): Promise<boolean> {
  try {
    await fetch(new URL('/api/health', url), { signal: AbortSignal.timeout(2000) })
    return true
  } catch {
    return false
  }
}

function overHttp(url: string, token: string | undefined): Steward {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience_ms),
    })
    return { status: answer.status, value: await answer.json() }
  }
  const taken = <Shape extends z.ZodType>(shape: Shape, answer: Awaited<ReturnType<typeof ask>>) => {
    if (answer.status === 200) return shape.parse(answer.value)
    const { error } = z.object({ error: z.string() }).catch({ error: 'no reason given' }).parse(answer.value)
    throw new CommandFault(`The hub at ${url} refused (${answer.status}): ${error}.`)
  }
  return {
    async rule(lap_id, draft) {
      const answer = await ask('POST', `/api/laps/${encodeURIComponent(lap_id)}/ruling`, draft)
      return answer.status === 404 ? undefined : taken(ruledLap, answer)
    },
    declareEvent: async ({ event, ...draft }) =>
      taken(changedBoards, await ask('PUT', `/api/events/${encodeURIComponent(event)}`, draft)),
    async removeEvent(event) {
      const answer = await ask('DELETE', `/api/events/${encodeURIComponent(event)}`)
      return answer.status === 404 ? { changed: false, boards: [] } : taken(changedBoards, answer)
    },
  }
}
