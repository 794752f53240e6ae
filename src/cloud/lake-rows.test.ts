import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lakeTables } from '../lake/tables.ts'
import { bytesOf, frameOf } from '../lake/testing/drive.ts'
import { channelColumns } from '../model/channels.ts'
import { sampleLap, sampleSession } from '../model/testing/messages.ts'
import { lakeRowsFunction } from './lake-rows.ts'
import { cloudTables, jsonKeys } from './lake-tables.ts'

/** [Amazon Data Firehose developer guide, "Data transformation"] */
const eventOf = (...messages: readonly (string | Uint8Array)[]) => ({
  invocationId: '2b4d1ad9-2f48-94bd-a088-767c317e994a',
  deliveryStreamArn: 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/frames',
  region: 'eu-central-1',
  records: messages.map((message, index) => ({
    recordId: `4954611903822757258811967${index}`,
    approximateArrivalTimestamp: Date.UTC(2026, 10, 25, 1),
    // What the rule sends ends with a line break.
    data: Buffer.concat([Buffer.from(message), Buffer.from('\n')]).toString('base64'),
  })),
})
const linesOf = (data: string) =>
  Buffer.from(data, 'base64')
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

const rows = lakeRowsFunction(() => assert.fail('everything fits'))

test('a frame becomes a line per physics sample, with its lap, its site and the channels that were measured', async () => {
  const frame = frameOf(0, 1)
  const { records } = await rows(eventOf(bytesOf(frame)))
  const lines = linesOf(records[0]?.data ?? '')
  assert.equal(lines.length, frame.pages.physics?.n)
  const keys = jsonKeys(cloudTables.sample_rows)
  const key = (name: string) => keys.get(name) ?? ''
  for (const row of lines) {
    assert.equal(row[key('session_id')], frame.session_id)
    assert.equal(row[key('lap_id')], frame.lap_id)
    assert.equal(row[key('site')], frame.site)
  }
  const measured = new Set(Object.keys({ ...frame.pages.physics?.c, ...frame.pages.graphics?.c }))
  const never = channelColumns.filter(({ name }) => !measured.has(name))
  for (const { name } of never) assert.ok(!lines.some(row => key(name) in row), `${name} was not measured`)
})

test('records are answered in their order, by their ids, with the day on which they were driven', async () => {
  const { records } = await rows(
    eventOf(bytesOf(frameOf(0, 1)), JSON.stringify(sampleLap()), JSON.stringify(sampleSession())),
  )
  assert.deepEqual(
    records.map(({ recordId, result, metadata }) => [recordId.at(-1), result, metadata?.partitionKeys.day]),
    [
      ['0', 'Ok', '2026-11-24'],
      ['1', 'Ok', '2026-11-24'],
      ['2', 'Ok', '2026-11-24'],
    ],
  )
})

test('a lap becomes one row with the columns of the lake, and what is not known is not there', async () => {
  const { tyre_compound: _, ...lap } = sampleLap({ tyre_pressure_psi: [26.5, 26.6, 26.4, 26.3] })
  const { records } = await rows(eventOf(JSON.stringify({ ...lap, valid: null })))
  const [row] = linesOf(records[0]?.data ?? '')
  const known = new Set<string>(lakeTables.laps.columns.map(({ name }) => name))
  assert.deepEqual(
    Object.keys(row).filter(name => !known.has(name)),
    [],
  )
  assert.equal(row.started_at, '2026-11-24 12:00:00.000')
  assert.deepEqual(row.sector_times_ms, [35_100, 37_012, 35_720])
  assert.equal(row.tyre_pressure_psi_fr, 26.6)
  assert.equal(row.quality_rate_hz, 400)
  assert.ok(!('valid' in row) && !('tyre_compound' in row))
})

test('what is no message is set aside, and costs the others nothing', async () => {
  const { records } = await rows(
    eventOf('no JSON', '{"type":"frame"}', '{"type":"live"}', JSON.stringify(sampleLap())),
  )
  assert.deepEqual(
    records.map(({ result }) => result),
    ['ProcessingFailed', 'ProcessingFailed', 'ProcessingFailed', 'Ok'],
  )
  assert.equal(Buffer.from(records[0]?.data ?? '', 'base64').toString(), 'no JSON\n')
})

test('an answer stays below what Lambda may give back, and what does not fit comes again', async () => {
  const frame = bytesOf(frameOf(0, 1))
  const put: (readonly [string, number])[] = []
  const some = lakeRowsFunction(async (stream, records) => void put.push([stream, records.length]))
  const answer = await some(eventOf(...Array.from({ length: 2500 }, () => frame)))
  assert.ok(JSON.stringify(answer).length < 6 * 1024 * 1024, `${JSON.stringify(answer).length}`)
  const dropped = answer.records.filter(({ result }) => result === 'Dropped').length
  assert.ok(dropped > 0 && dropped < 2500)
  assert.deepEqual(put, [['frames', dropped]])
})
