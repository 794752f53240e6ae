// The messages of a stored session as its rig sent them, for rules that are rehearsed on it.
import { join } from 'node:path'
import { Catalogue, type StoredLap } from '../lake/catalogue.ts'
import { catalogueFile } from '../lake/desk.ts'
import { openLapReader } from '../lake/lap-reader.ts'
import { type ColumnData, noInt } from '../lake/parquet/column.ts'
import { rigId, type Stream, siteId, topicOf } from '../model/identity.ts'
import { liveColumns } from '../model/sample.ts'
import type { Recorded } from '../rules/trial.ts'
import { HubFault } from './fault.ts'

/** `lake` is the folder of the lake; `live_hz` how many live values there are for a second. Laps are in their order. */
export async function* pastSession(lake: string, sessionId: string, live_hz = 10): AsyncGenerator<Recorded> {
  const catalogue = new Catalogue(join(lake, catalogueFile), true)
  const reader = openLapReader(lake)
  try {
    const laps = [...catalogue.lapsOf(sessionId)].sort((a, b) => a.lap_number - b.lap_number)
    if (laps.length === 0) {
      throw new HubFault('not-found', `The lake has no session ${sessionId}; "pitwall sessions" lists them.`)
    }
    const session = catalogue.session(sessionId)
    const started_ms = startOf(session) ?? 0
    const [first] = laps
    if (session !== undefined && first !== undefined) yield recorded(first, 'session', session, started_ms)
    for (const lap of laps) {
      let last_ms = started_ms
      if (lap.path !== undefined) {
        const { rows, columns } = await reader.readLap(lap.lap_id, ['t_us', ...liveColumns])
        const times = columns.get('t_us')
        let next_us = Number.NEGATIVE_INFINITY
        for (let row = 0; row < rows; row++) {
          const t_us = numberAt(times, row)
          if (t_us === undefined || t_us < next_us) continue
          next_us = t_us + 1e6 / live_hz
          last_ms = started_ms + t_us / 1000
          const values = liveColumns.flatMap(name => {
            const value = numberAt(columns.get(name), row)
            return value === undefined ? [] : [[name, value] as const]
          })
          const { site, rig, session_id, lap_id } = lap
          const message = {
            v: 1,
            type: 'live',
            site,
            rig,
            session_id,
            lap_id,
            seq: row,
            t_us,
            at_ms: last_ms,
          }
          yield recorded(lap, 'live', JSON.stringify({ ...message, ...Object.fromEntries(values) }), last_ms)
        }
      }
      if (lap.message !== undefined) yield recorded(lap, 'lap', lap.message, last_ms)
    }
  } finally {
    reader.close()
    catalogue.close()
  }
}

const recorded = (of: StoredLap, stream: Stream, body: string, at_ms: number): Recorded => ({
  at_ms,
  message: {
    topic: topicOf(siteId(of.site), rigId(of.rig), stream),
    payload: Buffer.from(body),
    qos: stream === 'live' ? 0 : 1,
    client: of.rig,
  },
})

function startOf(session: string | undefined): number | undefined {
  if (session === undefined) return undefined
  const { started_at }: { readonly started_at?: string } = JSON.parse(session)
  return started_at === undefined ? undefined : Date.parse(started_at)
}

/** One value of a column; undefined where nothing was measured. */
function numberAt(column: ColumnData | undefined, row: number): number | undefined {
  if (column?.type !== 'float' && column?.type !== 'int' && column?.type !== 'bigint') return undefined
  const value = column.values[row]
  return value === undefined || Number.isNaN(value) || (column.type === 'int' && value === noInt)
    ? undefined
    : value
}
