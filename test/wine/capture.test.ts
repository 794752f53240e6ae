// Capture on Windows, proven without Windows: the game is one Windows process, the agent another, and Wine runs both.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { sharedMemory } from '../../src/rig/shared-memory/shared-memory.ts'
import { worldOptions } from '../../src/rig/virtual/source.ts'
import { createWorld, stepWorld } from '../../src/rig/virtual/world.ts'
import type { Outcome, Played } from './outcome.ts'
import { type Windows, windowsIn, wineVersion } from './windows.ts'

/** A minute, or what `PITWALL_WINE_SECONDS` says. */
const seconds = Number(process.env['PITWALL_WINE_SECONDS'] ?? 60)
const { major, skip } = wineVersion()
const timeout = 300_000 + seconds * 2000

let folder = ''
let windows: Windows | undefined

before(
  async () => {
    if (skip !== false) return
    folder = await mkdtemp(join(tmpdir(), 'pitwall-wine-'))
    windows = windowsIn(folder, major)
  },
  { timeout: 600_000 },
)
after(async () => {
  windows?.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** A game that was late hurries: a page of it stands for less than a step, which is 2.5 ms. */
const shortStep_ms = 2

const counterOf = (page: Uint8Array) => new DataView(page.buffer, page.byteOffset).getInt32(0, true)
type Pages = Outcome['captured']['physics']

/** Pages that are not what the world writes under their counter: the same seed gives the same bytes. */
function differing({ physics, graphics }: { readonly physics: Pages; readonly graphics: Pages }): number {
  const world = createWorld(worldOptions({}))
  const wanted = { physics: new Map(physics), graphics: new Map(graphics) }
  const last = Math.max(...wanted.physics.keys())
  let right = 0
  for (let packet = 0; packet <= last; ) {
    stepWorld(world)
    packet = counterOf(world.pages.physics.page)
    for (const page of ['physics', 'graphics'] as const) {
      if (!world.written[page]) continue
      const bytes = world.pages[page].page
      if (wanted[page].get(counterOf(bytes)) !== crc32(bytes)) continue
      wanted[page].delete(counterOf(bytes))
      right++
    }
  }
  return physics.length + graphics.length - right
}

/** Steps between the first and the last page that were neither handed out nor counted as missing. */
function unaccounted(physics: Pages, { gaps, torn, empty }: Outcome['counters']): number {
  const [first, last] = [physics[0]?.[0] ?? 0, physics.at(-1)?.[0] ?? 0]
  // Before the first page that was handed out lie those of a session that loads.
  return Math.max(0, last - first + 1 - physics.length - gaps - torn - empty)
}

type Unseen = { readonly pages: number; readonly brief: number }

/** Pages that the game wrote and nobody took; `brief` of them were overwritten before a step had gone by. */
function unseen(taken: Pages, { written }: Played): Unseen {
  const counters = new Set(taken.map(([counter]) => counter))
  const [first, last] = [taken[0]?.[0] ?? 0, taken.at(-1)?.[0] ?? 0]
  let [pages, brief] = [0, 0]
  for (const [index, [counter, at]] of written.entries()) {
    if (counter < first || counter > last || counters.has(counter)) continue
    pages++
    if ((written[index + 1]?.[1] ?? Number.POSITIVE_INFINITY) - at < shortStep_ms) brief++
  }
  return { pages, brief }
}

function increasing(pages: Pages): boolean {
  return pages.every(([counter], index) => index === 0 || counter > (pages[index - 1]?.[0] ?? 0))
}

async function started(file: string): Promise<void> {
  while (!existsSync(file)) await sleep(100)
}

test('Windows: the agent takes the pages of a game out of its mappings, equal to the byte, and counts what it missed', {
  skip,
  timeout,
}, async context => {
  assert.ok(windows)
  const [game, agent] = [join(folder, 'game.json'), join(folder, 'agent.json')]
  const playing = windows.node('test/wine/game.ts', [String(seconds + 30), game])
  await started(game)
  const reading = windows.node('test/wine/agent.ts', [String(seconds), agent])
  assert.equal(await reading.ended, 0, readFileSync(reading.log, 'utf8'))
  const outcome: Outcome = JSON.parse(readFileSync(agent, 'utf8'))
  assert.equal(await playing.ended, 0, readFileSync(playing.log, 'utf8'))
  const { captured, counters } = outcome
  assert.equal(outcome.platform, 'win32')
  assert.ok(
    outcome.states.some(said => said.startsWith('reading: reading Assetto Corsa Competizione (Local')),
    outcome.states.join('\n'),
  )
  assert.ok(captured.physics.length > 20 * outcome.seconds, `${captured.physics.length} pages`)
  assert.ok(captured.graphics.length > 0)
  assert.equal(captured.static.length, 1)
  assert.equal(captured.static[0]?.[1], crc32(createWorld(worldOptions({})).pages.static))
  assert.ok(increasing(captured.physics), 'every page once, in order')
  assert.equal(differing(captured), 0)
  assert.equal(unaccounted(captured.physics, counters), 0)
  const missed = unseen(captured.physics, JSON.parse(readFileSync(game, 'utf8')) satisfies Played)
  assert.ok(missed.pages <= counters.gaps + counters.torn, 'what it missed it has counted')
  const steps = (captured.physics.at(-1)?.[0] ?? 0) - (captured.physics[0]?.[0] ?? 0) + 1
  context.diagnostic(
    `Node ${outcome.node} on Wine ${major}: ${captured.physics.length} of ${steps} steps in ${outcome.seconds.toFixed(1)} s, ` +
      `${missed.pages} missed of those that the game wrote, ${missed.brief} of them overwritten within ${shortStep_ms} ms, ` +
      `${counters.gaps} gaps, ${counters.torn} torn, ${(outcome.cpu * 100).toFixed(1)} % of a core, ` +
      `${(outcome.memory / 2 ** 20).toFixed(0)} MiB`,
  )
})

test('Linux: the agent finds the same game from outside, as under Proton', {
  skip,
  timeout,
}, async context => {
  assert.ok(windows)
  const game = join(folder, 'game-outside.json')
  const playing = windows.node('test/wine/game.ts', ['40', game])
  await started(game)
  const stop = new AbortController()
  const captured: { [Page in 'physics' | 'graphics' | 'static']: [number, number][] } = {
    physics: [],
    graphics: [],
    static: [],
  }
  const states: string[] = []
  const patience = setTimeout(() => stop.abort(), 60_000)
  const counters = await sharedMemory().run(
    {
      page: (page, bytes) => {
        captured[page].push([counterOf(bytes), crc32(bytes)])
        if (captured.physics.length > 1000) stop.abort()
      },
      state: (state, detail) => states.push(`${state}: ${detail}`),
    },
    stop.signal,
  )
  clearTimeout(patience)
  assert.ok(
    states.some(said => /^reading: reading Assetto Corsa Competizione \(.*process \d+\)$/.test(said)),
    states.join('\n'),
  )
  assert.ok(captured.physics.length > 1000, states.join('\n'))
  assert.ok(increasing(captured.physics))
  assert.equal(differing(captured), 0)
  assert.equal(unaccounted(captured.physics, counters), 0)
  context.diagnostic(`${captured.physics.length} pages, ${counters.gaps} gaps, ${counters.torn} torn`)
  await playing.ended
})
