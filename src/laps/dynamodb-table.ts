// The keys of the single table in DynamoDB, as values: the store, and whoever makes the table, read them here.
//
//   what                         PK                        SK              GSI1PK              GSI1SK
//   lap, with its rulings        LAP#id                    LAP             SESSION#id          start#number#id
//   the same, at its driver      DRIVER#track#driver       LAP#id          LAPS#month          start#number#id
//   what is reckoned of these    DRIVER#track#driver       STANDINGS
//   who drove where              DRIVERS                   track#driver
//   months that have laps        MONTHS                    month
//   a driver's row on a board    BOARD#name                DRIVER#driver   BOARD#name          score#achieved#lap
//   boards                       BOARDS                    name
//   session                      SESSION#id                META            SESSIONS            start#id
//   event                        EVENTS                    event
//   what is written by hand      CUTS, REMARKS, HIDDEN     track, lap's id, driver
//   ruling                       RULING#id                 RULING          RULINGS             id
import type { LapRecord } from '../model/messages.ts'
import type { Standing } from './standing.ts'

export const tableKeys = { partition: 'PK', sort: 'SK' } as const
/** Its projection is ALL. */
export const tableIndex = { name: 'GSI1', partition: 'GSI1PK', sort: 'GSI1SK' } as const

export type Key = { readonly PK: string; readonly SK: string }
export type IndexKey = { readonly GSI1PK: string; readonly GSI1SK: string }

/** Where laps of one driver on one track lie; their boards are reckoned from these and nothing else. */
export type Place = { readonly track: string; readonly driver: string }

export const lapKey = (id: string): Key => ({ PK: `LAP#${id}`, SK: 'LAP' })
export const placePartition = ({ track, driver }: Place): string => `DRIVER#${part(track)}#${part(driver)}`
export const placedLapKey = (place: Place, id: string): Key => ({
  PK: placePartition(place),
  SK: `LAP#${id}`,
})
export const standingsKey = (place: Place): Key => ({ PK: placePartition(place), SK: 'STANDINGS' })
export const directoryKey = ({ track, driver }: Place): Key => ({
  PK: 'DRIVERS',
  SK: `${part(track)}#${part(driver)}`,
})
export const monthKey = (month: string): Key => ({ PK: 'MONTHS', SK: month })
export const boardPartition = (board: string): string => `BOARD#${board}`
export const rowKey = (board: string, driver: string): Key => ({
  PK: boardPartition(board),
  SK: `DRIVER#${driver}`,
})
export const boardKey = (board: string): Key => ({ PK: 'BOARDS', SK: board })
export const sessionKey = (id: string): Key => ({ PK: `SESSION#${id}`, SK: 'META' })
export const sessionPartition = (id: string): string => `SESSION#${id}`
export const eventKey = (event: string): Key => ({ PK: 'EVENTS', SK: event })
export const cutsKey = (track: string): Key => ({ PK: 'CUTS', SK: track })
export const remarkKey = (lap_id: string): Key => ({ PK: 'REMARKS', SK: lap_id })
export const hiddenKey = (driver: string): Key => ({ PK: 'HIDDEN', SK: driver })
export const rulingKey = (id: string): Key => ({ PK: `RULING#${id}`, SK: 'RULING' })

export const monthOf = ({ started_at }: Pick<LapRecord, 'started_at'>): string => started_at.slice(0, 7)
export const monthPartition = (month: string): string => `LAPS#${month}`

/** In the order of a listing of laps, from its end. */
export const lapOrder = (lap: Pick<LapRecord, 'started_at' | 'lap_number' | 'lap_id'>): string =>
  `${lap.started_at}#${whole(lap.lap_number, 9)}#${lap.lap_id}`

/** In the order of a board: by score, then by who was earlier, then by the lap's id. */
export const standingOrder = ({ score, achieved_ms, lap_id }: Standing): string =>
  `${scoreOrder(score)}#${whole(achieved_ms, 15)}#${lap_id}`

/** What every standing with a better score than this sorts before. */
export const scoreOrder = (score: number): string => whole(score + middle, 13)
/** Scores may be below 0; digits are sorted as text. */
const middle = 1_000_000_000_000

const whole = (value: number, digits: number): string => String(Math.max(0, value)).padStart(digits, '0')
const part = (text: string): string => text.replaceAll(/[%#]/g, encodeURIComponent)
