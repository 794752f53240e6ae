// Runs the tests: `npm test` all that need no other server; `npm test -- wire race` only those rooms or folders.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

const wanted = process.argv.slice(2)
const all = globSync(
  ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.ts', 'infra/**/*.test.ts'],
  {
    exclude: ['**/node_modules/**', 'test/services/**'],
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
const run = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=2', '--test-timeout=300000', ...chosen],
  {
    stdio: 'inherit',
    // Compiled once for all the processes that a run of tests starts.
    env: { NODE_COMPILE_CACHE: 'node_modules/.cache/node', NODE_NO_WARNINGS: '1', ...process.env },
  },
)
process.exit(run.status ?? 1)
