import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { recording } from '../../../test/conformance/recorded-data.ts'
import { Writer } from '../cursor.ts'
import { WireFault } from '../fault.ts'
import { damaged, seeded } from '../testing/mutations.ts'
import { isLd, ldValues, readLd } from './ld.ts'
import { ldChannel, ldPlaces } from './ld-layout.ts'
import { type LdContent, writeLd } from './ld-write.ts'
import { float16, readSamples, sampleForm } from './samples.ts'

const imola = recording('acc-motec/Imola-porsche_991ii_gt3_r-2-2021.12.02-21.13.58.ld')
const kyalami = recording('acc-motec/Kyalami-audi_r8_lms_evo-1-2021.12.07-17.59.12.ld')

const small: LdContent = {
  startedAt: Date.UTC(2026, 10, 24, 1, 52, 30),
  driver: 'Ayla',
  vehicle: 'bmw_m4_gt3',
  vehicleType: 'GT3',
  weightKg: 1260,
  venue: 'Spa',
  session: 'practice',
  comment: 'home-rig1',
  channels: [
    { name: 'SPEED', shortName: 'V', unit: 'm/s', rate_hz: 60, values: [0, 1.5, -0, 83.25] },
    { name: 'GEAR', unit: '', rate_hz: 20, values: [1, 2] },
  ],
}

const contentOf = (bytes: Uint8Array): LdContent => {
  const { startedAt = 0, channels, skipped, device, ...texts } = readLd(bytes)
  assert.deepEqual(skipped, [])
  assert.equal(device, 'ADL')
  return {
    ...texts,
    startedAt,
    channels: channels.map(channel => ({ ...channel, values: ldValues(channel) })),
  }
}

test('the channels of a file that ACC wrote have their rates, units and values', { skip: imola.skip }, () => {
  const file = readLd(readFileSync(imola.path))
  assert.equal(file.channels.length, 37)
  assert.equal(file.vehicle, '991ii GT3 R EVO')
  assert.equal(file.venue, 'Imola')
  assert.equal(file.weightKg, 1365)
  assert.equal(new Date(file.startedAt ?? 0).toISOString(), '2021-12-02T21:13:58.000Z')
  const speed = file.channels.find(channel => channel.name === 'SPEED')
  assert.ok(speed)
  assert.deepEqual([speed.unit, speed.rate_hz, speed.count, speed.form], ['m/s', 60, 14_704, 'f32'])
  assert.equal(Math.max(...ldValues(speed)), Math.fround(71.32840728759766))
  const rates = new Set(file.channels.map(channel => channel.rate_hz))
  assert.deepEqual(
    [...rates].sort((a, b) => a - b),
    [20, 60, 100, 200],
  )
})

test('a file that ACC wrote is written again byte for byte', { skip: imola.skip || kyalami.skip }, () => {
  for (const { path } of [imola, kyalami]) {
    const original = new Uint8Array(readFileSync(path))
    assert.ok(Buffer.from(writeLd(contentOf(original))).equals(original), path)
  }
})

test('what is written is read back: texts, channels, rates, units and values', () => {
  const read = contentOf(writeLd(small))
  assert.deepEqual({ ...read, channels: [] }, { ...small, event: 'Spa', channels: [] })
  assert.deepEqual(
    read.channels.map(({ name, shortName, unit, rate_hz, values }) => ({
      name,
      shortName,
      unit,
      rate_hz,
      values: Array.from(values),
    })),
    [
      { name: 'SPEED', shortName: 'V', unit: 'm/s', rate_hz: 60, values: [0, 1.5, -0, 83.25] },
      { name: 'GEAR', shortName: '', unit: '', rate_hz: 20, values: [1, 2] },
    ],
  )
})

test('values keep what 32 bits can hold', () => {
  const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 50 })
  fc.assert(
    fc.property(
      fc.array(floats, { maxLength: 6 }),
      fc.integer({ min: 1, max: 65_535 }),
      (columns, rate_hz) => {
        const channels = columns.map((values, index) => ({ name: `C${index}`, unit: 'u', rate_hz, values }))
        const read = contentOf(writeLd({ startedAt: 0, channels }))
        assert.deepEqual(
          read.channels.map(({ rate_hz, values }) => ({ rate_hz, values: Array.from(values) })),
          columns.map(values => ({ rate_hz, values })),
        )
      },
    ),
    { seed: 5, numRuns: 100 },
  )
})

