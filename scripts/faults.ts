// Runs the tests that pull cables, kill brokers and fill disks: `npm run test:faults`, or those whose path has a word.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

const wanted = process.argv.slice(2)
const files = globSync('test/outages/**/*.test.ts')
  .sort()
  .filter(file => wanted.length === 0 || wanted.some(word => file.includes(word)))
const run = spawnSync(process.execPath, ['--test', '--test-concurrency=3', ...files], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: 'node_modules/.cache/node', NODE_NO_WARNINGS: '1', ...process.env },
})
process.exit(run.status ?? 1)
