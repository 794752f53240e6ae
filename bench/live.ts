// What a live message costs on its way from the broker to the pages, against merely parsing it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { actionPorts } from '../src/hub/action-ports.ts'
import { systemClock } from '../src/hub/clock.ts'
import { openObjects } from '../src/hub/objects.ts'
import { openLake } from '../src/lake/lake.ts'
import { openSqliteLapStore } from '../src/laps/sqlite.ts'
import { openLive } from '../src/live/live.ts'
import { readLive } from '../src/model/messages.ts'
import { liveColumns } from '../src/model/sample.ts'
import { sampleLive } from '../src/model/testing/messages.ts'
import { openRules } from '../src/rules/runtime.ts'
import { compare } from './compare.ts'

const folder = mkdtempSync(join(tmpdir(), 'pitwall-bench-'))
const lake = await openLake({ folder })
const laps = openSqliteLapStore(':memory:')
const lapCounters = { recorded: 0, known: 0, passed_over: 0 }
const values = Object.fromEntries(liveColumns.map((name, index) => [name, 100 + index / 64]))
const message = { ...sampleLive(), ...values }
const payload = Buffer.from(JSON.stringify(message))

/** The line from a message to `pages` pages that take everything. */
function lineTo(pages: number): () => void {
  const live = openLive({ clock: systemClock })
  for (let page = 0; page < pages; page++)
    live.join({ waiting: 0, send: () => undefined, close: () => undefined })
  const objects = openObjects(folder)
  const rules = openRules({
    folders: ['rules'],
    ports: actionPorts({
      clock: systemClock,
      lake,
      laps,
      shown: laps,
      lapCounters,
      rankReplays: false,
      live,
      objects,
      link: () => undefined,
    }),
    clock: systemClock,
    newId: () => 'id',
    random: Math.random,
  })
  return () => void rules.ingest({ topic: 'rigs/home/rig1/live', payload, qos: 0 })
}

const lines = { none: lineTo(0), one: lineTo(1), twenty: lineTo(20) }
for (let warm = 0; warm < 2000; warm++) for (const take of Object.values(lines)) take()
compare(`a live message of ${payload.length} bytes`, 1, {
  'JSON.parse of it': () => void JSON.parse(payload.toString()),
  'check of its form': () => void readLive(message),
  'through the rules, nobody looks': lines.none,
  'through the rules, one page looks': lines.one,
  'through the rules, twenty pages look': lines.twenty,
})
await lake.close()
await laps.close()
rmSync(folder, { recursive: true })
