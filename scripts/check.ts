// `npm run check`: format and lint, types, generated files, tests. Stops at the first that fails; `--without-tests`
// leaves the last to whoever runs them anyway.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['types of the fleet', ['node_modules/typescript/bin/tsc', '--noEmit', '--project', 'infra']],
  [
    'types of the page',
    ['web/node_modules/svelte-check/bin/svelte-check', '--workspace', 'web', '--fail-on-warnings'],
  ],
  ['generated files', ['scripts/generate.ts', '--check']],
  ['tests', ['scripts/test.ts']],
]

const wanted = process.argv.includes('--without-tests') ? steps.filter(([name]) => name !== 'tests') : steps

for (const [name, command] of wanted) {
  const missing = [
    command[0] ?? '',
    ...(name === 'types of the page' ? ['node_modules/chokidar'] : []),
    ...(name === 'types of the fleet' ? ['node_modules/aws-cdk-lib'] : []),
  ].filter(path => !existsSync(path))
  if (missing.length > 0 && process.env['CI'] === undefined) {
    console.log(`– ${name} skipped: ${missing.join(', ')} is not installed; run "npm ci"`)
    continue
  }
  const from = Date.now()
  console.log(`· ${name}`)
  const run = spawnSync(process.execPath, command, { stdio: 'inherit' })
  if (run.status !== 0) {
    console.error(`✗ ${name} failed`)
    process.exit(run.status ?? 1)
  }
  console.log(`✓ ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`)
}
