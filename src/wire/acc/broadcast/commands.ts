// What a client asks of the game.
import { f32, i32, noted, optional, orNone, text, u8, u16 } from '../../codec.ts'
import { datagram } from '../../datagram.ts'
import { sequence } from '../../sequence.ts'

/** The version of the protocol that the whole folder speaks. */
export const broadcastVersion = 4

export const register = datagram(1, 'register', {
  protocolVersion: noted(u8, `${broadcastVersion}`),
  displayName: text,
  connectionPassword: text,
  updateIntervalMs: noted(i32, 'ms between two rounds of updates, bounded by the frame rate'),
  commandPassword: noted(text, 'a wrong one gives a read-only connection'),
})

export const unregister = datagram(9, 'unregister', { connectionId: i32 })
export const requestEntryList = datagram(10, 'request-entry-list', { connectionId: i32 })
export const requestTrackData = datagram(11, 'request-track-data', { connectionId: i32 })
export const changeHudPage = datagram(49, 'change-hud-page', { connectionId: i32, hudPage: text })

export const camera = sequence('camera', { set: text, name: text })

export const changeFocus = datagram(50, 'change-focus', {
  connectionId: i32,
  carIndex: optional(u16),
  camera: optional(camera),
})

export const instantReplay = datagram(51, 'instant-replay', {
  connectionId: i32,
  startSessionTimeMs: f32,
  durationMs: f32,
  focusedCarIndex: noted(orNone(i32, -1), 'none keeps the car'),
  cameraSet: text,
  camera: text,
})
