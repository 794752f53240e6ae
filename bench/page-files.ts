// How faithfully the virtual rig writes its pages as files at 400 Hz, beside a timer loop that does nothing but write.
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writePages } from '../src/rig/virtual/page-files.ts'

const seconds = 5
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pitwall-bench-'))
const share = (written: number, due: number) => `${((written / due) * 100).toFixed(2)} %`

/** The naive way: a timer of 2.5 ms that writes one page. */
async function timerLoop(): Promise<number> {
  const file = openSync(join(folder, 'timer'), 'w')
  const page = new Uint8Array(800)
  const end = performance.now() + seconds * 1000
  let written = 0
  while (performance.now() < end) {
    writeSync(file, page, 0, page.length, 0)
    written++
    await sleep(2.5)
  }
  closeSync(file)
  return written
}

try {
  const naive = await timerLoop()
  const stop = new AbortController()
  const before = process.cpuUsage()
  const writing = writePages(folder, { session: 'hotlap' }, stop.signal)
  await sleep(seconds * 1000)
  stop.abort()
  const { physics, graphics, missed, latest_ms } = await writing
  const { user, system } = process.cpuUsage(before)
  console.log(`\nphysics pages written of those due at 400 Hz, ${seconds} s`)
  console.log(`  timer of 2.5 ms                  ${share(naive, seconds * 400)}, at no steady rate`)
  console.log(`  writePages                       ${share(physics, physics + missed)}, ${missed} overtaken`)
  console.log(`  graphics pages                   ${(graphics / seconds).toFixed(1)} a second`)
  console.log(`  latest step                      ${latest_ms.toFixed(2)} ms late`)
  console.log(`  share of a core                  ${((user + system) / seconds / 1e4).toFixed(1)} %`)
} finally {
  rmSync(folder, { recursive: true })
}
