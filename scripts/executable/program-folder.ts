// Where an executable keeps what it holds: native parts can only be loaded from files, and threads are started from files.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { dirname, join } from 'node:path'

/** The folder of this very content: another version, or another build, gets another one. */
export function programFolder(stamp: string, environment: NodeJS.ProcessEnv = process.env): string {
  const { PITWALL_PROGRAM: given, LOCALAPPDATA: local, XDG_CACHE_HOME: cache } = environment
  if (given) return join(given, stamp)
  if (platform() === 'win32')
    return join(local ?? join(homedir(), 'AppData', 'Local'), 'pitwall', 'program', stamp)
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches', 'pitwall', stamp)
  return join(cache || join(homedir(), '.cache'), 'pitwall', stamp)
}

/**
 * Fills the folder, unless it is there. It appears whole or not at all, also where two processes start at a time. Throws
 * what the file system says.
 */
export function ensureFolder(folder: string, fill: (into: string) => void): void {
  if (existsSync(folder)) return
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
  const made = mkdtempSync(`${folder}-`)
  try {
    fill(made)
    renameSync(made, folder)
  } catch (fault) {
    rmSync(made, { recursive: true, force: true })
    // Another process was faster.
    if (!existsSync(folder)) throw fault
  }
}
