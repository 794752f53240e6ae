// Lets a command start when its user logs on: a value of the registry on Windows, a unit of the user's systemd on Linux.
// Both run in the user's own session, where the pages of the game are; a service of Windows does not.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { CommandFault } from './output.ts'

/** What a system offers. All throw CommandFault when it refuses. */
export interface LoginStart {
  /** Where it is written down, for a person. */
  readonly place: string
  /** The command that starts now; undefined when none does. */
  state(): string | undefined
  /** Replaces what starts; returns a sentence on when it will. */
  on(words: readonly string[]): string
  off(): void
}

/** Undefined on a system where pitwall knows no way. */
export function loginStart(environment: NodeJS.ProcessEnv = process.env): LoginStart | undefined {
  if (platform() === 'win32') return runKey
  return platform() === 'linux' ? userUnit(environment) : undefined
}

const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'
const value = 'pitwall'

const runKey: LoginStart = {
  place: `${key}\\${value}`,
  state: () => {
    const { status, stdout } = spawnSync('reg', ['query', key, '/v', value], { encoding: 'utf8' })
    return status === 0 ? /REG_SZ\s+(.*\S)/.exec(stdout)?.[1] : undefined
  },
  on: words => {
    registry(['add', key, '/v', value, '/t', 'REG_SZ', '/d', windowsCommand(words), '/f'])
    return 'it starts when you log on, in a window at the bottom of the screen; to close the window ends it'
  },
  off: () => {
    if (runKey.state() !== undefined) registry(['delete', key, '/v', value, '/f'])
  },
}

function registry(words: readonly string[]): void {
  const { status, stderr, error } = spawnSync('reg', words, { encoding: 'utf8' })
  if (status === 0) return
  throw new CommandFault(`${key} cannot be changed: ${error?.message ?? stderr.trim()}`)
}

/** A line for the registry; a console program would open a window in front of everything but for `start /min`. */
export function windowsCommand(words: readonly string[]): string {
  const odd = words.find(word => /["%\r\n]/.test(word))
  if (odd !== undefined)
    throw new CommandFault(`"${odd}" cannot stand in a command of Windows: leave out " and %`)
  const quoted = words.map(word => (/^[\w:/.\\@=-]+$/.test(word) ? word : `"${word}"`))
  return `cmd /c start "pitwall" /min ${quoted.join(' ')}`
}

const unitName = 'pitwall-rig.service'

function userUnit({ XDG_CONFIG_HOME: given }: NodeJS.ProcessEnv): LoginStart {
  const folder = join(given || join(homedir(), '.config'), 'systemd/user')
  const path = join(folder, unitName)
  const wanted = join(folder, 'default.target.wants', unitName)
  const tell = (...words: readonly string[]) =>
    spawnSync('systemctl', ['--user', ...words], { stdio: 'ignore' }).status === 0
  return {
    place: path,
    state: () =>
      existsSync(wanted) ? /^ExecStart=(.*)$/m.exec(readFileSync(wanted, 'utf8'))?.[1] : undefined,
    on: words => {
      mkdirSync(dirname(wanted), { recursive: true })
      writeFileSync(path, unitText(words))
      // As `systemctl enable` does, which asks for a systemd that runs.
      rmSync(wanted, { force: true })
      symlinkSync(path, wanted)
      const runs = tell('daemon-reload') && tell('restart', unitName)
      return runs
        ? `it runs now, and starts when you log on; "journalctl --user -u ${unitName}" shows what it says`
        : 'it starts when you log on next'
    },
    off: () => {
      tell('stop', unitName)
      for (const file of [wanted, path]) rmSync(file, { force: true })
      tell('daemon-reload')
    },
  }
}

/** A unit of systemd that runs the command. */
export const unitText = (words: readonly string[]): string => `[Unit]
Description=pitwall: the connector beside the game

[Service]
ExecStart=${words.map(unitWord).join(' ')}
Restart=on-failure
RestartSec=5

[Install]
WantedBy=default.target
`

/** In quotes, with what systemd would expand or take for an end doubled or escaped [systemd.service, command lines]. */
const unitWord = (word: string): string =>
  `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
