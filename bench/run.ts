// `npm run bench` lists the benches; `npm run bench -- decode` runs one. Each prints its budget's ratio in one run.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename } from 'node:path'

const notBenches = new Set(['run', 'compare', 'hub-load', 'main-thread'])
const benches = globSync('bench/*.ts')
  .map(file => basename(file, '.ts'))
  .filter(name => !notBenches.has(name))
  .sort()
const wanted = process.argv.slice(2)

if (wanted.length === 0) {
  console.log(`benches: ${benches.join(', ')}; run one with "npm run bench -- NAME", or "all"`)
} else {
  for (const name of wanted.includes('all') ? benches : wanted) {
    const run = spawnSync(process.execPath, ['--expose-gc', `bench/${name}.ts`], { stdio: 'inherit' })
    if (run.status !== 0) process.exit(run.status ?? 1)
  }
}
