// Remote telemetry of Assetto Corsa (AC1): UDP on port 9996. A client asks, the game answers with who drives what, and
// then sends a datagram per frame.
import { WireFault } from '../fault.ts'
import { type Decoded, decode, struct } from '../struct.ts'

/** Where the game listens. */
export const ac1RemotePort = 9996

export const ac1Operations = {
  0: 'handshake',
  1: 'subscribe to updates',
  2: 'subscribe to laps',
  3: 'dismiss',
} as const

/** What a client sends. */
export const ac1Request = struct('ac1.remote.request', 12, [
  { name: 'identifier', type: 'i32', note: '1' },
  { name: 'version', type: 'i32', note: '1' },
  { name: 'operation', type: 'i32', values: ac1Operations },
])

/** Texts end at a per cent sign, and anything may follow it. */
const end = '%'

/** The answer to a handshake. Texts are of 16-bit characters, whatever the official document says. */
export const ac1Introduction = struct('ac1.remote.introduction', 408, [
  { name: 'carName', type: 'utf16', count: 50, end },
  { name: 'driverName', type: 'utf16', count: 50, end },
  { name: 'identifier', type: 'i32', note: '4242' },
  { name: 'version', type: 'i32', note: '1' },
  { name: 'trackName', type: 'utf16', count: 50, end },
  { name: 'trackConfig', type: 'utf16', count: 50, end },
])

const carFields = [
  { name: 'letter', type: 'u8', note: '97, an a' },
  { name: 'size', type: 'i32', note: '328' },
  { name: 'speedKmh', type: 'f32', unit: 'km/h' },
  { name: 'speedMph', type: 'f32' },
  { name: 'speedMs', type: 'f32', unit: 'm/s' },
  { name: 'isAbsEnabled', type: 'u8', unit: 'flag' },
  { name: 'isAbsInAction', type: 'u8', unit: 'flag' },
  { name: 'isTcInAction', type: 'u8', unit: 'flag' },
  { name: 'isTcEnabled', type: 'u8', unit: 'flag' },
  { name: 'isInPit', type: 'u8', unit: 'flag' },
  { name: 'isEngineLimiterOn', type: 'u8', unit: 'flag' },
  {
    name: 'accG',
    type: 'f32',
    count: 3,
    unit: 'g',
    note: 'lateral (left is positive), vertical, longitudinal; the official names say vertical, horizontal, frontal',
  },
  { name: 'lapTime', type: 'i32', unit: 'ms' },
  { name: 'lastLap', type: 'i32', unit: 'ms', none: 0 },
  { name: 'bestLap', type: 'i32', unit: 'ms', none: 0 },
  { name: 'lapCount', type: 'i32', unit: 'count' },
  { name: 'gas', type: 'f32', unit: 'ratio' },
  { name: 'brake', type: 'f32', unit: 'ratio' },
  { name: 'clutch', type: 'f32', unit: 'ratio' },
  { name: 'engineRpm', type: 'f32', unit: 'rpm' },
  { name: 'steer', type: 'f32', unit: 'deg', note: 'at the wheel' },
  { name: 'gear', type: 'i32', note: '0 reverse, 1 neutral, 2 first' },
  { name: 'cgHeight', type: 'f32', unit: 'm' },
  { name: 'wheelAngularSpeed', type: 'f32', count: 4, unit: 'rad/s' },
  { name: 'slipAngle', type: 'f32', count: 4, unit: 'deg', note: 'degrees, unlike those of shared memory' },
  { name: 'slipAngleContactPatch', type: 'f32', count: 4, measured: false },
  { name: 'slipRatio', type: 'f32', count: 4, unit: 'ratio' },
  { name: 'tyreSlip', type: 'f32', count: 4, measured: false },
  { name: 'ndSlip', type: 'f32', count: 4, unit: 'ratio' },
  { name: 'load', type: 'f32', count: 4, unit: 'N' },
  { name: 'Dy', type: 'f32', count: 4 },
  { name: 'Mz', type: 'f32', count: 4, note: 'N·m' },
  { name: 'tyreDirtyLevel', type: 'f32', count: 4, unit: 'ratio' },
  { name: 'camberRAD', type: 'f32', count: 4, unit: 'rad' },
  { name: 'tyreRadius', type: 'f32', count: 4, unit: 'm' },
  { name: 'tyreLoadedRadius', type: 'f32', count: 4, unit: 'm' },
  { name: 'suspensionHeight', type: 'f32', count: 4, unit: 'm' },
  { name: 'carPositionNormalized', type: 'f32', unit: 'ratio' },
  { name: 'carSlope', type: 'f32' },
  { name: 'carCoordinates', type: 'f32', count: 3, unit: 'm' },
] as const

/** A frame of the player's car. Source: remote telemetry reference; proven by a recording of 8 641 datagrams at Monza. */
export const ac1CarInfo = struct('ac1.remote.car', 328, carFields)

/** A lap that was finished, by any car. No bytes have proven it yet; texts are taken to be as in the introduction. */
export const ac1LapInfo = struct('ac1.remote.lap', 212, [
  { name: 'car', type: 'i32', unit: 'index' },
  { name: 'lap', type: 'i32', unit: 'count' },
  { name: 'driverName', type: 'utf16', count: 50, end },
  { name: 'carName', type: 'utf16', count: 50, end },
  { name: 'time', type: 'i32', unit: 'ms' },
])

/** A frame behind a counter of its own, which the game does not send: what sources hand out as a page. */
export const ac1CarPage = struct('ac1.remote.page', 332, [
  { name: 'packetId', type: 'i32', unit: 'count' },
  ...carFields,
])

export type Ac1Datagram =
  | { readonly kind: 'introduction'; readonly value: Decoded<typeof ac1Introduction> }
  | { readonly kind: 'car'; readonly value: Decoded<typeof ac1CarInfo> }
  | { readonly kind: 'lap'; readonly value: Decoded<typeof ac1LapInfo> }

/** Of the identifier in an introduction. */
const greeting = 4242
const letterOfCar = 97

/** What a datagram of the game is, by its size and what it says of itself. Throws WireFault `unknown-message`. */
export function readAc1Datagram(bytes: Uint8Array): Ac1Datagram {
  if (bytes.byteLength === ac1CarInfo.size) {
    const value = decode(ac1CarInfo, bytes)
    if (value.letter === letterOfCar && value.size === ac1CarInfo.size) return { kind: 'car', value }
  }
  if (bytes.byteLength === ac1Introduction.size) {
    const value = decode(ac1Introduction, bytes)
    if (value.identifier === greeting) return { kind: 'introduction', value }
  }
  if (bytes.byteLength === ac1LapInfo.size) return { kind: 'lap', value: decode(ac1LapInfo, bytes) }
  throw new WireFault(
    'unknown-message',
    'remote telemetry of Assetto Corsa',
    'a frame of 328 bytes, a lap of 212 or an introduction of 408',
    `${bytes.byteLength} bytes`,
  )
}
