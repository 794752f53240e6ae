import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { recording } from '../../../test/conformance/recorded-data.ts'
import { WireFault } from '../fault.ts'
import { damaged, seeded } from '../testing/mutations.ts'
import { encodeUtf16 } from '../text.ts'
import { contradictions, readAccResults } from './results.ts'

const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

const small = {
  sessionType: 'R',
  trackName: 'spa',
  sessionResult: {
    isWetSession: 1,
    leaderBoardLines: [
      {
        car: {
          carId: 1001,
          carModel: 30,
          carGroup: 'GT3',
          cupCategory: 3,
          nationality: 2,
          raceNumber: 7,
          teamName: '',
          drivers: [{ firstName: 'Ayla', lastName: 'Ağça', shortName: 'AGC', playerId: 'S1' }],
        },
        currentDriverIndex: 0,
        missingMandatoryPitstop: 0,
        driverTotalTimes: [280000.5],
        timing: {
          bestLap: 139_000,
          bestSplits: [40_000, 2_147_483_647],
          lapCount: 2,
          lastLap: 139_000,
          lastSplitId: 0,
          totalTime: 280_000,
        },
      },
    ],
  },
  laps: [
    { carId: 1001, driverIndex: 0, isValidForBest: false, laptime: 138_000, splits: [] },
    { carId: 1001, driverIndex: 0, isValidForBest: true, laptime: 139_000, splits: [40_000, 50_000, 48_999] },
  ],
  penalties: [
    {
      carId: 1001,
      driverIndex: 0,
      reason: 'Cutting',
      penalty: 'DriveThrough',
      penaltyValue: 3,
      violationInLap: 1,
      clearedInLap: 2,
    },
  ],
  post_race_penalties: [],
}

test('sentinels of the file are absent, and numbers have their names', () => {
  const [car] = readAccResults(utf8(small)).cars
  assert.deepEqual(car, {
    carId: 1001,
    carModel: 30,
    carGroup: 'GT3',
    raceNumber: 7,
    cupCategory: 'silver',
    nationality: 'Germany',
    drivers: [{ firstName: 'Ayla', lastName: 'Ağça', shortName: 'AGC', playerId: 'S1' }],
    currentDriverIndex: 0,
    missingMandatoryPitstops: 0,
    driverTotalTimesMs: [280_000.5],
    lapCount: 2,
    bestLapMs: 139_000,
    bestSplitsMs: [40_000, undefined],
    lastLapMs: 139_000,
    totalTimeMs: 280_000,
  })
})

test('a penalty says for what, in which lap, and whether it came after the race', () => {
  assert.deepEqual(readAccResults(utf8(small)).penalties, [
    {
      carId: 1001,
      driverIndex: 0,
      reason: 'Cutting',
      penalty: 'DriveThrough',
      value: 3,
      violationInLap: 1,
      clearedInLap: 2,
      isPostRace: false,
    },
  ])
})

test('a leaderboard that its own laps do not bear out is said car by car', () => {
  assert.deepEqual(contradictions(readAccResults(utf8(small))), [])
  const forged = structuredClone(small)
  const timing = forged.sessionResult.leaderBoardLines[0]?.timing
  if (timing !== undefined) Object.assign(timing, { lapCount: 3, bestLap: 138_000 })
  assert.deepEqual(contradictions(readAccResults(utf8(forged))), [
    'car 1001 has 2 laps, but 3 on the leaderboard',
    'the best valid lap of car 1001 is 139000 ms, but 138000 ms on the leaderboard',
  ])
})

const files = ['260616_210110_FP.json', '260616_213547_Q.json', '260616_224355_R.json']
const recorded = files.map(file => recording(`acc-results/${file}`))
const [practice, qualifying, race] = recorded
const twin = recording('acc-results/260616_224355_R.utf16le-nobom.json')

test('lap counts and best laps of every car agree with the leaderboard of the file', {
  skip: twin.skip,
}, () => {
  const read = recorded.map(({ path }) => readAccResults(readFileSync(path)))
  assert.deepEqual(read.map(contradictions), [[], [], []])
  assert.deepEqual(
    read.map(results => [results.sessionType, results.track, results.cars.length, results.laps.length]),
    [
      ['practice', 'nurburgring', read[0]?.cars.length, 107],
      ['qualifying', 'nurburgring', read[1]?.cars.length, 87],
      ['race', 'nurburgring', read[2]?.cars.length, 572],
    ],
  )
  assert.ok(read.every(results => results.cars.length > 10))
  assert.ok(practice && qualifying && race)
})

test('UTF-16 without a mark, with one, and UTF-8 give the same results', { skip: twin.skip }, () => {
  const text = readFileSync(race?.path ?? '', 'utf8')
  const expected = readAccResults(new TextEncoder().encode(text))
  assert.deepEqual(readAccResults(readFileSync(twin.path)), expected)
  assert.deepEqual(readAccResults(new Uint8Array([0xff, 0xfe, ...encodeUtf16(text)])), expected)
})

test('what is no results file of ACC is refused by what was found', () => {
  assert.throws(() => readAccResults(utf8({ drivers: [], cars: [], laps: [] })), /found drivers, cars, laps/)
  assert.throws(() => readAccResults(utf8({ ...small, laps: [{ carId: 'x' }] })), /results\.laps\[0\]\.carId/)
  assert.throws(() => readAccResults(new Uint8Array()), /expected JSON/)
})

test('a damaged file gives results or a fault, never another error', () => {
  const random = seeded(9)
  const whole = [utf8(small), encodeUtf16(JSON.stringify(small))]
  let refused = 0
  for (let run = 0; run < 4000; run++) {
    try {
      readAccResults(damaged(whole[run % 2] ?? new Uint8Array(), random))
    } catch (fault) {
      assert.ok(fault instanceof WireFault, String(fault))
      refused++
    }
  }
  assert.ok(refused > 1000)
})
