import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LakeFault } from './fault.ts'
import { openQueries } from './queries.ts'
import { withoutPlace } from './query-place.ts'

test('a fault names the place in the text that it is about, as the engine itself sees it', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'query-place-'))
  const queries = openQueries(folder)
  t.after(async () => {
    await queries.close()
    rmSync(folder, { recursive: true })
  })
  const long = `SELECT ${Array.from({ length: 60 }, (_, at) => `lap_time_ms AS a${at}`).join(', ')}, vlid FROM laps`
  const cases = [
    ['SELEC 1', 'SELEC'],
    ['SELECT lap_id,\n  lap_time_ms\nFRM laps WHERE valid', 'laps'],
    ['SELECT speed FROM samples', 'speed'],
    ['SELECT lap_time_ms,\n  vlid\nFROM laps', 'vlid'],
    ['SELECT 1 FROM nope', 'nope'],
    [long, 'vlid'],
  ] as const
  for (const [sql, at] of cases) {
    await assert.rejects(queries.run(sql), (thrown: unknown) => {
      assert.ok(thrown instanceof LakeFault)
      assert.equal(thrown.code, 'bad-query')
      assert.equal(thrown.position, sql.indexOf(at), `${at} in ${thrown.message}`)
      assert.doesNotMatch(withoutPlace(thrown.message), /LINE|\^/)
      return true
    })
  }
})

test('what is wrong as a whole has no place', async t => {
  const queries = openQueries(join(tmpdir(), 'query-place-nothing'))
  t.after(queries.close)
  await assert.rejects(queries.run('DROP VIEW laps'), { code: 'query-refused', position: undefined })
})
