import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recording } from '../conformance/recorded-data.ts'
import { pitwallJson, withFolder } from './command.ts'

type Lap = { readonly lap_id: string; readonly kind: string; readonly lap_time_ms?: number }
type Replayed = { readonly pages: number; readonly empty: number; readonly gaps: number }
type Imported = { readonly ok: boolean; readonly laps: readonly Lap[]; readonly samples: number }

const dump = recording('acc-shm/acc-2026-04-10T02-55-22-777Z.bin.gz')
const count = 'select count(*) as n, count(distinct packet) as packets, count(lap_id) as in_laps from samples'

test('a real recording goes down the whole line twice: every sample once, and no lap', {
  skip: dump.skip,
}, async () => {
  await withFolder(async data => {
    for (let time = 0; time < 2; time++) {
      const replayed = await pitwallJson<Replayed>('replay', dump.path, '--speed', 'max', '--data', data)
      assert.equal(replayed.empty, 107)
      assert.ok(replayed.gaps > 15_000, 'the recorder saw 62 of 400 steps a second')
      const [counted] = await pitwallJson<readonly object[]>('sql', count, '--data', data)
      assert.deepEqual(counted, { n: 3389, packets: 3389, in_laps: 0 })
    }
    assert.deepEqual(await pitwallJson('laps', '--data', data), [])
    assert.equal((await pitwallJson<readonly unknown[]>('sessions', '--data', data)).length, 1)
  })
})

const imola = recording('acc-motec/Imola-porsche_991ii_gt3_r-2-2021.12.02-21.13.58.ld')

test('a MoTeC log that is imported twice is one session with its laps', { skip: imola.skip }, async () => {
  await withFolder(async data => {
    const [first] = await pitwallJson<readonly Imported[]>('import', imola.path, '--data', data)
    const [again] = await pitwallJson<readonly Imported[]>('import', imola.path, '--data', data)
    assert.deepEqual(again, first)
    assert.deepEqual(
      first?.laps.map(lap => lap.kind),
      ['out', 'flying'],
    )
    const [out = Number.NaN, flying = Number.NaN] = first?.laps.map(lap => lap.lap_time_ms) ?? []
    assert.ok(Math.abs(out - 139_250) <= 50 && Math.abs(flying - 105_820) <= 50, `${out} and ${flying} ms`)

    const laps = await pitwallJson<readonly Lap[]>('laps', '--data', data)
    assert.deepEqual(new Set(laps.map(lap => lap.lap_id)), new Set(first?.laps.map(lap => lap.lap_id)))
    const [counted] = await pitwallJson<readonly { n: number; laps: number }[]>(
      'sql',
      'select count(*) as n, count(distinct lap_id) as laps from samples',
      '--data',
      data,
    )
    assert.deepEqual(counted, { n: first?.samples, laps: 2 })
  })
})
