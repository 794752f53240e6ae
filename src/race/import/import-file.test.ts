import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { recording } from '../../../test/conformance/recorded-data.ts'
import { decodePage } from '../../model/frame.ts'
import { lapMessage, sessionMessage } from '../../model/messages.ts'
import { missing } from '../../model/pack.ts'
import { unixMillis } from '../../units/quantity.ts'
import { readAccResults } from '../../wire/acc/results.ts'
import { WireFault } from '../../wire/fault.ts'
import { writeLd } from '../../wire/motec/ld-write.ts'
import { ldxText } from '../../wire/motec/ldx.ts'
import { damaged, seeded } from '../../wire/testing/mutations.ts'
import { formatOf, importFile } from './import-file.ts'
import { type Imported, importReport } from './imported.ts'
import { circuit, drive } from './testing/circuit.ts'

const modified_at = unixMillis(Date.UTC(2026, 10, 24, 1, 50))
const bytesOf = (text: string) => new TextEncoder().encode(text)

function read(path: string, sidecars: readonly { readonly name: string; readonly bytes: Uint8Array }[] = []) {
  return importFile({ name: path, bytes: readFileSync(path), modified_at, sidecars })
}

function sound(imported: Imported) {
  assert.ok(imported.ok, JSON.stringify(imported.notices))
  return imported
}

const codes = (imported: Imported) => imported.notices.map(({ code }) => code)
const flying = (imported: Imported) => sound(imported).laps.filter(({ kind }) => kind === 'flying')
const near = (actual: number | undefined, seconds: number) =>
  assert.ok(Math.abs((actual ?? 0) / 1000 - seconds) <= 0.05, `${actual} ms is not ${seconds} ± 0.05 s`)

/** The messages of an import have to be those of a rig: sound, in order, and with every frame of every lap. */
function checkMessages(imported: Imported): void {
  const { sessions, laps, samples, messages } = sound(imported)
  let seq = 0
  let rows = 0
  const closed: string[] = []
  for (const message of messages()) {
    if (message.type === 'frame') {
      assert.equal(message.seq, seq++)
      assert.ok(JSON.stringify(message).length < 100_000)
      const lap = laps.find(({ lap_id }) => lap_id === message.lap_id)
      assert.ok(lap && lap.first_seq <= message.seq && message.seq <= lap.last_seq)
      rows += decodePage(message, 'physics')?.count ?? 0
      decodePage(message, 'graphics')
    } else if (message.type === 'lap') closed.push(lapMessage.parse(message).lap_id)
    else sessionMessage.parse(message)
  }
  assert.equal(rows, samples)
  assert.equal(
    rows,
    laps.reduce((total, lap) => total + lap.samples, 0),
  )
  assert.deepEqual(
    closed,
    laps.map(({ lap_id }) => lap_id),
  )
  assert.equal(sessions.length, 1)
}

const imola = recording('acc-motec/Imola-porsche_991ii_gt3_r-2-2021.12.02-21.13.58.ld')
const kyalami = recording('acc-motec/Kyalami-audi_r8_lms_evo-1-2021.12.07-17.59.12.ld')
const monza = recording('acc-motec/wlan07-acc-monza-motec-export-20hz.csv')
const race = recording('acc-results/260616_224355_R.json')

test('a log of ACC from Imola has one flying lap after the out-lap', { skip: imola.skip }, () => {
  const imported = sound(read(imola.path))
  assert.deepEqual(
    imported.laps.map(({ kind }) => kind),
    ['out', 'flying'],
  )
  near(imported.laps[0]?.lap_time_ms, 139.25)
  near(imported.laps[1]?.lap_time_ms, 105.82)
  const [session] = imported.sessions
  assert.deepEqual(
    [session?.track, session?.car, session?.car_class, session?.game, session?.origin],
    ['imola', 'porsche_991ii_gt3_r', 'GT3', 'acc', 'import'],
  )
  assert.equal(session?.started_at, '2021-12-02T21:13:58.000Z')
  checkMessages(imported)
})

