import assert from 'node:assert/strict'
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually, pitwall, pitwallJson, start, withFolder } from './command.ts'

type Lap = {
  readonly lap_id: string
  readonly origin: string
  readonly session_id: string
  readonly samples: number
}
type Imported = { readonly ok: boolean; readonly format: string; readonly laps: readonly Lap[] }
type Board = { readonly board: string; readonly rows: readonly unknown[] }
type Reprocessed = {
  readonly outcome: string
  readonly laps: number
  readonly samples: number
  readonly samples_before: number
}

/** Every column of every sample, as one number a lap. */
const sums = `select coalesce(lap_id, '') as lap, count(*)::INT as n, bit_xor(hash(COLUMNS(* EXCLUDE (written_by))))
  from samples group by 1 order by 1`
const inLake = 'select distinct origin from laps'
const writers = 'select distinct written_by from samples'

test('a drive that was recorded is the same drive when it is replayed, and when it is made anew', {
  timeout: 280_000,
}, async () => {
  await withFolder(async folder => {
    const data = join(folder, 'live')
    const laps = (of: string) => pitwallJson<readonly Lap[]>('laps', '--data', of)
    const samples = (of: string) => pitwallJson<readonly object[]>('sql', sums, '--data', of)
    const flags = ['--port', '0', '--mqtt-port', '0', '--rate', '50', '--speed', '40', '--record']
    const up = start(['up', '--demo', ...flags, '--data', data])
    await up.printed(/pitwall is at/)
    await eventually(
      () => laps(data).catch(() => []),
      found => found.filter(({ samples }) => samples > 0).length >= 2,
      120,
    )
    assert.equal((await up.stop()).code, 0)
    const driven = { laps: await laps(data), samples: await samples(data) }
    assert.ok(driven.laps.every(({ origin }) => origin === 'virtual'))

    const recordings = join(data, 'recordings')
    const [name = ''] = await readdir(recordings)
    const file = join(recordings, name)
    assert.equal(name, `${driven.laps[0]?.session_id}.mcap`)

    // One lap of it to hand on is a recording too.
    const excerpt = join(folder, 'lap.mcap')
    const lap = driven.laps.find(({ samples }) => samples > 0)
    assert.ok(lap !== undefined)
    await pitwallJson('export', lap.lap_id, '--format', 'mcap', '--out', excerpt, '--data', data)
    const excerpts = ['import', excerpt, '--data', join(folder, 'excerpt')]
    const [taken] = await pitwallJson<readonly Imported[]>(...excerpts)
    assert.ok(taken?.ok && taken.laps.some(({ samples }) => samples > 1000), 'the pages of the lap')

    // Elsewhere, in two goes: the first breaks off in the middle of a lap.
    const other = join(folder, 'replayed')
    await pitwallJson('replay', file, '--speed', 'max', '--to', '2:45', '--data', other)
    const before = await samples(other)
    assert.ok(before.length > 0 && JSON.stringify(before) !== JSON.stringify(driven.samples))
    await pitwallJson('replay', file, '--speed', 'max', '--data', other)
    const replayed = driven.laps.map(lap => ({ ...lap, origin: 'replay' }))
    assert.deepEqual(await laps(other), replayed)
    assert.deepEqual(await samples(other), driven.samples)
    assert.deepEqual(await pitwallJson('boards', '--data', other), [], 'a replay is on no board')

    // As an import it stays what it is: a drive of the virtual rig.
    const third = join(folder, 'imported')
    const [imported] = await pitwallJson<readonly Imported[]>('import', file, '--data', third)
    assert.deepEqual([imported?.ok, imported?.format], [true, 'mcap'])
    assert.deepEqual(await laps(third), driven.laps)

    // On the folder of the drive itself a replay changes nothing.
    const boards = await pitwallJson<readonly Board[]>('boards', '--data', data)
    await pitwallJson('replay', file, '--speed', 'max', '--to', '2:30', '--data', data)
    const isTheDrive = async () => {
      assert.deepEqual(await laps(data), driven.laps)
      assert.deepEqual(await samples(data), driven.samples)
    }
    await isTheDrive()
    const [told] = await pitwallJson<readonly object[]>('sql', inLake, '--data', data)
    assert.deepEqual(told, { origin: 'virtual' })

    // Made anew, as often as anybody likes.
    for (let time = 0; time < 2; time++) {
      const [done] = await pitwallJson<readonly Reprocessed[]>('reprocess', '--all', '--data', data)
      assert.equal(done?.outcome, 'rebuilt')
      assert.equal(done?.samples, done?.samples_before)
    }
    await isTheDrive()
    assert.deepEqual(await pitwallJson('boards', '--data', data), boards)
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    assert.deepEqual(await pitwallJson('sql', writers, '--data', data), [{ written_by: version }])
    const [current] = await pitwallJson<readonly Reprocessed[]>('reprocess', '--data', data)
    assert.equal(current?.outcome, 'current')

    // What goes wrong leaves the old rows.
    await truncate(file, Math.floor((await stat(file)).size / 2))
    const [fewer] = await pitwallJson<readonly Reprocessed[]>('reprocess', '--all', '--data', data)
    // Which of the two is said depends on whether the half that is left ends behind a lap with an official word.
    assert.ok(['fewer-samples', 'official'].includes(fewer?.outcome ?? 'none'), fewer?.outcome)
    await writeFile(file, 'no recording at all')
    const failed = await pitwall('reprocess', '--all', '--data', data)
    assert.equal(failed.code, 1)
    assert.match(failed.out, /not rebuilt, the old rows stay/)
    await isTheDrive()
  })
})
