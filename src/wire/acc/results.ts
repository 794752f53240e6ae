// Results of a session as ACC's dedicated server and the game itself write them: JSON, in UTF-16 or saved again in UTF-8.
// Source: server handbook 1.10.2 and the results of one league evening.
import { WireFault } from '../fault.ts'
import {
  boolean,
  elements,
  integer,
  isAbsent,
  type Json,
  member,
  number,
  parseJson,
  string,
} from '../json.ts'
import { sniffText } from '../text.ts'
import { cupCategories } from './broadcast/enumerations.ts'
import { noTime } from './enumerations.ts'
import { nationalities } from './nationalities.ts'

export type AccResults = {
  readonly sessionType: (typeof sessionTypes)[keyof typeof sessionTypes] | 'unknown'
  /** Absent in what the game itself writes for a single player. */
  readonly track?: string
  readonly serverName?: string
  /** When the file was written, where a server manager added it: ISO 8601. */
  readonly date?: string
  readonly isWet?: boolean
  /** In the order of the file's leaderboard. */
  readonly cars: readonly ResultsCar[]
  /** In the order of completion over all cars. */
  readonly laps: readonly ResultsLap[]
  readonly penalties: readonly ResultsPenalty[]
}

export type ResultsCar = {
  /** Counts from 1000 here; it is not the index of broadcasting. */
  readonly carId: number
  readonly carModel: number
  readonly carGroup?: string
  readonly raceNumber?: number
  readonly teamName?: string
  readonly cupCategory?: string
  readonly nationality?: string
  readonly drivers: readonly ResultsDriver[]
  readonly currentDriverIndex?: number
  /** Only races have mandatory stops. */
  readonly missingMandatoryPitstops?: number
  readonly driverTotalTimesMs: readonly number[]
  readonly lapCount: number
  readonly bestLapMs?: number
  /** The best of each sector over the valid laps: not the sectors of the best lap. */
  readonly bestSplitsMs: readonly (number | undefined)[]
  readonly lastLapMs?: number
  readonly totalTimeMs?: number
}

export type ResultsDriver = {
  readonly firstName?: string
  readonly lastName?: string
  readonly shortName?: string
  /** "S" and a Steam id. */
  readonly playerId?: string
}

export type ResultsLap = {
  readonly carId: number
  readonly driverIndex: number
  readonly lapTimeMs?: number
  /** May add up to 1 ms less or more than the lap: each value is cut off on its own. */
  readonly splitsMs: readonly (number | undefined)[]
  readonly isValidForBest: boolean
}

export type ResultsPenalty = {
  readonly carId: number
  readonly driverIndex?: number
  readonly reason?: string
  readonly penalty?: string
  readonly value?: number
  readonly violationInLap?: number
  readonly clearedInLap?: number
  readonly isPostRace: boolean
}

const sessionTypes = { F: 'practice', P: 'practice', Q: 'qualifying', R: 'race' } as const
const most = { bytes: 64 * 2 ** 20, cars: 1000, drivers: 100, laps: 500_000, splits: 16, penalties: 100_000 }

/**
 * Reads a results file in whatever encoding it was saved. Sentinels are absent. Throws WireFault `bad-text` for what is
 * no JSON or lacks a member, `not-this-format` for JSON that is no result of ACC, `too-large` above 64 MB.
 */
export function readAccResults(bytes: Uint8Array, where = 'results'): AccResults {
  const file = parseJson(sniffText(bytes, where, most.bytes).text, where)
  const result = member(file, 'sessionResult')
  if (isAbsent(result) || isAbsent(member(file, 'laps'))) {
    const found = Object.keys(Object(file.value)).slice(0, 8).join(', ').slice(0, 120)
    throw new WireFault('not-this-format', where, 'the members sessionResult and laps', found || 'none')
  }
  return {
    sessionType: sessionTypeOf(string(member(file, 'sessionType'), 20)),
    ...texts(file, { track: 'trackName', serverName: 'serverName', date: 'Date' }),
    ...(isAbsent(member(result, 'isWetSession')) ? {} : { isWet: boolean(member(result, 'isWetSession')) }),
    cars: elements(member(result, 'leaderBoardLines'), most.cars).map(readCar),
    laps: elements(member(file, 'laps'), most.laps).map(readLap),
    penalties: [
      ...elements(member(file, 'penalties'), most.penalties).map(penalty => readPenalty(penalty, false)),
      ...elements(member(file, 'post_race_penalties'), most.penalties).map(penalty =>
        readPenalty(penalty, true),
      ),
    ],
  }
}

function sessionTypeOf(written: string | undefined): AccResults['sessionType'] {
  const letter = written?.charAt(0).toUpperCase()
  return letter === 'F' || letter === 'P' || letter === 'Q' || letter === 'R'
    ? sessionTypes[letter]
    : 'unknown'
}

