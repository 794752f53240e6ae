// broadcasting.json: where the driver says whether, and to whom, ACC broadcasts. Documents\Assetto Corsa Competizione\Config.

import { WireFault } from '../fault.ts'
import { isAbsent, member, parseJson, string } from '../json.ts'
import { encodeUtf16, sniffText, type TextEncoding } from '../text.ts'

export type BroadcastingSettings = {
  /** Undefined while broadcasting is off. */
  readonly port?: number
  readonly connectionPassword: string
  readonly commandPassword: string
}

export type BroadcastingDiagnosis = {
  readonly state: 'ok' | 'notice' | 'fault'
  /** A sentence. */
  readonly found: string
  /** What the driver should do, when there is something to do. */
  readonly advice?: string
  /** The whole text that the file should have. */
  readonly write?: string
  readonly settings?: BroadcastingSettings
}

/** The game misspells it, and reads no other. */
const portKey = 'updListenerPort'
const usualPort = 9000
const most = 65_536

/**
 * Reads the file in whatever encoding it was saved. Throws WireFault `bad-text` for what is no JSON object or holds
 * values of the wrong kind, `too-large` above 64 kB.
 */
export function readBroadcastingSettings(
  bytes: Uint8Array,
): BroadcastingSettings & { readonly encoding: TextEncoding } {
  const { text, encoding } = sniffText(bytes, 'broadcasting.json', most)
  const file = parseJson(text, 'broadcasting.json')
  const port = portOf(member(file, portKey).value)
  return {
    ...(port === undefined ? {} : { port }),
    connectionPassword: string(member(file, 'connectionPassword'), 200) ?? '',
    commandPassword: string(member(file, 'commandPassword'), 200) ?? '',
    encoding,
  }
}

function portOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === 0) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) return value
  const found = JSON.stringify(value).slice(0, 40)
  throw new WireFault('bad-text', `broadcasting.json.${portKey}`, 'a whole number from 1 to 65535', found)
}

/** The text of the file for these settings. */
export function broadcastingText(settings: BroadcastingSettings): string {
  const { port = 0, connectionPassword, commandPassword } = settings
  return JSON.stringify({ [portKey]: port, connectionPassword, commandPassword }, undefined, 4)
}

/** The bytes of the file for these settings: UTF-16, little-endian, without a mark, as the game writes it. */
export const encodeBroadcastingSettings = (settings: BroadcastingSettings): Uint8Array =>
  encodeUtf16(broadcastingText(settings))

/** Says whether the game will broadcast with this file; `bytes` is undefined when there is no file. Never throws. */
export function diagnoseBroadcasting(bytes: Uint8Array | undefined): BroadcastingDiagnosis {
  const fresh = broadcastingText({ port: usualPort, connectionPassword: 'asd', commandPassword: '' })
  const restart = 'then start ACC again, because it reads the file when it starts'
  if (bytes === undefined || bytes.byteLength === 0) {
    const found = bytes === undefined ? 'there is no broadcasting.json' : 'broadcasting.json is empty'
    const advice = `start ACC once, which writes the file, or write it yourself, ${restart}`
    return { state: 'fault', found, advice, write: fresh }
  }
  try {
    const settings = readBroadcastingSettings(bytes)
    if (settings.port !== undefined) return working(settings.encoding, settings, settings.port)
    const { text } = sniffText(bytes, 'broadcasting.json', most)
    const spelledRight = !isAbsent(member(parseJson(text, 'broadcasting.json'), 'udpListenerPort'))
    const write = broadcastingText({ ...settings, port: usualPort })
    return spelledRight
      ? {
          state: 'fault',
          found: 'the port is called udpListenerPort, but ACC reads updListenerPort',
          advice: `rename it to updListenerPort, misspelt as it is, ${restart}`,
          write,
          settings,
        }
      : {
          state: 'fault',
          found: 'broadcasting is off: updListenerPort is 0 or missing',
          advice: `set updListenerPort to ${usualPort}, ${restart}`,
          write,
          settings,
        }
  } catch (fault) {
    if (!(fault instanceof WireFault)) throw fault
    return { state: 'fault', found: fault.message, advice: `write the file anew, ${restart}`, write: fresh }
  }
}

function working(
  encoding: TextEncoding,
  settings: BroadcastingSettings,
  port: number,
): BroadcastingDiagnosis {
  const { connectionPassword, commandPassword } = settings
  const plain = { port, connectionPassword, commandPassword }
  const found = `ACC broadcasts on port ${port}`
  if (encoding === 'utf-16le') return { state: 'ok', found, settings: plain }
  const advice = `if it does not, save the file as UTF-16 LE, as ACC writes it (it is ${encoding})`
  return { state: 'notice', found, advice, write: broadcastingText(plain), settings: plain }
}
