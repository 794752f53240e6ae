// The program in few files: one per thread and process, and what they share. Native packages stay packages.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'

/** Beside the command line: what is started as a thread or a process of its own. */
const entries = [
  'src/cli/main.ts',
  'src/rig/shared-memory/reader.ts',
  'src/rig/virtual/page-writer.ts',
  'src/lake/desk-thread.ts',
  'src/lake/query-process.ts',
  'src/hub/export/export-thread.ts',
  'src/laps/sqlite-thread.ts',
]

/** They hold binaries or files that are looked up by name. */
export const unbundled = ['koffi', '@duckdb/node-api', '@napi-rs/canvas', '@fontsource/b612'] as const

const root = resolve(import.meta.dirname, '../..')

/** A module looks for files from where its source lies in the checkout, wherever its code ends up. */
const placed: Plugin = {
  name: 'placed',
  setup: bundler => {
    bundler.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (path.includes('node_modules') || !source.includes('import.meta.url')) return undefined
      const own = relative(root, path).split('\\').join('/').replace(/\.ts$/, '.js')
      const contents = source
        .replace(/new URL\('(\.[^']+)\.ts', import\.meta\.url\)/g, "new URL('$1.js', import.meta.url)")
        .replaceAll('import.meta.url', `(programRoot + '${own}')`)
      return { contents: `import { programRoot } from '#root'\n${contents}`, loader: 'ts' }
    })
  },
}

/** Writes the program into `folder`; resolves with the packages whose code is in it. */
export async function bundleProgram(folder: string, version: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: folder,
    outbase: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    entryNames: '[dir]/[name]',
    chunkNames: 'lib/[name]-[hash]',
    // Names stay readable in the stack of an error.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    external: ['#root', ...unbundled],
    // Packages of the older kind ask for Node's own modules with `require`.
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
    plugins: [placed],
    logLevel: 'warning',
  })
  const manifest = { name: 'pitwall', version, type: 'module', imports: { '#root': './root.js' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'root.js'), "export const programRoot = new URL('./', import.meta.url).href\n")
  writeFileSync(
    join(folder, 'start.cjs'),
    "module.exports = script => import(require('node:url').pathToFileURL(script).href)\n",
  )
  const packages = Object.keys(metafile.inputs).flatMap(path => packageIn(path) ?? [])
  return [...new Set(packages)].sort()
}

/** The folder of the package that a file belongs to. */
const packageIn = (path: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
