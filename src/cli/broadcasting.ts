// Which game's broadcasting a rig follows: the one of this machine by its broadcasting.json, or another by its address.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { Option } from 'commander'
import type { GameAddress } from '../rig/broadcasting/client.ts'
import { type BroadcastingDiagnosis, diagnoseBroadcasting } from '../wire/acc/broadcasting-json.ts'
import { findBroadcastingFile } from './broadcasting-file.ts'
import { CommandFault, exits } from './output.ts'

export const broadcastingOption = (): Option =>
  new Option(
    '--broadcasting <where>',
    'all cars: auto, off, a broadcasting.json, or [password@]host:port of the game',
  )
    .env('PITWALL_BROADCASTING')
    .default('auto')

/** What ACC has in a file that it wrote itself. */
const usualPassword = 'asd'
const largest = 1024 * 1024

/** What a broadcasting.json says of itself; `bytes` are those of a file that is far too large, too: it is then named so. */
export function diagnosisOf(path: string | undefined): BroadcastingDiagnosis {
  if (path === undefined || !existsSync(path)) return diagnoseBroadcasting(undefined)
  if (statSync(path).size > largest) return diagnoseBroadcasting(new Uint8Array(largest))
  return diagnoseBroadcasting(readFileSync(path))
}

/**
 * The game that the flag means; undefined when there is none to follow, which `report` is told of where the user should
 * know. Throws CommandFault for a flag that is neither a file nor an address.
 */
export function gameOf(flag: string, report: (text: string) => void): GameAddress | undefined {
  if (flag === 'off') return undefined
  if (flag === 'auto') {
    const found = findBroadcastingFile()
    return found === undefined ? undefined : gameOfFile(found, report)
  }
  if (existsSync(flag)) return gameOfFile(flag, report)
  const address = addressOf(flag)
  if (address !== undefined) return address
  throw new CommandFault(
    `--broadcasting: expected auto, off, a broadcasting.json, or [password@]host:port such as 192.168.1.20:9000, found "${flag}", and there is no such file.`,
    exits.usage,
  )
}

function gameOfFile(path: string, report: (text: string) => void): GameAddress | undefined {
  const { found, settings } = diagnosisOf(path)
  if (settings?.port === undefined) {
    report(`only the own car is seen: ${found} (${path}); pitwall doctor says what to write`)
    return undefined
  }
  const { port, connectionPassword, commandPassword } = settings
  return { host: '127.0.0.1', port, connectionPassword, commandPassword }
}

/** Reads `192.168.1.20:9000`, `[::1]:9000`, `secret@sim-pc:9000`. */
function addressOf(text: string): GameAddress | undefined {
  const parts = /^(?:(.*)@)?(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+):(\d{1,5})$/.exec(text)
  const [, connectionPassword = usualPassword, host = '', port = ''] = parts ?? []
  if (parts === null || Number(port) < 1 || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port), connectionPassword, commandPassword: '' }
}
