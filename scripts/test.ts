// Runs the tests: `npm test` all that need no other server; `npm test -- wire race` only those rooms or folders.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const wanted = process.argv.slice(2)
const all = globSync(
  ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.ts', 'infra/**/*.test.ts'],
  {
    exclude: [
      '**/node_modules/**',
      'test/services/**',
      'test/wine/**',
      'test/outages/**',
      'test/executable/**',
    ],
  },
).sort()
const chosen =
  wanted.length === 0
    ? all
    : all.filter(file => wanted.some(word => file.split('\\').join('/').includes(word)))

if (chosen.length === 0) {
  console.error(`no test file matches ${wanted.join(' ')}`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'pitwall-tests-'))
const list = join(folder, 'failed')

/** True when every test of these files passes; which files do not is in `list` afterwards. */
function passes(files: readonly string[], concurrency: number): boolean {
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./scripts/failed-files.ts', `--test-reporter-destination=${list}`],
  ]
  const run = spawnSync(
    process.execPath,
    ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=300000', ...reporters, ...files],
    {
      stdio: 'inherit',
      // Compiled once for all the processes that a run of tests starts.
      env: { NODE_COMPILE_CACHE: 'node_modules/.cache/node', NODE_NO_WARNINGS: '1', ...process.env },
    },
  )
  return run.status === 0
}

/**
 * Files that failed, relative to here. What runs whole hubs, browsers and networks beside other tests on a busy machine
 * may run out of time there: such a file is tried once more, alone. A test of a room has no such excuse.
 */
function failedFiles(): { readonly final: readonly string[]; readonly again: readonly string[] } {
  const failed = readFileSync(list, 'utf8')
    .split('\n')
    .filter(path => path !== '')
    .map(path => relative('.', path).split('\\').join('/'))
  const crowded = /^test\/(e2e|faults|services)\//
  return {
    final: failed.filter(file => !crowded.test(file)),
    again: failed.filter(file => crowded.test(file)),
  }
}

let isGreen = passes(chosen, 2)
if (!isGreen) {
  const { final, again } = failedFiles()
  if (final.length === 0 && again.length > 0) {
    console.log(`\nfailed beside other tests, and are tried once more, alone: ${again.join(', ')}`)
    isGreen = passes(again, 1)
    if (isGreen) console.log(`\nunsteady: ${again.join(', ')} failed beside other tests and passed alone`)
  }
}
rmSync(folder, { recursive: true })
process.exit(isGreen ? 0 : 1)