test('integers and half floats of other loggers mean what shift, multiplier, scale and decimals say', () => {
  const meaning = { shift: 10, multiplier: 2, scale: 4, decimals: 1 }
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setInt16(0, -400, true)
  view.setInt16(2, 800, true)
  assert.deepEqual([...readSamples(bytes.subarray(0, 4), 'i16', meaning)], [0, 60])
  view.setInt32(0, 4000, true)
  assert.deepEqual([...readSamples(bytes.subarray(0, 4), 'i32', meaning)], [220])
  assert.deepEqual([...readSamples(new Uint8Array([0xd8]), 'i8', meaning)], [18])
  assert.deepEqual([0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555].map(float16), [
    1,
    -2,
    65504,
    2 ** -24,
    0.333251953125,
  ])
  assert.deepEqual(
    [
      [7, 4],
      [7, 2],
      [3, 2],
      [5, 4],
      [0, 2],
      [9, 4],
      [7, 8],
    ].map(([family = 0, width = 0]) => sampleForm(family, width)),
    ['f32', 'f16', 'i16', 'i32', 'i16', undefined, undefined],
  )
})

/** The small file with its first channel changed. */
function altered(change: Readonly<Record<string, number>>): Uint8Array {
  const bytes = writeLd(small)
  const meta = { previousAt: 0, nextAt: ldPlaces.channels + 124, dataAt: ldPlaces.channels + 248 }
  const rest = { sampleCount: 4, counter: 1, family: 7, width: 4, rateHz: 60, shift: 0, multiplier: 1 }
  const into = new Writer('test')
  ldChannel.write(into, {
    ...meta,
    ...rest,
    scale: 1,
    decimals: 0,
    name: 'SPEED',
    shortName: '',
    unit: '',
    ...change,
  })
  bytes.set(into.written(), ldPlaces.channels)
  return bytes
}

test('a list of channels that runs in a circle is refused', () => {
  assert.throws(
    () => readLd(altered({ nextAt: ldPlaces.channels })),
    /a list that ends, found 11336 a second time/,
  )
})

test('counts and places beyond the file are refused', () => {
  assert.throws(() => readLd(altered({ sampleCount: 4_000_000_000 })), /SPEED: expected at most \d+ bytes/)
  assert.throws(
    () => readLd(altered({ dataAt: 4_000_000_000 })),
    /SPEED samples: expected 16 bytes at 4000000000/,
  )
  assert.throws(() => readLd(altered({ nextAt: 4_000_000_000 })), WireFault)
})

test('a channel that makes no sense is passed over by name, and the others are read', () => {
  const { channels, skipped } = readLd(altered({ scale: 0 }))
  assert.deepEqual(skipped, ['SPEED: a scale or a multiplier of 0'])
  assert.deepEqual(
    channels.map(channel => channel.name),
    ['GEAR'],
  )
  assert.deepEqual(readLd(altered({ family: 9 })).skipped, ['SPEED: samples of kind 9, 4 bytes'])
  assert.deepEqual(readLd(altered({ rateHz: 0 })).skipped, ['SPEED: a rate of 0 Hz'])
})

test('a stub of a header is a file without channels', () => {
  assert.deepEqual(readLd(writeLd(small).slice(0, 1000)).channels, [])
  assert.equal(readLd(writeLd({ ...small, channels: [] })).channels.length, 0)
})

test('what is no .ld file is refused by its first bytes', () => {
  assert.throws(
    () => readLd(new TextEncoder().encode('<?xml')),
    /expected the bytes 40 00 00 00, found 3c 3f 78 6d/,
  )
  assert.equal(isLd(new Uint8Array()), false)
})

test('what cannot be written is refused by channel and place', () => {
  const channel = { name: 'SPEED', unit: 'm/s', rate_hz: 60 }
  const write = (change: Partial<LdContent['channels'][number]>) =>
    writeLd({ startedAt: 0, channels: [{ ...channel, values: [1], ...change }] })
  assert.throws(() => write({ values: [1, Number.NaN] }), /SPEED\[1\]: expected a finite number, found NaN/)
  assert.throws(() => write({ rate_hz: 399.94 }), /a whole rate from 1 Hz, found 399.94/)
})

test('a damaged file gives channels or a fault, never another error', () => {
  const random = seeded(11)
  const whole = writeLd(small)
  const head = whole.subarray(0, 64)
  const lists = whole.subarray(ldPlaces.channels)
  let refused = 0
  for (let run = 0; run < 3000; run++) {
    const bytes = whole.slice()
    const part = damaged(run % 2 === 0 ? head : lists, random)
    const at = run % 2 === 0 ? 0 : ldPlaces.channels
    bytes.set(part.subarray(0, bytes.length - at), at)
    const file = random() < 0.2 ? bytes.slice(0, Math.floor(random() * bytes.length)) : bytes
    try {
      readLd(file).channels.forEach(ldValues)
    } catch (fault) {
      assert.ok(fault instanceof WireFault, String(fault))
      refused++
    }
  }
  assert.ok(refused > 300, `${refused} refused`)
})
