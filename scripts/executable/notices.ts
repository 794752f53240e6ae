// What those whose code is in the executable want to be read: their licences, in one file.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Manifest = { readonly name?: string; readonly version?: string; readonly license?: string }

/** The licences of packages, given by their folders. */
export function noticesOf(folders: readonly string[]): string {
  return folders
    .map(folder => {
      const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      const [file] = globSync('{LICENSE,LICENCE,License,license}*', { cwd: folder })
      const path = join(folder, file ?? '')
      const text = file !== undefined && existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
      return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${text}`.trim()
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
}
