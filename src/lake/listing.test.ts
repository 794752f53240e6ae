import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lakeTable } from '../model/lake-tables.ts'
import { listTables } from './listing.ts'
import { openQueries } from './queries.ts'

test('the listing names the very columns and types that SQL finds', async t => {
  const queries = openQueries(join(tmpdir(), 'listing-nothing'))
  t.after(queries.close)
  for (const table of listTables()) {
    lakeTable.parse(table)
    const { columns } = await queries.run(`SELECT * FROM ${table.name}`)
    assert.deepEqual(
      table.columns.map(({ name, type }) => ({ name, type })),
      columns.map(({ name, type }) => ({ name, type })),
      table.name,
    )
  }
})
