// Where a hub keeps everything, when --data does not say.
import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** `PITWALL_DATA`, or the platform's own folder for the data of applications. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['PITWALL_DATA']
  if (given) return given
  const home = homedir()
  if (platform() === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'pitwall')
  if (platform() === 'darwin') return join(home, 'Library', 'Application Support', 'pitwall')
  return join(environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'pitwall')
}
