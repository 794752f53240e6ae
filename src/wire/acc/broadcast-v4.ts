// UDP broadcasting of ACC, version 4: one datagram is one message, little-endian, the first byte says which.
// Source: ACC broadcasting SDK, corrected by six recorded datagrams (gear, places, time left, best sectors).
import { type Message, protocol } from '../datagram.ts'
import { driver, entryList, entryListCar, realtimeCarUpdate } from './broadcast/cars.ts'
import {
  camera,
  changeFocus,
  changeHudPage,
  instantReplay,
  register,
  requestEntryList,
  requestTrackData,
  unregister,
} from './broadcast/commands.ts'
import { broadcastLap } from './broadcast/lap.ts'
import {
  broadcastingEvent,
  cameraSet,
  realtimeUpdate,
  registrationResult,
  replay,
  trackData,
} from './broadcast/session.ts'

/** From the game to a client. */
export const broadcastMessages = [
  registrationResult,
  realtimeUpdate,
  realtimeCarUpdate,
  entryList,
  trackData,
  entryListCar,
  broadcastingEvent,
] as const

/** From a client to the game. The SDK also names 52 and 60, which no game answers. */
export const broadcastCommands = [
  register,
  unregister,
  requestEntryList,
  requestTrackData,
  changeHudPage,
  changeFocus,
  instantReplay,
] as const

/** Groups of values that messages are made of. */
export const broadcastGroups = [broadcastLap, replay, driver, cameraSet, camera] as const

export type BroadcastMessage = Message<(typeof broadcastMessages)[number]>
export type BroadcastCommand = Message<(typeof broadcastCommands)[number]>

const fromGame = protocol<(typeof broadcastMessages)[number]>('ACC broadcast', broadcastMessages)
const toGame = protocol<(typeof broadcastCommands)[number]>('ACC broadcast command', broadcastCommands)

/**
 * Reads one datagram of the game. Sentinels are undefined, names stand for numbers. Throws WireFault `unknown-message`,
 * `truncated`, or `wrong-size` when bytes are left over.
 */
export const decodeBroadcast = (bytes: Uint8Array): BroadcastMessage => fromGame.decode(bytes)

/** Writes one datagram as the game does. Throws WireFault `bad-value` for what does not fit. */
export const encodeBroadcast = (message: BroadcastMessage): Uint8Array => fromGame.encode(message)

/** Reads one datagram of a client; throws like `decodeBroadcast`. */
export const decodeBroadcastCommand = (bytes: Uint8Array): BroadcastCommand => toGame.decode(bytes)

/** Writes one datagram for the game. Throws WireFault `bad-value` for what does not fit. */
export const encodeBroadcastCommand = (command: BroadcastCommand): Uint8Array => toGame.encode(command)
