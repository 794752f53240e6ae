import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openLake } from '../src/lake/lake.ts'
import { openQueries, type Queries } from '../src/lake/queries.ts'
import { driveVirtual } from '../src/lake/testing/virtual-drive.ts'
import { frameHeader, readMessage } from '../src/model/messages.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const files = globSync('queries/*.sql', { cwd: root }).sort()
const folder = mkdtempSync(join(tmpdir(), 'queries-'))
let queries: Queries

// An out-lap and three full laps of the virtual rig, as they come to the lake.
before(async () => {
  const { frames, laps, sessions } = await driveVirtual({ seconds: 480, rate: 60 })
  const lake = await openLake({ folder })
  for (const session of sessions) await lake.session(session)
  for (const frame of frames) {
    await lake.land(frame, readMessage(frameHeader, JSON.parse(Buffer.from(frame).toString()), 'frame'))
  }
  for (const lap of laps) await lake.closeLap(lap)
  await lake.settle()
  await lake.close()
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
    const [, y = '', x = ''] = /^(?:line|scatter|bar) (\w+) by (\w+)$/.exec(chart) ?? []
    const names = columns.map(({ name }) => name)
    assert.ok(names.includes(x) && names.includes(y), `a chart of columns that there are: ${chart}`)
  })

  test(`${basename(file)} is plain SQL, which Athena reads as well`, () => {
    // What DuckDB has beyond Trino, and is easily written by habit.
    const own =
      /::|\bEXCLUDE\b|\bQUALIFY\b|\bILIKE\b|\bUSING SAMPLE\b|\bGROUP BY ALL\b|\bquantile|\blist\(|"|\bFILTER\b|#|;/i
    assert.doesNotMatch(text, own)
  })
}
