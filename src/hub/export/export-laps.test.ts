import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { themes } from '../../../web/src/theme/tokens.ts'
import { type Lake, openLake } from '../../lake/lake.ts'
import { type Drive, driveVirtual } from '../../lake/testing/virtual-drive.ts'
import { asLapId } from '../../model/identity.ts'
import { type LapMessage, readFrame } from '../../model/messages.ts'
import { importFile } from '../../race/import/import-file.ts'
import { sampledAt, steadyClock } from '../../race/import/log.ts'
import { unixMillis } from '../../units/quantity.ts'
import { readMotecCsv } from '../../wire/motec/csv.ts'
import { ldValues, readLd } from '../../wire/motec/ld.ts'
import { readLdx } from '../../wire/motec/ldx.ts'
import { cardColours } from './card-colours.ts'
import { openExportDesk } from './export-desk.ts'
import type { ExportFormat } from './export-formats.ts'
import { readExportLap } from './export-lap.ts'
import { exportLaps } from './export-laps.ts'
import { exportName } from './export-name.ts'

const folder = mkdtempSync(join(tmpdir(), 'export-'))
const modified_at = unixMillis(Date.UTC(2026, 10, 24))
let drive: Drive
let lake: Lake

before(async () => {
  drive = await driveVirtual({ seconds: 310, rate: 60, track: 'brands_hatch' })
  lake = await openLake({ folder })
  for (const bytes of drive.frames)
    await lake.land(bytes, readFrame(JSON.parse(Buffer.from(bytes).toString())))
  for (const lap of drive.laps) await lake.closeLap(lap)
  await lake.settle()
})
after(async () => {
  await lake.close()
  rmSync(folder, { recursive: true })
})

const flying = (): readonly LapMessage[] => {
  const laps = drive.laps.filter(({ kind }) => kind === 'flying')
  assert.ok(laps.length >= 2, 'the virtual car drove two flying laps')
  return laps.slice(0, 2)
}
async function bytesOf(format: ExportFormat, laps = flying()): Promise<Uint8Array> {
  const [file] = await exportLaps(lake.laps, laps, format, folder)
  return file?.bytes ?? assert.fail('no file')
}

test('a .ld has the measured channels of the lap at its rates, with its values to float32', async () => {
  const [lap] = flying()
  assert.ok(lap)
  const [ld, ldx] = await exportLaps(lake.laps, [lap], 'ld', folder)
  assert.deepEqual([ld?.ending, ldx?.ending], ['ld', 'ldx'])
  const file = readLd(ld?.bytes ?? new Uint8Array())
  const stored = await readExportLap(lake.laps, lap)
  assert.equal(file.driver, lap.driver)
  const speed = file.channels.find(({ name }) => name === 'SPEED') ?? assert.fail()
  assert.deepEqual([speed.unit, speed.rate_hz, speed.form], ['m/s', 60, 'f32'])
  assert.equal(speed.count, Math.ceil(((lap.lap_time_ms ?? 0) / 1000) * 60))
  const time_s = Float64Array.from(stored.t_us, at => (at - (stored.t_us[0] ?? 0)) / 1e6)
  const values = Float64Array.from(stored.columns.get('speed_kmh') ?? [])
  const expected = sampledAt({ time_s, values }, steadyClock(60, speed.count))
  ldValues(speed).forEach((value, index) => {
    assert.equal(Math.fround(value), Math.fround((expected[index] ?? Number.NaN) / 3.6), `sample ${index}`)
  })
  assert.ok(file.channels.length > 50, `${file.channels.length} channels`)
  const beacons = readLdx(ldx?.bytes ?? new Uint8Array()).beacons.map(({ time_us }) =>
    Math.round(time_us / 1000),
  )
  assert.deepEqual(beacons, [0, lap.lap_time_ms])
})

test('a .ld has its blocks and channels where i2 and other readers look for them', async () => {
  const bytes = await bytesOf('ld')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const u32 = (at: number) => view.getUint32(at, true)
  const word = (at: number, length: number) =>
    Buffer.from(bytes.subarray(at, at + length))
      .toString('latin1')
      .replace(/\0.*$/s, '')
  // ldparser: marker, pointers to channels at 8 and 12, to the event at 36; then date, time, driver, vehicle, venue.
  assert.equal(u32(0), 0x40)
  const [channels, data, event] = [u32(8), u32(12), u32(36)]
  assert.ok(channels > 0 && data > channels && event > 0 && event < channels)
  assert.match(word(94, 16), /^\d\d\/\d\d\/\d{4}$/)
  assert.match(word(126, 16), /^\d\d:\d\d:\d\d$/)
  assert.equal(word(158, 64), flying()[0]?.driver)
  assert.equal(word(350, 64), 'Brands Hatch Circuit')
  // A channel: before, next, data, count, …, type and size of its values, rate, …, name at 32, unit at 72.
  let [at, count, before] = [channels, 0, 0]
  while (at !== 0) {
    assert.equal(u32(at), before)
    assert.ok(u32(at + 8) + 4 * u32(at + 12) <= bytes.byteLength)
    assert.deepEqual([view.getUint16(at + 18, true), view.getUint16(at + 20, true)], [7, 4], 'float32')
    assert.notEqual(word(at + 32, 32), '')
    before = at
    at = u32(at + 4)
    count += 1
  }
  assert.equal(count, readLd(bytes).channels.length)
})

