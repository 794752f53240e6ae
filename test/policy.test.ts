import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { generated } from '../scripts/generate.ts'
import { channelColumns } from '../src/model/channels.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

type Manifest = { readonly license?: string } & Readonly<
  Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies',
    Readonly<Record<string, string>> | undefined
  >
>
type Lock = {
  readonly packages: Readonly<Record<string, { license?: string; dev?: boolean; resolved?: string }>>
}

const manifests = ['package.json', 'web/package.json', 'infra/package.json']
const manifestOf = (file: string): Manifest => JSON.parse(read(file))
const dependenciesOf = (file: string) => {
  const manifest = manifestOf(file)
  return { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
}

test('every dependency is pinned to one exact version', () => {
  const loose = manifests.flatMap(file =>
    Object.entries(dependenciesOf(file))
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${file}: ${name} ${version}`),
  )
  assert.deepEqual(loose, [])
})

test('every direct dependency has a decision record that says why it is here', () => {
  const records = globSync('docs/decisions/*.md', { cwd: root }).map(read).join('\n')
  const missing = manifests.flatMap(file =>
    Object.keys(dependenciesOf(file)).filter(name => !records.includes(`\`${name}\``)),
  )
  assert.deepEqual(
    [...new Set(missing)],
    [],
    'add a line to a record in docs/decisions/, the name in backticks',
  )
})

test('every installed package has a permissive licence', () => {
  const permissive =
    /^\(?(MIT|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|Python-2\.0|OFL-1\.1|MPL-2\.0|WTFPL|\s|OR|AND|\(|\))+\)?$/
  const lock: Lock = JSON.parse(read('package-lock.json'))
  const wrong = Object.entries(lock.packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !('link' in entry))
    .filter(([, entry]) => !choices(entry.license ?? '').some(licence => permissive.test(licence)))
    .map(([path, entry]) => `${path}: ${entry.license ?? 'no licence stated'}`)
  assert.deepEqual(wrong, [])
})

/** "(MIT OR GPL-3.0-or-later)" lets the user choose; an expression with AND does not. */
const choices = (licence: string): readonly string[] =>
  licence.includes(' AND ') ? [licence] : licence.replace(/^\((.*)\)$/, '$1').split(' OR ')

test('the lock file names no registry host, so that it installs from any mirror', () => {
  const lock: Lock = JSON.parse(read('package-lock.json'))
  const hosts = Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.includes('://'))
  assert.deepEqual(
    hosts.map(([path]) => path),
    [],
  )
})

test('the README counts channels as the catalogue does', () => {
  const channels = new Set(channelColumns.map(({ id }) => id)).size
  assert.ok(read('README.md').includes(`${channels} channels, ${channelColumns.length} columns`))
})

test('generated files are fresh', () => {
  const stale = generated.filter(
    file => !existsSync(join(root, file.path)) || read(file.path) !== file.text(),
  )
  assert.deepEqual(
    stale.map(file => file.path),
    [],
    'run "npm run generate"',
  )
})
