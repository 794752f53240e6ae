// One text, two engines: what the hub's lake answers, the fleet's answers as well. The fleet's tables are filled by its
// own function from the very messages of a rig, its views are those of its catalogue, and DuckDB stands in for Athena.
// That Athena can read the text is what Trino's grammar says.
import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { build } from 'esbuild'
import { unloadStatement } from '../src/cloud/compaction.ts'
import { cloudTables } from '../src/cloud/lake-tables.ts'
import { deliver, openFleetLake, type Row } from '../src/cloud/testing/fleet-lake.ts'
import { numbersOf, readExportLap } from '../src/hub/export/export-lap.ts'
import { tableFiles } from '../src/hub/export/export-tables.ts'
import { openAthenaLaps } from '../src/lake/athena-laps.ts'
import { openLake } from '../src/lake/lake.ts'
import { openLapReader } from '../src/lake/lap-reader.ts'
import { openQueries, rowObjects } from '../src/lake/queries.ts'
import type { Json } from '../src/lake/query-values.ts'
import { driveVirtual } from '../src/lake/testing/virtual-drive.ts'
import { sqlTypes } from '../src/lake/views.ts'
import { lapOf } from '../src/laps/receive.ts'
import { frameHeader, readMessage } from '../src/model/messages.ts'
import { allViews } from './constructs/lake-views.ts'
import { inRepository } from './repository.ts'

const folder = mkdtempSync(join(tmpdir(), 'pitwall-athena-'))
const drive = await driveVirtual({ seconds: 480, rate: 60 })

const lake = await openLake({ folder: join(folder, 'hub') })
for (const session of drive.sessions) await lake.session(session)
for (const frame of drive.frames) {
  await lake.land(frame, readMessage(frameHeader, JSON.parse(Buffer.from(frame).toString()), 'frame'))
}
for (const lap of drive.laps) await lake.closeLap(lap)
await lake.settle()
await lake.close()
const hub = openQueries(join(folder, 'hub'))

const written = join(folder, 'fleet')
const texts = (messages: readonly object[]) => messages.map(message => Buffer.from(JSON.stringify(message)))
for (const [table, messages] of [
  [cloudTables.sample_rows, drive.frames],
  // A duplicate, as every sender of messages makes some.
  [cloudTables.lap_messages, texts([...drive.laps, ...drive.laps.slice(0, 1)])],
  [cloudTables.session_messages, texts(drive.sessions)],
] as const) {
  const { failed } = await deliver(written, table, messages)
  assert.equal(failed, 0)
}
const fleet = await openFleetLake(written, allViews())
const { asked } = fleet

const parser = join(folder, 'trino.mjs')
await build({
  stdin: {
    contents: "export { TrinoSQL } from 'dt-sql-parser/dist/parser/trino/index.js'",
    resolveDir: inRepository(),
  },
  outfile: parser,
  bundle: true,
  platform: 'node',
  format: 'esm',
})
const { TrinoSQL } = await import(parser)
const trino: { readonly validate: (sql: string) => readonly { readonly message: string }[] } = new TrinoSQL()
const complaints = (sql: string) => trino.validate(sql).map(({ message }) => message)

after(async () => {
  fleet.close()
  await hub.close()
  rmSync(folder, { recursive: true })
})

for (const file of globSync('queries/*.sql', { cwd: inRepository() }).sort()) {
  const sql = readFileSync(inRepository(file), 'utf8')
  test(`${basename(file)} reads as Athena's SQL`, () => assert.deepEqual(complaints(sql), []))

  test(`${basename(file)} has the same answer in the fleet as in the hub`, async () => {
    const here = rowObjects(await hub.run(sql))
    const there = await asked(sql)
    assert.ok(here.length > 0)
    // The hub interpolates a grid, the fleet takes the nearest sample: points without one are missing there.
    const isGrid = /\bgrids\b/.test(sql)
    if (!isGrid) assert.equal(there.length, here.length)
    // Corners are listed by what is lost in them, which a thousandth may turn round.
    const keyOf = (row: Row, index: number) => (isGrid ? row['spline'] : (row['corner'] ?? index))
    const byKey = new Map(there.map((row, index) => [keyOf(row, index), row]))
    const far = here.flatMap((row, index) => {
      const other = byKey.get(keyOf(row, index))
      return other === undefined ? [] : differences(row, other)
    })
    assert.ok(byKey.size >= here.length * 0.9, `${byKey.size} of ${here.length} rows`)
    assert.deepEqual(far, [])
  })
}