test('a table is imported again as the same laps', async () => {
  const bytes = await bytesOf('csv')
  assert.equal(readMotecCsv(bytes).rate_hz, 60)
  const imported = importFile({ name: 'x.csv', bytes, modified_at })
  assert.ok(imported.ok)
  assert.equal(imported.laps[0]?.track, 'brands_hatch')
  assert.deepEqual(
    imported.laps
      .filter(({ kind }) => kind === 'flying')
      .map(({ lap_time_ms, driver }) => [lap_time_ms, driver]),
    flying().map(({ lap_time_ms, driver }) => [lap_time_ms, driver]),
  )
})

test('one Parquet file holds the samples of all laps for DuckDB, and their records', async () => {
  const path = join(folder, 'laps.parquet')
  writeFileSync(path, await bytesOf('parquet'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson()
    const counted = await rows(
      `SELECT lap_id, count(*)::INT, round(max(speed_kmh), 2), min(t_us) FROM '${path}' GROUP BY lap_id ORDER BY min(t_us)`,
    )
    for (const [index, lap] of flying().entries()) {
      const { t_us, columns } = await readExportLap(lake.laps, lap)
      const most = Math.max(...Array.from(columns.get('speed_kmh') ?? []))
      const [lap_id, count, fastest, first] = counted[index] ?? []
      assert.deepEqual([lap_id, count, Number(first)], [lap.lap_id, t_us.length, t_us[0]])
      assert.ok(Math.abs(Number(fastest) - most) < 0.01)
    }
    const [[records] = []] = await rows(
      `SELECT decode(value) FROM parquet_kv_metadata('${path}') WHERE decode(key) = 'laps'`,
    )
    const kept: readonly { readonly lap_id: string }[] = JSON.parse(String(records))
    assert.deepEqual(
      kept.map(({ lap_id }) => lap_id),
      flying().map(({ lap_id }) => lap_id),
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
})

test('JSON has the lap and every measured channel, and nothing that was not measured', async () => {
  const laps: readonly {
    readonly lap: LapMessage
    readonly columns: Readonly<Record<string, readonly number[]>>
  }[] = JSON.parse(Buffer.from(await bytesOf('json')).toString())
  assert.deepEqual(
    laps.map(({ lap }) => lap.lap_id),
    flying().map(({ lap_id }) => lap_id),
  )
  const [first, lap] = [laps[0], flying()[0]]
  assert.ok(first && lap)
  const { t_us, columns } = await readExportLap(lake.laps, lap)
  assert.deepEqual(Object.keys(first.columns), ['t_us', ...columns.keys()])
  assert.deepEqual(first.columns['t_us'], Array.from(t_us))
  assert.deepEqual(first.columns['speed_kmh'], Array.from(columns.get('speed_kmh') ?? []))
  assert.equal(first.columns['steer']?.length, t_us.length)
})

test('a card is a picture with something on it, also of a lap without samples', async () => {
  const [lap] = flying()
  assert.ok(lap)
  const nowhere = { ...lap, lap_id: drive.laps[0]?.lap_id ?? lap.lap_id }
  const sizes: number[] = []
  for (const record of [lap, { ...nowhere, driver: 'Zoë Łukasz de la Very Long Name '.repeat(3) }]) {
    const png = Buffer.from(await bytesOf('png', [record]))
    assert.equal(png.subarray(1, 4).toString(), 'PNG')
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1600, 900])
    sizes.push(png.length)
  }
  assert.ok(Math.min(...sizes) > 15_000, `${sizes}`)
  await assert.rejects(exportLaps(lake.laps, flying(), 'png', folder), /a card shows one lap/)
})

test('the colours of the card are those of the page', () => {
  for (const [name, colour] of Object.entries(cardColours)) {
    assert.equal(Object.entries(themes.dark).find(([token]) => token === name)?.[1], colour, name)
  }
})

test('what cannot be exported is said in a sentence', async () => {
  const [lap] = flying()
  assert.ok(lap)
  await assert.rejects(bytesOf('mcap', [lap]), /a recording of the session/)
  await assert.rejects(bytesOf('ld', [{ ...lap, lap_id: asLapId('nobody-1') }]), /pitwall laps/)
})

test('an export on a thread gives the same bytes, and its fault the same sentence', async () => {
  const desk = openExportDesk(folder, folder)
  const laps = flying().slice(0, 1)
  const [file] = await desk.export(laps, 'ld')
  assert.equal(Buffer.compare(Buffer.from(file?.bytes ?? []), Buffer.from(await bytesOf('ld', laps))), 0)
  await assert.rejects(desk.export(laps, 'mcap'), /a recording of the session/)
  const three = await Promise.allSettled([1, 2, 3].map(() => desk.export(laps, 'ldx')))
  assert.equal(three.filter(({ status }) => status === 'rejected').length, 1, 'two at a time')
})

test('a file is called after where, who, how fast and which lap', () => {
  const [lap] = flying()
  assert.ok(lap)
  assert.match(
    exportName({ ...lap, driver: '../Ädä "X"', lap_time_ms: 83_456 }, 'ld'),
    /^brands_hatch-ada-x-1\.23\.456-[\w-]+\.ld$/,
  )
})
