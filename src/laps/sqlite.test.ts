import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { asLapId } from '../model/identity.ts'
import { sampleLap } from '../model/testing/messages.ts'
import { LapsFault } from './fault.ts'
import { receive } from './receive.ts'
import { openSqliteLapStore } from './sqlite.ts'
import { openLapStoreThread } from './sqlite-link.ts'

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-sqlite-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
const faultCode = (code: string) => (error: unknown) => error instanceof LapsFault && error.code === code

test('a listing beside a hub that writes sees what is safe, at once', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  const writer = openSqliteLapStore(path)
  await receive(sampleLap(), writer)
  const reader = openSqliteLapStore(path, { readOnly: true })
  assert.equal((await reader.laps({})).length, 1)
  await receive(sampleLap({ lap_id: asLapId('second-0-2'), lap_number: 2 }), writer)
  assert.equal((await reader.laps({})).length, 2)
  await assert.rejects(receive(sampleLap(), reader), faultCode('store-failed'))
  await reader.close()
  await writer.close()
})

test('a listing works after the hub is gone, and after it was killed', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  const writer = openSqliteLapStore(path)
  await receive(sampleLap(), writer)
  await writer.close()
  const program = `
    import { openSqliteLapStore } from ${JSON.stringify(new URL('sqlite.ts', import.meta.url).href)}
    import { receive } from ${JSON.stringify(new URL('receive.ts', import.meta.url).href)}
    import { sampleLap } from ${JSON.stringify(new URL('../model/testing/messages.ts', import.meta.url).href)}
    await receive(sampleLap({ lap_id: 'killed-0-1' }), openSqliteLapStore(${JSON.stringify(path)}))
    process.kill(process.pid, 'SIGKILL')`
  const run = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    encoding: 'utf8',
  })
  assert.equal(run.signal, 'SIGKILL', run.stderr)
  const reader = openSqliteLapStore(path, { readOnly: true })
  assert.deepEqual((await reader.laps({})).map(lap => lap.lap_id).sort(), [
    'home-rig1-20261124T120000000Z-0-1',
    'killed-0-1',
  ])
  await reader.close()
})

test('a store on a thread says what is wrong with its file, and after its end that it is closed', async context => {
  const folder = folderFor(context)
  const text = join(folder, 'text.sqlite')
  writeFileSync(text, 'no database'.repeat(1000))
  await assert.rejects(openLapStoreThread(text), faultCode('not-a-store'))
  const store = await openLapStoreThread(join(folder, 'store.sqlite'))
  const recorded = receive(sampleLap(), store)
  await store.close()
  assert.equal((await recorded).outcome, 'recorded')
  await assert.rejects(store.laps({}), faultCode('store-failed'))
})

test('a store that is not there is a sentence, not a stack', context => {
  const path = join(folderFor(context), 'none', 'store.sqlite')
  assert.throws(() => openSqliteLapStore(path, { readOnly: true }), faultCode('no-store'))
  assert.throws(() => openSqliteLapStore(path, { readOnly: true }), /there is no lap store here; drive with/)
})

test('a file of another kind, or of a later version, is left alone', context => {
  const folder = folderFor(context)
  const text = join(folder, 'text.sqlite')
  writeFileSync(text, 'this is no database, it only has the name of one'.repeat(100))
  assert.throws(() => openSqliteLapStore(text), faultCode('not-a-store'))
  const other = join(folder, 'other.sqlite')
  const database = new DatabaseSync(other)
  database.exec('CREATE TABLE cats (name TEXT)')
  database.close()
  assert.throws(() => openSqliteLapStore(other), faultCode('not-a-store'))
  const later = join(folder, 'later.sqlite')
  void openSqliteLapStore(later).close()
  const newer = new DatabaseSync(later)
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  assert.throws(() => openSqliteLapStore(later), faultCode('newer-store'))
})

test('a store stays as it is when it is opened again', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  for (let round = 0; round < 3; round++) {
    const store = openSqliteLapStore(path)
    assert.equal((await receive(sampleLap(), store)).outcome, round === 0 ? 'recorded' : 'known')
    assert.equal((await store.boards({})).length, 8)
    await store.close()
  }
})

test('a board of many drivers is read in order of its index, not sorted', context => {
  const path = join(folderFor(context), 'store.sqlite')
  void openSqliteLapStore(path).close()
  const database = new DatabaseSync(path)
  const plan = (sql: string) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(row => row['detail'])
      .join('; ')
  const top = plan('SELECT * FROM standings WHERE board = ? ORDER BY score, achieved_ms, lap_id LIMIT 100')
  assert.match(top, /INDEX standings_by_score/)
  assert.match(top, /^(?!.*TEMP B-TREE FOR ORDER BY)/, 'only ids of equal scores are sorted')
  assert.match(
    plan('SELECT count(*) FROM standings WHERE board = ? AND score < ?'),
    /COVERING INDEX standings_by_score/,
  )
  database.close()
})
