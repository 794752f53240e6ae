import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { openLake } from '../lake/lake.ts'
import { frameOf, lapMessageOf, sessionMessageOf } from '../lake/testing/drive.ts'
import { openSqliteLapStore } from '../laps/sqlite.ts'
import { openLive } from '../live/live.ts'
import { streams } from '../model/identity.ts'
import {
  sampleEntries,
  sampleEvent,
  sampleField,
  sampleLive,
  sampleStatus,
} from '../model/testing/messages.ts'
import { RuleFault } from '../rules/rule-fault.ts'
import { openRules } from '../rules/runtime.ts'
import { actionPorts } from './action-ports.ts'
import { systemClock } from './clock.ts'
import { openObjects } from './objects.ts'

const good = [
  sampleLive(),
  frameOf(0, 1),
  lapMessageOf(1, 0, 0),
  sessionMessageOf(),
  sampleEvent(),
  sampleStatus(),
  sampleField(),
  sampleEntries(),
]

/** A message with one member replaced by anything, or taken away. */
const mutated = fc
  .constantFrom(...good)
  .chain(message =>
    fc
      .tuple(fc.constantFrom(...Object.keys(message)), fc.option(fc.jsonValue(), { nil: undefined }))
      .map(([member, value]) => JSON.stringify({ ...message, [member]: value })),
  )
const payload = fc.oneof(
  mutated.map(text => Buffer.from(text)),
  fc.json().map(text => Buffer.from(text)),
  fc.uint8Array({ maxLength: 2000 }),
)
const stream = fc.constantFrom(...streams)

test('whatever is published, it is taken, sorted out or refused, and what is good still goes through', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-ports-'))
  const lake = await openLake({ folder: join(folder, 'lake') })
  const laps = openSqliteLapStore(':memory:')
  const lapCounters = { recorded: 0, known: 0, passed_over: 0 }
  const live = openLive({ clock: systemClock })
  const rules = openRules({
    folders: [fileURLToPath(new URL('../../rules', import.meta.url))],
    ports: actionPorts({
      clock: systemClock,
      lake,
      laps,
      shown: laps,
      lapCounters,
      rankReplays: false,
      live,
      objects: openObjects(join(folder, 'objects')),
      link: () => undefined,
    }),
    clock: systemClock,
    newId: () => `id-${Math.random()}`,
    random: Math.random,
  })
  const publish = async (name: string, bytes: Uint8Array) =>
    rules.ingest({ topic: `rigs/home/rig1/${name}`, payload: bytes, qos: 1 })
  try {
    await fc.assert(
      fc.asyncProperty(stream, payload, async (name, bytes) => {
        await publish(name, bytes).catch(error => assert.ok(error instanceof RuleFault, String(error)))
      }),
      { numRuns: 300 },
    )
    const { received: before, fields_received: fields } = live.counters()
    const recorded = lapCounters.recorded + lapCounters.known
    await publish('live', Buffer.from(JSON.stringify(sampleLive())))
    await publish('lap', Buffer.from(JSON.stringify(lapMessageOf(1, 0, 0))))
    await publish('field', Buffer.from(JSON.stringify(sampleField())))
    await publish('entries', Buffer.from(JSON.stringify(sampleEntries())))
    assert.equal(live.counters().received, before + 1)
    assert.equal(live.counters().fields_received, fields + 2)
    assert.equal(lapCounters.recorded + lapCounters.known, recorded + 1)
    for (const { counters } of rules.states()) assert.equal(counters?.unsafe, 0)
  } finally {
    await rules.close(5000)
    await lake.close()
    await laps.close()
    rmSync(folder, { recursive: true })
  }
})
