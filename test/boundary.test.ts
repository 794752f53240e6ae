import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

// Who may import whom. Tests are free, because they bring rooms together on purpose.
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const mayImport: Readonly<Record<string, readonly string[]>> = {
  units: [],
  wire: ['units'],
  model: ['units', 'wire'],
  race: ['units', 'wire', 'model'],
  rules: ['units', 'model'],
  lan: ['units', 'model'],
  rig: ['units', 'wire', 'model', 'race', 'broker', 'lan'],
  broker: ['units', 'model'],
  live: ['units', 'wire', 'model', 'race'],
  laps: ['units', 'wire', 'model', 'race'],
  lake: ['units', 'wire', 'model', 'race'],
  hub: ['units', 'wire', 'model', 'race', 'lan', 'rig', 'broker', 'rules', 'live', 'laps', 'lake'],
  cloud: ['units', 'wire', 'model', 'race', 'rules', 'live', 'laps', 'lake', 'hub'],
  cli: [
    ...['units', 'wire', 'model', 'race', 'lan', 'rig', 'broker', 'rules', 'live', 'laps', 'lake'],
    ...['hub', 'cloud'],
  ],
  web: ['units', 'model', 'race'],
}
const pureRooms = new Set(['units', 'wire', 'model', 'race'])
const streams = new Set(['live', 'laps', 'lake'])

type Import = { readonly file: string; readonly specifier: string }

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const forms =
    /\bfrom\s+['"]([^'"\n]+)['"]|\bimport\s*\(\s*['"]([^'"\n]+)['"]|^import\s+['"]([^'"\n]+)['"]/gm
  return [...text.matchAll(forms)].map(([, from, dynamic, bare]) => ({
    file,
    specifier: from ?? dynamic ?? bare ?? '',
  }))
}

function roomOf(path: string): string | undefined {
  const parts = path.split('/')
  if (parts[0] === 'src' && parts.length > 2) return parts[1]
  return parts[0] === 'web' ? 'web' : undefined
}

const sources = globSync(['src/**/*.ts', 'web/src/**/*.{ts,svelte}'], { cwd: root })
  .map(file => file.split('\\').join('/'))
  .filter(file => !file.endsWith('.test.ts') && !file.includes('/testing/'))
const imports = sources.flatMap(importsOf)

test('a room imports only the rooms that stand before it', () => {
  const wrong: string[] = []
  for (const { file, specifier } of imports) {
    if (!specifier.startsWith('.')) continue
    const from = roomOf(file)
    const to = roomOf(posix.normalize(posix.join(posix.dirname(file), specifier)))
    if (from === undefined || to === undefined || from === to) continue
    if (mayImport[from]?.includes(to)) continue
    wrong.push(
      streams.has(from) && streams.has(to)
        ? `${file} imports ${specifier}: the streams meet only as messages; move the shared part to model/ or race/, or publish a message`
        : `${file} imports ${specifier}: ${from}/ may import only ${mayImport[from]?.join(', ') || 'nothing'}; move the code, or pass it in from hub/`,
    )
  }
  assert.deepEqual(wrong, [])
})

test('pure rooms touch no file, socket, process, timer or library', () => {
  const declarative = (file: string, specifier: string) => roomOf(file) === 'model' && specifier === 'zod'
  const wrong = imports
    .filter(({ file, specifier }) => pureRooms.has(roomOf(file) ?? '') && !specifier.startsWith('.'))
    .filter(({ file, specifier }) => !declarative(file, specifier))
    .map(
      ({ file, specifier }) => `${file} imports ${specifier}: pass the bytes or the value in as an argument`,
    )
  assert.deepEqual(wrong, [])
})

test('below hub/ nothing reads a clock, draws a random number or prints', () => {
  const forbidden = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|console\.)/
  const belowHub = new Set([...pureRooms, 'rules', 'live', 'laps', 'lake'])
  const wrong = sources
    .filter(file => belowHub.has(roomOf(file) ?? ''))
    .flatMap(file => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n')
      return lines.flatMap((line, index) =>
        forbidden.test(line.replace(/\/\/.*|^\s*\*.*/, '')) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      )
    })
  assert.deepEqual(wrong, [], 'take the time from the sample, or an injected Clock')
})

test('no file is called after nothing in particular, and none has grown past 400 lines', () => {
  const vague = /(^|[-/])(utils?|helpers?|types|common|manager|service|misc)\.(ts|svelte)$/
  const named = sources
    .filter(file => vague.test(file))
    .map(file => `${file}: name it after the noun it holds`)
  const long = sources
    .map(file => [file, readFileSync(join(root, file), 'utf8')] as const)
    .filter(([, text]) => !text.startsWith('// A table: '))
    .map(([file, text]) => [file, text.split('\n').length] as const)
    .filter(([, lines]) => lines > 400)
    .map(([file, lines]) => `${file}: ${lines} lines; split it along its concepts`)
  assert.deepEqual([...named, ...long], [])
})