test('the samples of a log keep their own rates, and their units become those of the catalogue', {
  skip: imola.skip,
}, () => {
  const imported = sound(read(imola.path))
  const lap = flying(imported)[0]
  assert.ok(lap)
  assert.equal(lap.quality.rate_hz, 200)
  const columns = new Map<string, number[]>()
  const times: number[] = []
  for (const message of imported.messages()) {
    if (message.type !== 'frame' || message.lap_id !== lap.lap_id) continue
    const pages = [decodePage(message, 'physics'), decodePage(message, 'graphics')]
    times.push(...(pages[0]?.t_us ?? []))
    for (const [name, { bits, scaled }] of pages.flatMap(page => [...(page?.columns ?? [])])) {
      const values = columns.get(name) ?? []
      values.push(...Array.from(scaled, value => (value === missing ? Number.NaN : value / 2 ** bits)))
      columns.set(name, values)
    }
  }
  const span = (name: string) => {
    const values = columns.get(name) ?? []
    return [Math.min(...values), Math.max(...values)].map(value => Math.round(value * 100) / 100)
  }
  // 60 and 200 Hz meet 20 times a second: 240 rows.
  const rate = times.length / (((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1e6)
  assert.ok(Math.abs(rate - 240) < 1, `${rate} rows a second`)
  assert.ok(times.every((time, row) => row === 0 || time > (times[row - 1] ?? 0)))
  assert.deepEqual(span('speed_kmh').map(Math.round), [74, 257])
  assert.deepEqual(span('throttle'), [0, 1])
  assert.deepEqual(span('gear'), [1, 6])
  const [least = 0, most = 0] = span('accel_lat_g')
  assert.ok(least < -1.5 && least > -3 && most > 1.5 && most < 3, 'g, although the file says m/s²')
  const [left = 0, right = 0] = span('steer')
  assert.ok(left > -0.5 && right < 0.5 && right - left > 0.3)
  assert.deepEqual(span('spline'), [0, 1])
  const [x = [], z = []] = [columns.get('car_position_m_x'), columns.get('car_position_m_z')]
  assert.ok(Math.hypot((x[0] ?? 0) - (x.at(-1) ?? 0), (z[0] ?? 0) - (z.at(-1) ?? 0)) < 3, 'the way is closed')
})

test('a log of ACC from Kyalami has an out-lap and no flying lap', { skip: kyalami.skip }, () => {
  const imported = sound(read(kyalami.path))
  assert.deepEqual(flying(imported), [])
  assert.deepEqual(
    imported.laps.map(({ kind }) => kind),
    ['out'],
  )
  checkMessages(imported)
})

test('an export of i2 from Monza has three flying laps after the out-lap', { skip: monza.skip }, () => {
  const imported = sound(read(monza.path))
  assert.deepEqual(
    imported.laps.map(({ kind }) => kind),
    ['out', 'flying', 'flying', 'flying'],
  )
  const times = flying(imported).map(({ lap_time_ms }) => lap_time_ms)
  for (const [index, seconds] of [111.3, 111.15, 110.7].entries()) near(times[index], seconds)
  assert.equal(imported.sessions[0]?.track, 'monza')
  assert.ok(codes(imported).includes('track-from-name'))
  checkMessages(imported)
})

test('beacons without their log are laps without samples', { skip: imola.skip }, () => {
  const folder = dirname(imola.path)
  const valid = sound(read(join(folder, 'Valid.ldx')))
  assert.equal(valid.laps.length, 16)
  assert.equal(valid.samples, 0)
  const bogus = valid.laps.filter(lap => lap.valid === false)
  assert.deepEqual(
    bogus.map(({ lap_time_ms }) => lap_time_ms),
    [36_600],
  )
  const laguna = sound(read(join(folder, 'Laguna_Seca-porsche_991ii_gt3_r-18-2022.09.19-22.42.59.ldx')))
  assert.deepEqual([laguna.laps.length, laguna.laps[0]?.track], [18, 'laguna_seca'])
  assert.equal(Math.min(...flying(laguna).map(({ lap_time_ms = 0 }) => lap_time_ms)), 82_690)
  assert.ok(codes(laguna).includes('beacon-missing'))
  assert.deepEqual(sound(read(join(folder, 'no-laps.ldx'))).laps, [])
  const invalid = read(join(folder, 'Invalid.ldx'))
  assert.deepEqual([invalid.ok, codes(invalid)], [false, ['bad-text']])
  for (const imported of [valid, laguna]) checkMessages(imported)
})

test('results of a session give every lap, and best laps and lap counts of the leaderboard', {
  skip: race.skip,
}, () => {
  const folder = dirname(race.path)
  for (const name of readdirSync(folder)) {
    const imported = sound(read(join(folder, name)))
    const results = readAccResults(readFileSync(join(folder, name)))
    assert.deepEqual(imported.notices, [], name)
    assert.equal(imported.laps.length, results.laps.length)
    for (const { carId, lapCount, bestLapMs } of results.cars) {
      const laps = imported.laps.filter(({ lap_id }) => lap_id.split('-').at(-2) === String(carId))
      assert.equal(laps.length, lapCount)
      const valid = laps.flatMap(lap => (lap.valid === true ? (lap.lap_time_ms ?? []) : []))
      assert.equal(valid.length === 0 ? undefined : Math.min(...valid), bestLapMs)
    }
    checkMessages(imported)
  }
})

test('importing twice gives the same, and the same results in another encoding have the same ids', {
  skip: race.skip,
}, () => {
  const twin = join(dirname(race.path), '260616_224355_R.utf16le-nobom.json')
  const [one, two, other] = [read(race.path), read(race.path), read(twin)]
  assert.deepEqual(importReport('x', one), importReport('x', two))
  assert.deepEqual(importReport('x', other), importReport('x', one))
  if (existsSync(imola.path)) {
    const [first, second] = [
      sound(read(imola.path)),
      sound(read(join(dirname(imola.path), '.', basename(imola.path)))),
    ]
    assert.deepEqual(importReport('x', first), importReport('x', second))
    assert.deepEqual([...first.messages()], [...second.messages()])
  }
})

const { channels, out_s } = drive(2)
const ld = writeLd({
  startedAt: Date.UTC(2026, 10, 24, 1),
  driver: 'Ayla',
  vehicle: 'bmw_m4_gt3',
  venue: 'unheard of',
  channels: channels.map(channel => ({ ...channel, rate_hz: 50 })),
})
const beacons_us = [0, 1, 2].map(lap => Math.round((out_s + lap * circuit.lap_s) * 1e6))
const ldx = bytesOf(ldxText({ beacons_us, details: new Map() }))

test('the beacons beside a log are found by its name, and broken ones cost no more than themselves', () => {
  const log = { name: '/logs/Test.ld', bytes: ld, modified_at }
  const withBeacons = sound(importFile({ ...log, sidecars: [{ name: '/logs/test.LDX', bytes: ldx }] }))
  assert.deepEqual(
    withBeacons.laps.map(({ kind, time_source }) => [kind, time_source]),
    [
      ['out', 'beacon'],
      ['flying', 'beacon'],
      ['flying', 'beacon'],
    ],
  )
  assert.equal(withBeacons.laps[1]?.lap_time_ms, Math.round(circuit.lap_s * 1000))
  assert.equal(withBeacons.laps[1]?.driver, 'Ayla')
  checkMessages(withBeacons)
  const others = importFile({ ...log, sidecars: [{ name: '/logs/other.ldx', bytes: ldx }] })
  assert.equal(sound(others).laps[1]?.time_source, 'closed way')
  const broken = importFile({ ...log, sidecars: [{ name: '/logs/Test.ldx', bytes: ldx.subarray(0, 200) }] })
  assert.ok(codes(broken).includes('beacons-unreadable'))
  assert.equal(sound(broken).laps.length, 3)
})

test('beacons beside their log are not imported a second time', () => {
  const beside = [{ name: 'Test.ld', bytes: ld }]
  const imported = sound(importFile({ name: 'Test.ldx', bytes: ldx, modified_at, sidecars: beside }))
  assert.deepEqual([imported.laps, codes(imported)], [[], ['beside-log']])
})

test('a file that is none of these says what it is taken for', () => {
  const cases: Readonly<Record<string, readonly [name: string, bytes: Uint8Array, code: string]>> = {
    nothing: ['a.bin', new Uint8Array(), 'unknown-format'],
    noise: ['a.bin', new Uint8Array([1, 2, 3, 4]), 'unknown-format'],
    'other JSON': ['a.json', bytesOf('{"a":1}'), 'not-this-format'],
    'broken JSON': ['a.json', bytesOf('{"a":'), 'bad-text'],
    'other table': ['a.csv', bytesOf('a,b\n1,2\n'), 'not-this-format'],
    recording: ['a.mcap', new Uint8Array([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]), 'is-recording'],
    'no log': ['a.ld', bytesOf('hello'), 'not-this-format'],
  }
  for (const [what, [name, bytes, code]] of Object.entries(cases)) {
    const imported = importFile({ name, bytes, modified_at })
    assert.deepEqual([imported.ok, codes(imported)], [false, [code]], what)
    assert.deepEqual(importReport(name, imported).laps, [])
  }
  assert.equal(formatOf(bytesOf('"Time","A"\n'), basename('x.txt')), 'motec-csv')
})

test('a stub without channels is read, and says that it is empty', () => {
  const stub = importFile({ name: 'stub.ld', bytes: ld.subarray(0, 1000), modified_at })
  assert.deepEqual(sound(stub).laps, [])
  assert.ok(codes(stub).includes('no-channels'))
})

test('a damaged file is imported or refused with a notice, and never throws', () => {
  const random = seeded(23)
  const results = bytesOf(
    JSON.stringify({
      trackName: 'spa',
      sessionType: 'Q',
      sessionResult: {
        leaderBoardLines: [
          { car: { carId: 1, carModel: 30, drivers: [] }, timing: { lapCount: 1, bestLap: 139_000 } },
        ],
      },
      laps: [{ carId: 1, driverIndex: 0, laptime: 139_000, splits: [1], isValidForBest: true }],
    }),
  )
  const small = writeLd({
    startedAt: 0,
    channels: drive(0).channels.map(channel => ({ ...channel, rate_hz: 50, values: channel.values })),
  })
  const table = bytesOf(
    '"Time","SPEED","ROTY","TIME"\n"s","km/h","deg/s","s"\n"0","100","1","11"\n"0.05","100","1","0"\n',
  )
  const files = { 'a.json': results, 'a.ldx': ldx, 'a.csv': table, 'a.ld': small }
  let refused = 0
  for (let run = 0; run < 1200; run++) {
    const [name, bytes] = Object.entries(files)[run % 4] ?? ['', new Uint8Array()]
    const hurt = name === 'a.ld' && run % 8 === 3 ? headHurt(bytes, random) : damaged(bytes, random)
    try {
      const imported = importFile({ name, bytes: hurt, modified_at })
      if (!imported.ok) refused++
      else for (const message of imported.messages()) if (message.type === 'lap') lapMessage.parse(message)
    } catch (fault) {
      assert.fail(`${name}: ${fault instanceof WireFault ? fault.message : String(fault)}`)
    }
  }
  assert.ok(refused > 200, `${refused} refused`)
})

/** Damage where a log has its structure: most of it is samples. */
function headHurt(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = bytes.slice()
  const list = damaged(copy.subarray(11_336, 11_336 + 5 * 124), random)
  copy.set(list.subarray(0, copy.length - 11_336), 11_336)
  return copy
}