for (const { name, sql, columns } of allViews()) {
  test(`the view ${name} reads as Athena's SQL and has the columns that the catalogue says`, async () => {
    assert.deepEqual(complaints(sql), [])
    const described = await asked(`DESCRIBE ${name}`)
    assert.deepEqual(
      described.map(row => [row['column_name'], row['column_type']]),
      // Instants have no zone in the catalogue.
      columns.map(({ name: column, type }) => [
        column,
        type === 'day' ? 'DATE' : type === 'instant' ? 'TIMESTAMP' : sqlTypes[type],
      ]),
    )
  })
}

test('a lap read from the fleet is the lap that the hub has, and so is a file of it', async () => {
  const statements: string[] = []
  const there = openAthenaLaps(
    {
      async run(text) {
        statements.push(text)
        const rows = await asked(text)
        const [first = {}] = rows
        const columns = Object.keys(first).map(column => ({ name: column, type: '' }))
        return { columns, rows: rows.map(row => Object.values(row)), truncated: false }
      },
      close: async () => undefined,
    },
    async lapId => {
      const lap = drive.laps.find(({ lap_id }) => lap_id === lapId)
      return lap && { generation: 1, track: lap.track, started_at: lap.started_at }
    },
  )
  const here = openLapReader(join(folder, 'hub'))
  after(() => here.close())
  const lap = drive.laps.find(({ kind }) => kind === 'flying') ?? assert.fail('no flying lap')
  const names = ['speed_kmh', 'gear', 'packet', 'spline']
  const [own, other] = [await here.readLap(lap.lap_id, names), await there.readLap(lap.lap_id, names)]
  assert.equal(other.rows, own.rows)
  for (const name of names) {
    const [ours, theirs] = [own, other].map(({ columns }) => numbersOf(columns.get(name)) ?? [])
    const differing = (ours ?? []).filter((value, row) => value !== theirs?.[row]).length
    // A graphics page behind the last sample of a batch is seen with the next one.
    assert.ok(differing <= (name === 'spline' ? own.rows / 100 : 0), `${name}: ${differing}`)
  }
  const { rows: points, columns } = await there.readGrid(lap.lap_id, ['point'])
  const places = columns.get('point')
  assert.ok(points > 1800 && places?.type === 'int')
  assert.equal(new Set(places.values).size, points, 'no point is there twice')
  const record = lapOf(lap)
  for (const format of ['csv', 'ld'] as const) {
    const [written, same] = await Promise.all(
      [here, there].map(async reader => tableFiles([await readExportLap(reader, record)], format)[0]?.bytes),
    )
    assert.ok(written !== undefined && written.length > 100_000, format)
    assert.ok(Math.abs(written.length - (same?.length ?? 0)) <= written.length / 1000, format)
  }
  // Whatever is asked of one lap reads the files of its days and of no other.
  for (const text of statements) {
    assert.match(text, /day BETWEEN DATE/)
    assert.deepEqual(complaints(text), [])
  }
  await assert.rejects(there.readLap('nobody-1', ['t_us']), { code: 'no-such-lap' })
})

test('compaction asks in SQL that Athena reads, and keeps each sample once', async () => {
  const inner = /^UNLOAD \((.*)\)\nTO /s.exec(unloadStatement('2026-11-24', 's3://lake/x/'))?.[1] ?? ''
  assert.deepEqual(complaints(inner), [])
  await fleet.run(`INSERT INTO sample_rows SELECT * FROM sample_rows WHERE lap_number = 1`)
  const [kept] = await asked(`SELECT count(*) AS n, count(DISTINCT t_us) AS once FROM (${inner})`)
  const [all] = await asked('SELECT count(*) AS n, count(DISTINCT t_us) AS once FROM sample_rows')
  assert.equal(kept?.['n'], all?.['once'])
  assert.ok(Number(all?.['n']) > Number(all?.['once']))
})

/** What differs by more than a sample's worth: a hundredth, or a little where values are small. */
function differences(here: Row, there: Row): readonly string[] {
  return Object.entries(here).flatMap(([name, value]) => {
    const other = there[name] ?? null
    const same =
      typeof value === 'number' && typeof other === 'number'
        ? Math.abs(value - other) <= Math.max(Math.abs(value) * 0.02, tolerance(name))
        : instant(value) === instant(other)
    return same ? [] : [`${name}: ${value} here, ${other} there`]
  })
}

/** An instant has no zone in the fleet: it is UTC. */
const instant = (value: Json): string => String(value).replace(/(\.\d+)Z$/, '$1')

/** Where a sample lies beside the point that the hub interpolates at, its values may be off by so much. */
const tolerance = (name: string): number => (name.endsWith('_ms') ? 40 : name.endsWith('kmh') ? 3 : 0.02)
