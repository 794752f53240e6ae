// Finds the broadcasting.json of the game: where Windows has it, where Proton puts it, or where the user says.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** Steam's number of Assetto Corsa Competizione. */
const steamApp = '805550'
const withinDocuments = ['Assetto Corsa Competizione', 'Config', 'broadcasting.json']
const steamRoots = [
  '.steam/steam',
  '.local/share/Steam',
  '.var/app/com.valvesoftware.Steam/.local/share/Steam',
]
/** A file of Steam that is larger is none. */
const most = 1024 * 1024

export type Surroundings = {
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
}
export const here = (): Surroundings => ({ home: homedir(), platform: platform(), environment: process.env })

/** Where the file may lie on this machine, the likeliest first; whether it does is not asked. */
export function placesOfBroadcastingFile(
  { home, platform, environment }: Surroundings = here(),
): readonly string[] {
  const documents = platform === 'win32' ? windowsDocuments(home, environment) : protonDocuments(home)
  return [...new Set(documents.map(folder => join(folder, ...withinDocuments)))]
}

/** The file of the game on this machine; undefined when there is none. */
export const findBroadcastingFile = (surroundings: Surroundings = here()): string | undefined =>
  placesOfBroadcastingFile(surroundings).find(path => existsSync(path))

/** Documents may have been moved into OneDrive. */
function windowsDocuments(home: string, environment: Surroundings['environment']): readonly string[] {
  const roots = [environment['USERPROFILE'], home, environment['OneDrive']].filter(root => root !== undefined)
  return [...roots, ...roots.map(root => join(root, 'OneDrive'))].map(root => join(root, 'Documents'))
}

/** In each library of Steam the game has a Windows of its own. */
function protonDocuments(home: string): readonly string[] {
  const roots = steamRoots.map(root => join(home, root)).filter(root => existsSync(root))
  const libraries = [...roots, ...roots.flatMap(librariesOf)]
  return libraries.flatMap(library => {
    const users = join(library, 'steamapps', 'compatdata', steamApp, 'pfx', 'drive_c', 'users')
    const names = ['steamuser', ...foldersOf(users).filter(name => name !== 'steamuser' && name !== 'Public')]
    return existsSync(users)
      ? names.flatMap(name => ['Documents', 'My Documents'].map(folder => join(users, name, folder)))
      : []
  })
}

/** The libraries that Steam's own list names, by their `"path"` entries. */
function librariesOf(root: string): readonly string[] {
  const path = join(root, 'steamapps', 'libraryfolders.vdf')
  try {
    if (statSync(path).size > most) return []
    const text = readFileSync(path, 'utf8')
    return [...text.matchAll(/"path"\s+"([^"\n]{1,500})"/g)].map(([, found = '']) =>
      found.replaceAll('\\\\', '\\'),
    )
  } catch {
    return []
  }
}

function foldersOf(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    return []
  }
}
