// Who writes what a person decides about laps: the hub that works in the folder, else the store itself.
import { systemClock } from '../hub/clock.ts'
import { dataFolder, lockDataFolder } from '../hub/data-folder.ts'
import { openLapTable } from '../hub/lap-store.ts'
import { changedBoards } from '../hub/routes/steward.ts'
import { openSteward, type Steward } from '../hub/steward.ts'
import { openSqliteLapStore } from '../laps/sqlite.ts'
import type { LapStore, Recorded } from '../laps/store.ts'
import { hiddenDriver } from '../model/hidden-driver.ts'
import { ruledLap } from '../model/ruling.ts'
import type { LapPlace } from './lap-store.ts'
import { CommandFault } from './output.ts'
import { findRunningHub, type HubClient } from './running-hub.ts'

export async function withSteward<Result>(
  { data, laps }: LapPlace,
  work: (steward: Steward) => Promise<Result>,
): Promise<Result> {
  const running = await findRunningHub(data)
  if (running !== undefined) return work(overHttp(running))
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

const overHttp = ({ ask }: HubClient): Steward => ({
  rule: (lap_id, draft) => ask(ruledLap, 'POST', `/api/laps/${encodeURIComponent(lap_id)}/ruling`, draft),
  async declareEvent({ event, ...draft }) {
    const changed = await ask(changedBoards, 'PUT', `/api/events/${encodeURIComponent(event)}`, draft)
    return changed ?? nothing
  },
  removeEvent: async event =>
    (await ask(changedBoards, 'DELETE', `/api/events/${encodeURIComponent(event)}`)) ?? nothing,
  async hideDriver(driver) {
    const hidden = await ask(hiddenDriver, 'POST', '/api/drivers/hidden', { driver, hidden: true })
    if (hidden === undefined)
      throw new CommandFault('The hub knows no drivers: it is older than this pitwall.')
    return hidden
  },
  nameDriver: async driver =>
    (await ask(hiddenDriver.pick({ driver: true }), 'POST', '/api/drivers/hidden', {
      driver,
      hidden: false,
    })) !== undefined,
})

const nothing: Recorded = { changed: false, boards: [] }
