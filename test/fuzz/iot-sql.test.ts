import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from './iot-sql.fuzz.ts'

test('two seconds of random statements on hostile payloads find nothing', () => {
  const report = fuzz(2, 20_160_323)
  assert.ok(report.compiled > 0 && report.evaluated > 0 && report.compared > 0, JSON.stringify(report))
})
