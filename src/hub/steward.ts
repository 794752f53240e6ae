// What a person decides about laps: rulings, and events with boards of their own. The pages that watch are told.

import { newRuling } from '../laps/ruled.ts'
import type { LapStore, Recorded } from '../laps/store.ts'
import type { LiveSink } from '../live/sink.ts'
import type { BoardEvent } from '../model/board-event.ts'
import { readBoardName } from '../model/board-name.ts'
import { asLapId } from '../model/identity.ts'
import type { RuledLap, RulingDraft } from '../model/ruling.ts'

export interface Steward {
  /** The lap as it is now; undefined when there is no such lap. `at` is now unless the draft says it. */
  rule(lap_id: string, draft: RulingDraft): Promise<RuledLap | undefined>
  declareEvent(event: BoardEvent): Promise<Recorded>
  removeEvent(event: string): Promise<Recorded>
}

/** Rows of a board that a page is told; it asks for more over HTTP. */
export const toldRows = 20

export function openSteward(store: LapStore, live: Pick<LiveSink, 'tell'>, now: () => number): Steward {
  const told = async (recorded: Recorded): Promise<Recorded> => {
    await tellBoards(store, live, recorded.boards)
    return recorded
  }
  return {
    async rule(lap_id, draft) {
      const id = asLapId(lap_id)
      if ((await store.lap(id)) === undefined) return undefined
      const ruling = newRuling(id, draft, new Date(now()).toISOString())
      const { boards } = await store.recordRuling(ruling)
      const lap = await store.lap(id)
      if (lap !== undefined) live.tell({ type: 'lap', lap })
      await tellBoards(store, live, boards)
      return lap
    },
    declareEvent: async event => told(await store.declareEvent(event)),
    removeEvent: async event => told(await store.removeEvent(event)),
  }
}

/** Tells pages the boards that they show as they change: the best laps, ever and of an event. Others they ask for. */
export async function tellBoards(
  store: LapStore,
  live: Pick<LiveSink, 'tell'>,
  boards: readonly string[],
): Promise<void> {
  for (const name of boards) {
    const { rule, conditions, period } = readBoardName(name) ?? {}
    if (rule !== 'best-lap' || conditions !== 'any' || period === 'season') continue
    const [board] = await store.boards({ board: name, limit: toldRows })
    live.tell({ type: 'board', board: board ?? { board: name, rows: [] } })
  }
}
