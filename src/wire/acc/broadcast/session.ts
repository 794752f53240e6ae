// What the game says of the connection, the session and the track.
import {
  f32,
  flag,
  i32,
  inverted,
  listOf,
  multiplied,
  noted,
  oneOf,
  optional,
  orNone,
  text,
  u8,
  u16,
} from '../../codec.ts'
import { datagram } from '../../datagram.ts'
import { sequence } from '../../sequence.ts'
import { broadcastEvents, broadcastSessionTypes, sessionPhases } from './enumerations.ts'
import { broadcastLap } from './lap.ts'

/** Comes with success even where the command password is wrong: then it is read-only and `error` says so. */
export const registrationResult = datagram(1, 'registration-result', {
  connectionId: i32,
  success: flag,
  isReadOnly: inverted,
  error: noted(text, 'a sentence, empty when all is well'),
})

export const replay = sequence('replay', { sessionTimeMs: f32, timeLeftMs: f32 })

export const realtimeUpdate = datagram(2, 'realtime-update', {
  eventIndex: u16,
  sessionIndex: u16,
  sessionType: oneOf(u8, broadcastSessionTypes),
  phase: oneOf(u8, sessionPhases),
  sessionTimeMs: f32,
  sessionTimeLeftMs: noted(f32, 'called the end time in the SDK; it counts down'),
  focusedCarIndex: orNone(i32, -1),
  cameraSet: text,
  camera: text,
  hudPage: text,
  replay: noted(optional(replay), 'only while a replay is shown'),
  timeOfDayS: noted(f32, 'seconds since midnight'),
  airTempC: noted(u8, '°C'),
  roadTempC: noted(u8, '°C'),
  clouds: noted(multiplied(u8, 10), '0 to 1'),
  rain: noted(multiplied(u8, 10), '0 to 1'),
  wetness: noted(multiplied(u8, 10), '0 to 1'),
  bestLap: noted(
    broadcastLap,
    'best of the session; its splits are the best sectors of the session, not of that lap',
  ),
})

export const cameraSet = sequence('camera set', { name: text, cameras: listOf(u8, text) })

export const trackData = datagram(5, 'track-data', {
  connectionId: i32,
  trackName: text,
  trackId: i32,
  trackLengthM: noted(i32, 'm'),
  cameraSets: listOf(u8, cameraSet),
  hudPages: listOf(u8, text),
})

/** Accidents come about 5 s late, for one or both cars. The text of a completed lap is its time: `01:36.745`. */
export const broadcastingEvent = datagram(7, 'event', {
  event: oneOf(u8, broadcastEvents),
  message: text,
  sessionTimeMs: noted(i32, 'ms'),
  carIndex: orNone(i32, -1),
})
