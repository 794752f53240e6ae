// Where things lie in a bucket that hubs share, beside the files of the tables.
//   landing/<lap>/f<frame>.<frame>…       records of frames that wait for their lap to be closed
//   landing/<lap>/m<digest>               the record of the lap's message
//   catalogue/<day>/laps/<lap>/<number>   what the lap is: the highest number holds
//   catalogue/<day>/sessions/<session>/…  what the session is: the last key holds
//   tracks/<track>                        what the first clean lap showed of a track
import { createHash } from 'node:crypto'
import type { SessionMessage } from '../../model/messages.ts'
import { trust } from '../../model/trust.ts'

/** Frames of one object: their numbers make its name, and a name is at most 255 bytes long. */
export const mostFrames = 24

export const landingPrefix = 'landing/'
export const landingOf = (lapId: string): string => `${landingPrefix}${lapId}/`
export const framesKey = (lapId: string, seqs: readonly number[]): string =>
  `${landingOf(lapId)}f${seqs.join('.')}`
export const messageKey = (lapId: string, message: string): string =>
  `${landingOf(lapId)}m${digestOf(message)}`

/** What an object of the landing holds, by its key alone. */
export type Landed = { readonly key: string; readonly lap_id: string; readonly seqs: readonly number[] }

/** Undefined for a key that is none of the landing. An object without frames is a message. */
export function landedIn(key: string): Landed | undefined {
  const [, lap_id, kind, rest] = /^landing\/([^/]+)\/([fm])([A-Za-z0-9_.-]+)$/.exec(key) ?? []
  if (lap_id === undefined || rest === undefined) return undefined
  if (kind === 'm') return { key, lap_id, seqs: [] }
  const seqs = rest.split('.').map(Number)
  return seqs.every(Number.isSafeInteger) ? { key, lap_id, seqs } : undefined
}

/** The day in which a session began, as its id says, and so the id of each of its laps. */
export function dayOf(id: string): string {
  const [, year, month, day] = /-(\d{4})(\d\d)(\d\d)T\d{9}Z/.exec(id) ?? []
  return year === undefined ? 'other' : `${year}-${month}-${day}`
}

export const cataloguePrefix = 'catalogue/'
export const dayPrefix = (day: string): string => `${cataloguePrefix}${day}/`
export const commitsOf = (lapId: string): string => `${dayPrefix(dayOf(lapId))}laps/${lapId}/`
export const commitKey = (lapId: string, number: number): string =>
  `${commitsOf(lapId)}${String(number).padStart(6, '0')}`

/**
 * The last key of a session holds, on every hub: what was seen live before what was seen again, ended (later) before not
 * ended, and then whoever knows more. As laps are preferred in the table.
 */
export function sessionKey(message: SessionMessage, text: string): string {
  const { session_id, origin, ended_at } = message
  const known = Object.values(message).filter(value => value !== '' && value !== 'unknown').length
  const ended = ended_at === undefined ? 0 : Date.parse(ended_at)
  const order = [trust[origin], String(ended).padStart(14, '0'), String(known).padStart(3, '0')].join('-')
  return `${dayPrefix(dayOf(session_id))}sessions/${session_id}/${order}-${digestOf(text)}`
}

/** What a key of the catalogue is about. */
export type Entry = { readonly kind: 'laps' | 'sessions'; readonly id: string; readonly name: string }

export function entryIn(key: string): Entry | undefined {
  const [, kind, id, name] = /^catalogue\/[^/]+\/(laps|sessions)\/([^/]+)\/([^/]+)$/.exec(key) ?? []
  if (id === undefined || name === undefined) return undefined
  return { kind: kind === 'laps' ? 'laps' : 'sessions', id, name }
}

export const trackKey = (track: string): string => `tracks/${Buffer.from(track).toString('hex')}`

export const digestOf = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16)
