// What a person decides about laps: rulings, events with boards of their own, and who is not named. The pages that watch
// are told.
import { randomInt } from 'node:crypto'
import { newRuling } from '../laps/ruled.ts'
import { named, openShown, type ShownLaps } from '../laps/shown.ts'
import { aliasOf } from '../laps/shown-names.ts'
import type { LapStore, Recorded } from '../laps/store.ts'
import type { LiveSink } from '../live/sink.ts'
import type { BoardEvent } from '../model/board-event.ts'
import { plainBoards, readBoardName } from '../model/board-name.ts'
import type { HiddenDriver } from '../model/hidden-driver.ts'
import { asLapId } from '../model/identity.ts'
import type { RuledLap, RulingDraft } from '../model/ruling.ts'

export interface Steward {
  /** The lap as it is now; undefined when there is no such lap. `at` is now unless the draft says it. */
  rule(lap_id: string, draft: RulingDraft): Promise<RuledLap | undefined>
  declareEvent(event: BoardEvent): Promise<Recorded>
  removeEvent(event: string): Promise<Recorded>
  /** Names a driver on boards no more, whose laps go on counting; twice is once. */
  hideDriver(driver: string, by?: string): Promise<HiddenDriver>
  /** Whether that driver was hidden. */
  nameDriver(driver: string): Promise<boolean>
}

/** Rows of a board that a page is told; it asks for more over HTTP. */
export const toldRows = 20

/** `shown`: what everybody may see of the laps. */
export function openSteward(
  store: LapStore,
  live: Pick<LiveSink, 'tell'>,
  now: () => number,
  shown: ShownLaps = openShown(store),
): Steward {
  const told = async (recorded: Recorded): Promise<Recorded> => {
    await tellBoards(shown, live, recorded.boards)
    return recorded
  }
  /** The boards that a driver is on, told under the name that is shown now. */
  const tellBoardsOf = async (driver: string) => {
    const boards = await store.boards({ ...plainBoards, driver })
    const ofEvents = await store.boards({ ...plainBoards, period: 'event', driver })
    await tellBoards(
      shown,
      live,
      [...boards, ...ofEvents].map(({ board }) => board),
    )
  }
  return {
    async rule(lap_id, draft) {
      const id = asLapId(lap_id)
      if ((await store.lap(id)) === undefined) return undefined
      const ruling = newRuling(id, draft, new Date(now()).toISOString())
      const { boards } = await store.recordRuling(ruling)
      const lap = await store.lap(id)
      if (lap !== undefined) live.tell({ type: 'lap', lap })
      await tellBoards(shown, live, boards)
      return lap && named(lap, (await shown.names()).shown)
    },
    declareEvent: async event => told(await store.declareEvent(event)),
    removeEvent: async event => told(await store.removeEvent(event)),
    async hideDriver(driver, by) {
      const hidden = await store.hiddenDrivers()
      const known = hidden.find(one => one.driver.toLowerCase() === driver.toLowerCase())
      if (known !== undefined) return known
      const next: HiddenDriver = {
        ...{ driver, shown: freeAlias(hidden), at: new Date(now()).toISOString() },
        ...(by !== undefined && { by }),
      }
      await store.putHidden(next)
      await tellBoardsOf(driver)
      return next
    },
    async nameDriver(driver) {
      const hidden = await store.hiddenDrivers()
      const known = hidden.find(one => one.driver.toLowerCase() === driver.toLowerCase())
      if (known === undefined) return false
      await store.removeHidden(known.driver)
      await tellBoardsOf(known.driver)
      return true
    },
  }
}

/** A number that no hidden driver has, drawn, so that nothing leads from it to a name. */
function freeAlias(hidden: readonly HiddenDriver[]): string {
  const taken = new Set(hidden.map(({ shown }) => shown))
  for (let most = 10_000; ; most *= 2) {
    const alias = aliasOf(randomInt(1000, most))
    if (!taken.has(alias)) return alias
  }
}

/** Tells pages the boards that they show as they change: the best laps, ever and of an event. Others they ask for. */
export async function tellBoards(
  shown: Pick<ShownLaps, 'boards'>,
  live: Pick<LiveSink, 'tell'>,
  boards: readonly string[],
): Promise<void> {
  for (const name of boards) {
    const { rule, conditions, period } = readBoardName(name) ?? {}
    if (rule !== 'best-lap' || conditions !== 'any' || period === 'season') continue
    const [board] = await shown.boards({ board: name, limit: toldRows })
    live.tell({ type: 'board', board: board ?? { board: name, rows: [] } })
  }
}
