import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { recording } from '../../../test/conformance/recorded-data.ts'
import type { ColumnName } from '../../model/channels.ts'
import { decodePage } from '../../model/frame.ts'
import type { LapMessage } from '../../model/messages.ts'
import { missing } from '../../model/pack.ts'
import { unixMillis } from '../../units/quantity.ts'
import { readMotecCsv } from '../../wire/motec/csv.ts'
import { ldValues, readLd } from '../../wire/motec/ld.ts'
import { writeLd } from '../../wire/motec/ld-write.ts'
import { readLdx } from '../../wire/motec/ldx.ts'
import { importFile } from '../import/import-file.ts'
import type { Imported } from '../import/imported.ts'
import { circuit, drive } from '../import/testing/circuit.ts'
import { type ExportLap, motecLog, motecTable } from './motec.ts'

const modified_at = unixMillis(Date.UTC(2026, 10, 24))
const bytesOf = (text: string) => new TextEncoder().encode(text)

type Rows = { readonly t_us: number[]; readonly columns: Map<ColumnName, number[]> }

/** The laps of an import as the lake would give them back: its physics rows. */
function lapsOf(imported: Imported): readonly ExportLap[] {
  assert.ok(imported.ok)
  const rows = new Map<LapMessage, Rows>()
  for (const message of imported.messages()) {
    if (message.type !== 'frame') continue
    const record = imported.laps.find(({ lap_id }) => lap_id === message.lap_id)
    const page = decodePage(message, 'physics')
    if (record === undefined || page === undefined) continue
    const lap: Rows = rows.get(record) ?? { t_us: [], columns: new Map() }
    rows.set(record, lap)
    lap.t_us.push(...page.t_us)
    for (const [name, { bits, scaled }] of page.columns) {
      const values = lap.columns.get(name) ?? []
      lap.columns.set(name, values)
      values.push(...Array.from(scaled, value => (value === missing ? Number.NaN : value / 2 ** bits)))
    }
  }
  return [...rows].map(([record, lap]) => ({ record, ...lap }))
}

function importLogOf({ ld, ldx }: ReturnType<typeof motecLog>, track: string): Imported {
  const sidecars = [{ name: 'export.ldx', bytes: bytesOf(ldx) }]
  return importFile({ name: 'export.ld', bytes: ld, modified_at, sidecars }, { track })
}

const driven = lapsOf(
  importFile(
    {
      name: 'x.ld',
      modified_at,
      bytes: writeLd({
        startedAt: Date.UTC(2026, 10, 24, 1, 52, 30),
        driver: 'Ayla',
        vehicle: 'bmw_m4_gt3',
        channels: drive(3).channels.map(channel => ({ ...channel, rate_hz: 50 })),
      }),
    },
    { track: 'nowhere' },
  ),
).filter(({ record }) => record.kind === 'flying')

test('two laps in a row are one log with a beacon at each line', () => {
  const { ld, ldx } = motecLog(driven.slice(0, 2))
  const { channels, driver, vehicle, startedAt } = readLd(ld)
  assert.deepEqual(
    channels.map(({ name, unit, rate_hz, form }) => [name, unit, rate_hz, form]),
    [
      ['SPEED', 'm/s', 50, 'f32'],
      ['G_LAT', 'G', 50, 'f32'],
      ['G_LON', 'G', 50, 'f32'],
      ['ROTY', 'rad/s', 50, 'f32'],
    ],
  )
  assert.deepEqual([driver, vehicle], ['Ayla', 'bmw_m4_gt3'])
  assert.equal(startedAt, Math.floor(Date.parse(driven[0]?.record.started_at ?? '') / 1000) * 1000)
  const beacons = readLdx(bytesOf(ldx)).beacons.map(({ time_us }) => Math.round(time_us / 1000))
  const times = driven.map(({ record }) => record.lap_time_ms ?? 0)
  assert.deepEqual(beacons, [0, times[0], (times[0] ?? 0) + (times[1] ?? 0)])
  assert.equal(readLdx(bytesOf(ldx)).details.get('Fastest Time'), '1:00.000')
  assert.ok(Math.abs(circuit.lap_s - 60) < 0.01)
})

test('what was exported is imported again as the same laps', () => {
  const again = lapsOf(importLogOf(motecLog(driven), 'nowhere'))
  assert.deepEqual(
    again.map(({ record }) => [record.kind, record.lap_time_ms, record.car, record.driver]),
    driven.map(({ record }) => ['flying', record.lap_time_ms, record.car, record.driver]),
  )
})

test('a table has the same laps, with a cell for every row', () => {
  const text = [...motecTable(driven)].join('')
  const csv = readMotecCsv(bytesOf(text))
  assert.equal(csv.rate_hz, 50)
  assert.equal(csv.beacons_s.length, 4)
  assert.equal(csv.details.get('Log Date'), '24/11/2026')
  const imported = importFile({ name: 'x.csv', bytes: bytesOf(text), modified_at }, { track: 'nowhere' })
  assert.ok(imported.ok)
  assert.deepEqual(
    imported.laps.map(({ kind, lap_time_ms }) => [kind, lap_time_ms]),
    driven.map(({ record }) => ['flying', record.lap_time_ms]),
  )
})

test('what was not measured is left out, and what began late begins with its first value', () => {
  const [lap] = driven
  assert.ok(lap)
  const nothing = Array.from(lap.t_us, () => Number.NaN)
  const late = nothing.map((_, row) => (row < 100 ? Number.NaN : 62))
  const columns = new Map<ColumnName, ArrayLike<number>>([
    ['fuel_l', late],
    ['rpm', nothing],
    ['gear', nothing.map((_, row) => (row % 2 === 0 ? 3 : Number.NaN))],
  ])
  const { ld } = motecLog([{ ...lap, columns }])
  const { channels } = readLd(ld)
  assert.deepEqual(
    channels.map(channel => [channel.name, ...new Set(ldValues(channel))]),
    [
      ['GEAR', 3],
      ['Fuel Level', 62],
    ],
  )
  const csv = readMotecCsv(bytesOf([...motecTable([{ ...lap, columns }])].join('')))
  const fuel = csv.channels.find(({ name }) => name === 'Fuel Level')?.values ?? []
  assert.ok(Number.isNaN(fuel[0]), 'a table has a place for what was not measured')
})

const imola = recording('acc-motec/Imola-porsche_991ii_gt3_r-2-2021.12.02-21.13.58.ld')

test('a recorded lap comes back as it was: time, channels and values', { skip: imola.skip }, () => {
  const source = { name: imola.path, bytes: readFileSync(imola.path), modified_at }
  const laps = lapsOf(importFile(source)).filter(({ record }) => record.kind === 'flying')
  const log = motecLog(laps)
  const again = lapsOf(importLogOf(log, 'imola'))
  const [before, after] = [laps[0], again[0]]
  assert.ok(before && after && again.length === 1)
  assert.equal(after.record.lap_time_ms, before.record.lap_time_ms)
  assert.deepEqual([...after.columns.keys()].sort(), [...before.columns.keys()].sort())
  for (const name of [
    'speed_kmh',
    'steer',
    'throttle',
    'suspension_travel_m_rl',
    'tyre_pressure_psi_fl',
  ] as const) {
    const mean = (lap: ExportLap) => {
      const values = Array.from(lap.columns.get(name) ?? [])
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    const [one, two] = [mean(before), mean(after)]
    assert.ok(Math.abs(one - two) < 0.003 * Math.abs(one) + 1e-3, `${name}: ${one} became ${two}`)
  }
})
