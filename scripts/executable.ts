// Makes one file that is the whole of pitwall, Node included: `npm run executable`, or `npm run executable -- win-x64`.
// It copies the pinned Node of that platform and writes into it the bundled program, the page, the rules, and the native
// packages of that platform. `--node 22.23.3` takes another version of Node.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { inject } from 'postject'
import { pack } from './executable/archive.ts'
import { bundleProgram, unbundled } from './executable/bundle.ts'
import { noticesOf } from './executable/notices.ts'
import { shippedFiles } from './shipped.ts'

type Manifest = {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const pinned: Readonly<Record<string, string>> = {
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
}

/** What npm calls the platforms that Node is published for. */
const platforms = {
  'linux-x64': { os: 'linux', cpu: 'x64', ending: '' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', ending: '' },
  'win-x64': { os: 'win32', cpu: 'x64', ending: '.exe' },
} as const
type PlatformName = keyof typeof platforms
const isPlatform = (name: string): name is PlatformName => Object.hasOwn(platforms, name)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string' }, out: { type: 'string', default: 'dist/executable' } },
})
const own = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const [name = own] = positionals
if (!isPlatform(name)) {
  console.error(`expected a platform, one of ${Object.keys(platforms).join(', ')}; found "${name}"`)
  process.exit(2)
}
const { os, cpu, ending } = platforms[name]
const nodeVersion = values.node ?? pinned[`node-${name}`]
const work = resolve('node_modules/.cache/executable', `${name}-${nodeVersion}`)
const packages = join(work, 'packages')
const program = join(work, 'program')

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}`)
}

/** The native packages and the Node of the platform, and of this one a Node of the same version, to prepare it with. */
function install(): void {
  mkdirSync(packages, { recursive: true })
  writeFileSync(join(packages, 'package.json'), '{}')
  const wanted = unbundled.map(each => `${each}@${pinned[each]}`)
  const natives = ['--no-save', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  run('npm', ['install', ...natives, `--os=${os}`, `--cpu=${cpu}`, '--libc=glibc', ...wanted], packages)
  for (const each of new Set([name, own])) {
    const folder = join(work, `node-${each}`)
    if (existsSync(join(folder, 'node_modules'))) continue
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{}')
    run('npm', ['install', ...natives, `node-${each}@${nodeVersion}`], folder)
  }
}

const nodeOf = (each: string) =>
  join(work, `node-${each}/node_modules/node-${each}`, each.startsWith('win') ? 'bin/node.exe' : 'bin/node')

if (!existsSync('web/dist/index.html')) run('npm', ['run', 'build', '-w', 'web'], '.')
install()
rmSync(program, { recursive: true, force: true })
mkdirSync(program, { recursive: true })
const bundled = await bundleProgram(program, manifest.version)
for (const path of shippedFiles) cpSync(path, join(program, path), { recursive: true })
cpSync(join(packages, 'node_modules'), join(program, 'node_modules'), {
  recursive: true,
  filter: path => !/[\\/](\.bin|\.package-lock\.json)$/.test(path),
})
writeFileSync(
  join(program, 'THIRD-PARTY.txt'),
  noticesOf([...bundled, join(work, `node-${name}/node_modules/node-${name}`)]),
)

const archive = pack(program)
const stamp = `${manifest.version}-${createHash('sha256').update(archive).digest('hex').slice(0, 16)}`
writeFileSync(join(work, 'program.zst'), archive)
writeFileSync(join(work, 'stamp'), stamp)
await build({
  entryPoints: ['scripts/executable/launch.ts'],
  outfile: join(work, 'launch.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22.18',
})
writeFileSync(
  join(work, 'sea.json'),
  JSON.stringify({
    main: join(work, 'launch.cjs'),
    output: join(work, 'sea.blob'),
    disableExperimentalSEAWarning: true,
    assets: { program: join(work, 'program.zst'), stamp: join(work, 'stamp') },
  }),
)
run(nodeOf(own), ['--experimental-sea-config', join(work, 'sea.json')], '.')
const made = join(resolve(values.out), `pitwall-${name}${ending}`)
mkdirSync(resolve(values.out), { recursive: true })
copyFileSync(nodeOf(name), made)
await inject(made, 'NODE_SEA_BLOB', readFileSync(join(work, 'sea.blob')), {
  sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
})
chmodSync(made, 0o755)
const megabytes = (path: string) => (statSync(path).size / 2 ** 20).toFixed(0)
console.log(
  `${made}: ${megabytes(made)} MB, of which ${megabytes(join(work, 'program.zst'))} MB are the program; Node ${nodeVersion}, stamp ${stamp}`,
)
