// The lap store's worker thread: a commit waits for the disk, and live values must not wait with it.
import { parentPort, workerData } from 'node:worker_threads'
import type { LapsFaultCode } from './fault.ts'
import { openSqliteLapStore } from './sqlite.ts'
import { faultOf } from './sqlite-schema.ts'
import type { LapStore } from './store.ts'

/** One call of the port, and its answer. Id 0 answers the opening. */
export type Call = {
  readonly [Method in Asked]: {
    readonly id: number
    readonly method: Method
    readonly args: Parameters<LapStore[Method]>
  }
}[Asked]
type Asked = Exclude<keyof LapStore, 'close'>

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: FaultRecord }
/** A LapsFault as it crosses between threads, where an error loses its class. */
export type FaultRecord = { readonly code: LapsFaultCode; readonly where: string; readonly sentence: string }

function answer(store: LapStore, call: Call): Promise<unknown> {
  switch (call.method) {
    case 'recordLap':
      return store.recordLap(...call.args)
    case 'recordSession':
      return store.recordSession(...call.args)
    case 'recordRuling':
      return store.recordRuling(...call.args)
    case 'declareEvent':
      return store.declareEvent(...call.args)
    case 'removeEvent':
      return store.removeEvent(...call.args)
    case 'lap':
      return store.lap(...call.args)
    case 'laps':
      return store.laps(...call.args)
    case 'countLaps':
      return store.countLaps(...call.args)
    case 'sessions':
      return store.sessions(...call.args)
    case 'boards':
      return store.boards(...call.args)
    case 'rank':
      return store.rank(...call.args)
    case 'rulings':
      return store.rulings(...call.args)
    case 'events':
      return store.events(...call.args)
    case 'records':
      return store.records(...call.args)
    case 'theoretical':
      return store.theoretical(...call.args)
    case 'cuts':
      return store.cuts(...call.args)
    case 'putCuts':
      return store.putCuts(...call.args)
    case 'removeCuts':
      return store.removeCuts(...call.args)
    case 'remarks':
      return store.remarks(...call.args)
    case 'putRemark':
      return store.putRemark(...call.args)
    case 'hiddenDrivers':
      return store.hiddenDrivers(...call.args)
    case 'putHidden':
      return store.putHidden(...call.args)
    case 'removeHidden':
      return store.removeHidden(...call.args)
  }
}

function faultRecord(path: string, error: unknown): FaultRecord {
  const { code, where, sentence } = faultOf(path, error)
  return { code, where, sentence }
}

const port = parentPort
if (port !== null) {
  const path = String(workerData)
  const say = (message: Answer) => port.postMessage(message)
  const failed = (id: number) => (error: unknown) => say({ id, fault: faultRecord(path, error) })
  try {
    const store = openSqliteLapStore(path)
    port.on('message', (call: Call | 'close') => {
      if (call === 'close') store.close().finally(() => port.close())
      else answer(store, call).then(value => say({ id: call.id, value }), failed(call.id))
    })
    say({ id: 0, value: undefined })
  } catch (error) {
    failed(0)(error)
  }
}
