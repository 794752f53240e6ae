// The agent's own reader, on Windows: captures whatever game runs for some seconds after it has begun to read.
// Arguments: seconds, and the file that the outcome is written to.
import { writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { sharedMemory } from '../../src/rig/shared-memory/shared-memory.ts'
import type { Outcome } from './outcome.ts'

const [seconds = '10', report = 'agent.json'] = process.argv.slice(2)
const stop = new AbortController()
const states: string[] = []
const games: string[] = []
const captured: { [Page in 'physics' | 'graphics' | 'static']: [number, number][] } = {
  physics: [],
  graphics: [],
  static: [],
}
const patience = setTimeout(() => stop.abort(), 120_000)
let cpu = process.cpuUsage()
let from = performance.now()
const counters = await sharedMemory().run(
  {
    page: (page, bytes) => {
      const counter = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
      captured[page].push([counter, crc32(bytes)])
    },
    game: game => games.push(game.id),
    state: (state, detail) => {
      states.push(`${state}: ${detail}`)
      if (state !== 'reading' || states.filter(said => said.startsWith('reading')).length > 1) return
      clearTimeout(patience)
      cpu = process.cpuUsage()
      from = performance.now()
      setTimeout(() => stop.abort(), Number(seconds) * 1000)
    },
  },
  stop.signal,
)
const used = process.cpuUsage(cpu)
const outcome: Outcome = {
  platform: process.platform,
  node: process.version,
  counters,
  states,
  games,
  captured,
  seconds: (performance.now() - from) / 1000,
  cpu: (used.user + used.system) / 1000 / (performance.now() - from),
  memory: process.memoryUsage.rss(),
}
writeFileSync(report, JSON.stringify(outcome))
