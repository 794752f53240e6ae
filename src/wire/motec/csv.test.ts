import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { recording } from '../../../test/conformance/recorded-data.ts'
import { WireFault } from '../fault.ts'
import { damaged, seeded } from '../testing/mutations.ts'
import { type MotecCsvContent, motecCsvLines, readMotecCsv } from './csv.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const values = (...numbers: number[]) => Float32Array.from(numbers)

const content: MotecCsvContent = {
  details: new Map([
    ['Venue', 'Spa'],
    ['Driver', 'Ayla "AGC"'],
    ['Log Date', '24/11/2026'],
    ['Log Time', '01:52:30'],
  ]),
  beacons_s: [1.5, 139.25],
  rate_hz: 20,
  rows: 3,
  channels: [
    { name: 'SPEED', unit: 'km/h', decimals: 2, values: [0, 1.25, Number.NaN] },
    { name: 'GEAR', unit: 'no', decimals: 0, values: [1, 1, 2] },
  ],
}

test('what is written has its rows where i2 has them, and is read back', () => {
  const lines = [...motecCsvLines(content)]
  assert.equal(lines[0], '"Format","MoTeC CSV File"\r\n')
  assert.match(lines[14] ?? '', /^"Time","SPEED","GEAR"/)
  assert.match(lines[15] ?? '', /^"s","km\/h","no"/)
  assert.match(lines[18] ?? '', /^"0.0000","0.00","1"/)
  const read = readMotecCsv(bytesOf(lines.join('')))
  assert.equal(read.details.get('Venue'), 'Spa')
  assert.equal(read.details.get('Driver'), 'Ayla "AGC"')
  assert.deepEqual(read.beacons_s, [1.5, 139.25])
  assert.equal(read.rate_hz, 20)
  assert.deepEqual([...read.time_s], [0, 0.05, 0.1])
  assert.deepEqual(read.channels, [
    { name: 'SPEED', unit: 'km/h', values: values(0, 1.25, Number.NaN) },
    { name: 'GEAR', unit: 'no', values: values(1, 1, 2) },
  ])
  assert.equal(read.skippedRows, 0)
})

test('a bare table of names, units and numbers is read, with points or commas', () => {
  const bare = readMotecCsv(bytesOf('Time,SPEED\ns,m/s\n0.000,1\n0.050,2\n0.100,3\n'))
  assert.equal(bare.rate_hz, 20)
  assert.deepEqual(bare.channels, [{ name: 'SPEED', unit: 'm/s', values: values(1, 2, 3) }])
  const commas = readMotecCsv(bytesOf('"Time";"SPEED"\n"s";"m/s"\n"0,000";"1,5"\n"0,050";"2,5"\n'))
  assert.deepEqual(commas.channels[0]?.values, values(1.5, 2.5))
})

test('a row that is cut off, or goes back in time, is passed over and counted', () => {
  const { time_s, skippedRows } = readMotecCsv(
    bytesOf('Time,A,B\ns,m,m\n0,1,2\n1,1,2\n0.5,1,2\n2,1\n3,1,2\nx,1,2'),
  )
  assert.deepEqual([...time_s], [0, 1, 3])
  assert.equal(skippedRows, 3)
})

const monza = recording('acc-motec/wlan07-acc-monza-motec-export-20hz.csv')

test('the recorded export has all its rows and columns', { skip: monza.skip }, () => {
  const csv = readMotecCsv(readFileSync(monza.path))
  assert.equal(csv.rate_hz, 20)
  assert.equal(csv.time_s.length, 10_247)
  assert.equal(csv.channels.length, 55)
  assert.equal(csv.skippedRows, 0)
  assert.equal(csv.channels.find(channel => channel.name === 'SPEED')?.unit, 'km/h')
})

test('another table is refused by what was found', () => {
  assert.throws(() => readMotecCsv(bytesOf('a,b\n1,2\n')), /a row of names that begins with Time.*found 1,2/)
  assert.throws(() => readMotecCsv(bytesOf('Time,A\ns,m\n')), /expected rows of numbers, found none/)
  assert.throws(
    () => readMotecCsv(bytesOf(`Time${',A'.repeat(5000)}\ns\n0\n`)),
    /at most 4096 columns, found 5001/,
  )
})

test('a damaged file gives rows or a fault, never another error', () => {
  const random = seeded(17)
  const whole = bytesOf([...motecCsvLines(content)].join(''))
  let refused = 0
  for (let run = 0; run < 3000; run++) {
    try {
      readMotecCsv(damaged(whole, random))
    } catch (fault) {
      assert.ok(fault instanceof WireFault, String(fault))
      refused++
    }
  }
  assert.ok(refused > 300)
})
