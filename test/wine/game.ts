// A game for Windows: it makes the three mappings as ACC does and writes its pages into them, 400 times a second.
// Arguments: seconds, the file that is written when it has begun and when it has ended, how many times as fast as the clock
// its world moves, and whether it begins with a flying lap.
import { writeFileSync } from 'node:fs'
import koffi from 'koffi'
import { worldOptions } from '../../src/rig/virtual/source.ts'
import { createWorld, stepWorld } from '../../src/rig/virtual/world.ts'
import { pageNames } from '../../src/wire/acc/page.ts'
import type { Played } from './outcome.ts'

const [seconds = '10', report = 'game.json', speed = '1', begins = ''] = process.argv.slice(2)
const library = koffi.load('kernel32.dll')
const create = library.func(
  'void* __stdcall CreateFileMappingW(intptr_t file, void* security, uint32_t protection, uint32_t high, uint32_t low, const char16_t* name)',
)
const map = library.func(
  'void* __stdcall MapViewOfFile(void* mapping, uint32_t access, uint32_t high, uint32_t low, size_t bytes)',
)
const sleep = library.func('void __stdcall Sleep(uint32_t milliseconds)')
koffi.load('winmm.dll').func('uint32_t __stdcall timeBeginPeriod(uint32_t milliseconds)')(1)

const readWrite = 4
const allAccess = 0xf001f
const world = createWorld(worldOptions(begins === 'hotlap' ? { session: 'hotlap' } : {}))
const sizes = { physics: 800, graphics: 1588, static: 820 }
const [physics, graphics, fixed] = pageNames.map(name => {
  const mapping = create(-1, null, readWrite, 0, sizes[name], `Local\\acpmf_${name}`)
  return Buffer.from(koffi.view(map(mapping, allAccess, 0, 0, sizes[name]), sizes[name]))
})
fixed?.set(world.pages.static)
const step_ms = 2.5
const counters = { physics: 0, graphics: 0, overtaken: 0 }
/** The number in front of every physics page that was written, and when it was, in ms. */
const written: (readonly [number, number])[] = []
const started = performance.now()
writeFileSync(report, JSON.stringify({ ...counters, running: true }))
while (performance.now() - started < Number(seconds) * 1000) {
  const due = started + (Math.floor(world.step / Number(speed)) + 1) * step_ms
  while (due - performance.now() > 1.2) sleep(1)
  while (performance.now() < due);
  // Steps that are overtaken by the next are driven, but nobody can see them any more.
  const goal = Math.floor(Math.floor((performance.now() - started) / step_ms) * Number(speed))
  let [moved, shown] = [0, false]
  while (world.step < goal) {
    stepWorld(world)
    if (world.written.physics) moved++
    if (world.written.graphics) shown = true
  }
  if (shown) {
    graphics?.set(world.pages.graphics.page)
    counters.graphics++
  }
  if (moved === 0) continue
  physics?.set(world.pages.physics.page)
  counters.physics++
  counters.overtaken += moved - 1
  written.push([physics?.readInt32LE(0) ?? 0, performance.now() - started])
}
const played: Played = { ...counters, written }
writeFileSync(report, JSON.stringify(played))
