// Names and ids. The rig makes them from what it saw, never from chance, so that duplicates are recognised everywhere.
import type { Brand, UnixMillis } from '../units/quantity.ts'
import { ModelFault } from './fault.ts'

export type SiteId = Brand<string, 'site'>
export type RigId = Brand<string, 'rig'>
export type SessionId = Brand<string, 'session'>
export type LapId = Brand<string, 'lap'>

const name = /^[a-z0-9][a-z0-9_-]{0,39}$/
/** What stands in paths: ids of sessions, laps and rulings. */
export const longName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/

function named<Id extends string>(what: string, text: string, pattern: RegExp, form: string): Id {
  if (pattern.test(text)) return text as Id
  throw new ModelFault('bad-name', what, form, JSON.stringify(text.slice(0, 60)))
}
const short = '1 to 40 of a-z, 0-9, "-" and "_", because it stands in topics and paths'
const long = '1 to 128 letters, digits, ".", "-" and "_", because it stands in paths'

/** Throws ModelFault `bad-name` unless `text` can stand in a topic and a path. */
export const siteId = (text: string): SiteId => named('site', text, name, short)
/** Throws ModelFault `bad-name` unless `text` can stand in a topic and a path. */
export const rigId = (text: string): RigId => named('rig', text, name, short)
/** Takes a session id that a rig made; throws ModelFault `bad-name` for one that cannot stand in a path. */
export const asSessionId = (text: string): SessionId => named('session_id', text, longName, long)
/** Takes a lap id that a rig made; throws ModelFault `bad-name` for one that cannot stand in a path. */
export const asLapId = (text: string): LapId => named('lap_id', text, longName, long)

/** `home-rig1-20261124T015230123Z`: where and when the session's first sample was taken. */
export function sessionIdOf(site: SiteId, rig: RigId, startedAt: UnixMillis): SessionId {
  const stamp = new Date(startedAt).toISOString().replace(/[-:.]/g, '')
  return `${site}-${rig}-${stamp}` as SessionId
}

/** `<session>-<car>-<lap>`; `car` is the game's id of the car, laps count from 1 within the session and car. */
export const lapIdOf = (session: SessionId, car: number, lapNumber: number): LapId =>
  `${session}-${car}-${lapNumber}` as LapId

export const streams = ['live', 'frame', 'lap', 'session', 'event', 'status', 'field', 'entries'] as const
export type Stream = (typeof streams)[number]

/** `rigs/{site}/{rig}/{stream}`. */
export const topicOf = (site: SiteId, rig: RigId, stream: Stream): string => `rigs/${site}/${rig}/${stream}`
