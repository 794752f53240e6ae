// Lays out what is published in dist/package: JavaScript instead of TypeScript, since Node strips no types inside
// node_modules, the built page, the rules, and a manifest derived from ours. `npm publish dist/package` ships it.
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { shippedFiles } from './shipped.ts'

const out = 'dist/package'
const asScript = (path: string): string => path.replace(/\.ts$/, '.js')

/** Types are blanked, so that lines and columns stay; references to our own files follow their new names. */
function scriptOf(source: string): string {
  return stripTypeScriptTypes(source).replace(/(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g, '$1$2.js$1')
}

type Manifest = Readonly<Record<string, unknown>> & {
  readonly exports: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly version: string
}

/** Our manifest without what only a checkout needs. */
function publishedManifest(own: Manifest): object {
  const { workspaces, scripts, devDependencies, files, optionalDependencies, ...kept } = own
  const exports = Object.fromEntries(
    Object.entries(own.exports).map(([name, path]) => [name, asScript(path)]),
  )
  // Beside the pinned Node and the calls to Windows lie engines that only tests start.
  const wanted = (name: string) => name === 'koffi' || name.startsWith('node-')
  const used = Object.entries(optionalDependencies).filter(([name]) => wanted(name))
  return {
    ...kept,
    optionalDependencies: Object.fromEntries(used),
    exports,
    files: ['bin', 'src', 'rules', 'web'],
  }
}

rmSync(out, { recursive: true, force: true })
const sources = globSync('src/**/*.ts').filter(file => !file.endsWith('.test.ts'))
for (const file of sources) {
  const target = join(out, asScript(file))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, scriptOf(readFileSync(file, 'utf8')))
}
for (const path of ['bin', ...shippedFiles]) {
  cpSync(path, join(out, path), { recursive: true })
}
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'))
writeFileSync(join(out, 'package.json'), `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`)
console.log(`${sources.length} modules in ${out}, version ${manifest.version}`)