function timeOf(json: Json): number | undefined {
  const time = integer(json)
  return time === noTime ? undefined : time
}

/** The texts that are there, under names of ours. */
function texts<Name extends string>(
  json: Json,
  names: Readonly<Record<Name, string>>,
): { readonly [N in Name]?: string } {
  const read: { [N in Name]?: string } = {}
  for (const name in names) {
    const value = string(member(json, names[name]), 200)
    if (value !== undefined) read[name] = value
  }
  return read
}

/** The whole numbers that are there and are no sentinel, under names of ours. */
function numbers<Name extends string>(
  json: Json,
  names: Readonly<Record<Name, string>>,
  none: readonly number[] = [],
): { readonly [N in Name]?: number } {
  const read: { [N in Name]?: number } = {}
  for (const name in names) {
    const entry = member(json, names[name])
    if (isAbsent(entry)) continue
    const value = integer(entry)
    if (!none.includes(value)) read[name] = value
  }
  return read
}

function readCar(line: Json): ResultsCar {
  const car = member(line, 'car')
  const timing = member(line, 'timing')
  return {
    carId: integer(member(car, 'carId')),
    carModel: integer(member(car, 'carModel')),
    ...texts(car, { carGroup: 'carGroup', teamName: 'teamName' }),
    ...numbers(car, { raceNumber: 'raceNumber' }),
    ...named('cupCategory', cupCategories, member(car, 'cupCategory')),
    ...named('nationality', nationalities, member(car, 'nationality')),
    drivers: elements(member(car, 'drivers'), most.drivers).map(readDriver),
    ...numbers(line, { currentDriverIndex: 'currentDriverIndex' }),
    ...numbers(line, { missingMandatoryPitstops: 'missingMandatoryPitstop' }, [-1]),
    driverTotalTimesMs: elements(member(line, 'driverTotalTimes'), most.drivers).map(number),
    lapCount: integer(member(timing, 'lapCount')),
    ...numbers(timing, { bestLapMs: 'bestLap', lastLapMs: 'lastLap', totalTimeMs: 'totalTime' }, [noTime]),
    bestSplitsMs: elements(member(timing, 'bestSplits'), most.splits).map(timeOf),
  }
}

function named<Name extends string>(
  name: Name,
  table: Readonly<Record<number, string>>,
  json: Json,
): { readonly [N in Name]?: string } {
  const read: { [N in Name]?: string } = {}
  const value = isAbsent(json) ? undefined : table[integer(json)]
  if (value !== undefined) read[name] = value
  return read
}

const readDriver = (driver: Json): ResultsDriver =>
  texts(driver, {
    firstName: 'firstName',
    lastName: 'lastName',
    shortName: 'shortName',
    playerId: 'playerId',
  })

function readLap(lap: Json): ResultsLap {
  return {
    carId: integer(member(lap, 'carId')),
    driverIndex: integer(member(lap, 'driverIndex')),
    ...numbers(lap, { lapTimeMs: 'laptime' }, [noTime]),
    splitsMs: elements(member(lap, 'splits'), most.splits).map(timeOf),
    isValidForBest: boolean(member(lap, 'isValidForBest')),
  }
}

function readPenalty(penalty: Json, isPostRace: boolean): ResultsPenalty {
  return {
    carId: integer(member(penalty, 'carId')),
    ...numbers(penalty, {
      driverIndex: 'driverIndex',
      value: 'penaltyValue',
      violationInLap: 'violationInLap',
      clearedInLap: 'clearedInLap',
    }),
    ...texts(penalty, { reason: 'reason', penalty: 'penalty' }),
    isPostRace,
  }
}

/** Where the laps of a file and its own leaderboard contradict each other; empty for a sound file. */
export function contradictions(results: AccResults): readonly string[] {
  const lapsOf = Map.groupBy(results.laps, lap => lap.carId)
  const found: string[] = []
  for (const { carId, lapCount, bestLapMs } of results.cars) {
    const laps = lapsOf.get(carId) ?? []
    if (laps.length !== lapCount) {
      found.push(`car ${carId} has ${laps.length} laps, but ${lapCount} on the leaderboard`)
    }
    const times = laps.flatMap(lap => (lap.isValidForBest ? [lap.lapTimeMs ?? []].flat() : []))
    const best = times.length === 0 ? undefined : times.reduce((least, time) => Math.min(least, time))
    if (best !== bestLapMs) {
      const say = (time: number | undefined) => (time === undefined ? 'none' : `${time} ms`)
      found.push(
        `the best valid lap of car ${carId} is ${say(best)}, but ${say(bestLapMs)} on the leaderboard`,
      )
    }
  }
  return found
}
