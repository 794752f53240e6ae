// `npm run test:services`: the adapters against the real servers that this machine has. Says what could not be started
// and why; fails when one that is there misbehaves. Words choose test files, as with `npm test`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { type Engine, engines } from '../test/services/engines.ts'

const wanted = process.argv.slice(2)
const chosen = globSync('test/services/**/*.test.ts')
  .sort()
  .filter(file => wanted.length === 0 || wanted.some(word => file.includes(word)))
if (chosen.length === 0) {
  console.error(`no test file of test/services matches ${wanted.join(' ')}`)
  process.exit(2)
}

const environment: Record<string, string> = {}
const running: (() => Promise<void>)[] = []
let broken = 0

const end = async () => {
  for (const close of running.splice(0).reverse()) await close()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().then(() => process.exit(1)))

try {
  await Promise.all(engines.map(start))
  const run = spawn(
    process.execPath,
    ['--test', '--test-concurrency=1', '--test-timeout=400000', ...chosen],
    {
      stdio: 'inherit',
      env: {
        NODE_COMPILE_CACHE: 'node_modules/.cache/node',
        NODE_NO_WARNINGS: '1',
        ...process.env,
        ...environment,
      },
    },
  )
  const [code] = await once(run, 'exit')
  process.exitCode = broken === 0 && code === 0 ? 0 : 1
} finally {
  await end()
}

async function start({ name, missing, prepare, start }: Engine): Promise<void> {
  const why = missing() ?? (await prepare?.())
  if (why !== undefined) {
    console.log(`– ${name}: not here: ${why}`)
    return
  }
  if (start === undefined) {
    console.log(`✓ ${name}: started by its tests`)
    return
  }
  const from = Date.now()
  try {
    const { environment: told, close } = await start()
    Object.assign(environment, told)
    running.push(close)
    console.log(`✓ ${name}: runs (${((Date.now() - from) / 1000).toFixed(1)} s)`)
  } catch (error) {
    broken += 1
    console.error(
      `✗ ${name}: is installed and does not start: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
