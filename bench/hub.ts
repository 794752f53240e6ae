// One hub, many rigs: R rigs at 60 Hz with all channels, QoS 1 over TCP, from a process of their own. Counts what was
// acknowledged against what the lake has, and says what it cost. `npm run bench -- hub`, or with RIGS=100 SECONDS=60.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startHub } from '../src/hub/hub.ts'
import type { LoadReport, LoadTask } from './hub-load.ts'

const rigs = Number(process.env['RIGS'] ?? 30)
const seconds = Number(process.env['SECONDS'] ?? 60)

const data = mkdtempSync(join(tmpdir(), 'pitwall-bench-'))
const hub = await startHub({ data, port: 0, mqttPort: 0, log: 'silent' })
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const before = process.cpuUsage()
const from = performance.now()

const task: LoadTask = { url: `mqtt://127.0.0.1:${hub.mqttPort}`, rigs, seconds }
const load = fork(new URL('./hub-load.ts', import.meta.url), [JSON.stringify(task)])
const report = await new Promise<LoadReport>((resolve, reject) => {
  load.once('message', message => resolve(message as LoadReport))
  load.once('exit', code => reject(new Error(`the load ended with ${code}`)))
})
const cpu = process.cpuUsage(before)
const wall_s = (performance.now() - from) / 1000
delay.disable()
await hub.close()

const figure = (name: string): number => hub.figures().find(entry => entry.name === name)?.value ?? Number.NaN
const samples = report.frames * report.rowsPerFrame
const cpu_s = (cpu.user + cpu.system) / 1e6

console.log(`\n${rigs} rigs at 60 Hz for ${seconds} s, ${report.columns} columns`)
console.log(
  `  frames sent, acknowledged, landed   ${report.frames}, ${report.acknowledged}, ${figure('pitwall_lake_landed_total')}`,
)
console.log(`  live messages sent                  ${report.live}`)
console.log(`  bytes per second                    ${Math.round(report.bytes / wall_s / 1000)} kB`)
console.log(
  `  CPU of the hub, all threads         ${((cpu_s / wall_s) * 100).toFixed(0)} % of one core, ${((cpu_s * 1e6) / samples).toFixed(1)} µs per sample`,
)
console.log(
  `  event loop delay p50, p99, max      ${[50, 99, 100].map(p => `${(delay.percentile(p) / 1e6).toFixed(1)} ms`).join(', ')}`,
)
rmSync(data, { recursive: true, force: true })
if (figure('pitwall_lake_landed_total') !== report.frames || report.acknowledged !== report.frames) {
  console.error('  something was lost')
  process.exit(1)
}
