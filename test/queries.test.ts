import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openQueries, type Queries } from '../src/lake/queries.ts'
import { driveIntoLake } from '../src/lake/testing/virtual-drive.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const files = globSync('queries/*.sql', { cwd: root }).sort()
const folder = mkdtempSync(join(tmpdir(), 'queries-'))
let queries: Queries

before(async () => {
  await driveIntoLake(folder)
  queries = openQueries(folder)
})
after(async () => {
  await queries.close()
  rmSync(folder, { recursive: true, force: true })
})

test('there are twelve queries to begin with, or more', () => assert.ok(files.length >= 12))

for (const file of files) {
  const text = readFileSync(join(root, file), 'utf8')
  const [, title, chart] = /^-- (.+)\n(?:-- chart: (.+)\n)?/.exec(text) ?? []

  test(`${basename(file)} says what it asks, and has an answer on the laps of the virtual rig`, async () => {
    assert.ok(title !== undefined && title.length <= 80, 'the first line is -- and a title')
    const { columns, rows, truncated } = await queries.run(text)
    assert.ok(rows.length > 0, 'rows')
    assert.equal(truncated, false)
    for (const [index, { name }] of columns.entries()) {
      assert.ok(
        rows.some(row => row[index] !== null),
        `${name} has a value somewhere`,
      )
    }
    if (chart === undefined) return
    const words = /^(?:line|scatter|bar) (\w+) by (\w+)(?: for each (\w+))?$/.exec(chart)
    assert.ok(words !== null, `line Y by X for each NAME, or scatter, or bar: ${chart}`)
    const names = new Set(columns.map(({ name }) => name))
    const strange = words.slice(1).filter(name => name !== undefined && !names.has(name))
    assert.deepEqual(strange, [], 'a chart is made of columns that there are')
  })

  test(`${basename(file)} is plain SQL, which Athena reads as well`, () => {
    // What DuckDB has beyond Trino, and is easily written by habit.
    const own =
      /::|\bEXCLUDE\b|\bQUALIFY\b|\bILIKE\b|\bUSING SAMPLE\b|\bGROUP BY ALL\b|\bquantile|\blist\(|"|\bFILTER\b|#|;/i
    assert.doesNotMatch(text, own)
  })
}
