// The processes of this machine that run Windows programs, as /proc tells them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type WindowsProcess = {
  readonly pid: number
  /** Base name of its executable, in small letters; the server of Wine is `wineserver`. */
  readonly executable: string
}

/** What runs under Wine or Proton, and its servers; empty where there is no /proc. */
export function windowsProcesses(proc = '/proc'): readonly WindowsProcess[] {
  return pidsOf(proc).flatMap(pid => {
    const executable = executableOf(join(proc, String(pid), 'cmdline'))
    return executable === undefined ? [] : [{ pid, executable }]
  })
}

function pidsOf(proc: string): readonly number[] {
  try {
    return readdirSync(proc).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function executableOf(path: string): string | undefined {
  try {
    const words = readFileSync(path, 'utf8').split('\0')
    // Wine's loader may stand before the program that it loads.
    for (const word of words.slice(0, 3)) {
      const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1).toLowerCase()
      if (name.startsWith('wineserver')) return 'wineserver'
      if (name.endsWith('.exe')) return name
    }
    return undefined
  } catch {
    // It has ended, or is not ours to see.
    return undefined
  }
}
