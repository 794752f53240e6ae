// The results of a session as a session with its laps: every driver's, with the server's own times and verdicts.
import { carIdOfModel, carOf } from '../../model/cars.ts'
import { lapIdOf } from '../../model/identity.ts'
import type { LapMessage, SessionMessage } from '../../model/messages.ts'
import { type UnixMillis, unixMillis } from '../../units/quantity.ts'
import {
  type AccResults,
  contradictions,
  type ResultsCar,
  type ResultsDriver,
  type ResultsLap,
  readAccResults,
} from '../../wire/acc/results.ts'
import { readResultsName, trackNamed } from './file-name.ts'
import {
  type Imported,
  type ImportOptions,
  type ImportPlace,
  type ImportSource,
  placeOf,
} from './imported.ts'
import { type ImportNotice, namesOf } from './notice.ts'

const unknown = 'unknown'
/** What stands for the driver or the car of a session in which there were several. */
const various = 'various'
/** What laps name as the source of their times. */
export const serverResults = 'server results'
const invalidReason = 'not valid for best, says the server'

/** Makes messages of a results file. Throws WireFault for bytes that are none. */
export function importResults(source: ImportSource, options: ImportOptions): Imported {
  const results = readAccResults(source.bytes, source.name)
  // The same results in another encoding are the same session.
  const place = placeOf(options, 'results', new TextEncoder().encode(JSON.stringify(results)))
  const dated = datedAt(results.date) ?? readResultsName(source.name)
  const ended = dated ?? source.modified_at
  const told = options.track ?? results.track
  const track = told === undefined ? unknown : trackNamed(told)
  const carOfId = new Map(results.cars.map(car => [car.carId, car]))
  const laps = [...Map.groupBy(results.laps, lap => lap.carId)].flatMap(([carId, driven]) =>
    lapsOfCar(carId, carOfId.get(carId), driven, { place, track, ended }),
  )
  const session: SessionMessage = {
    v: 1,
    type: 'session',
    ...place,
    origin: 'import',
    game: 'acc',
    started_at: [iso(ended), ...laps.map(lap => lap.started_at)].sort()[0] ?? iso(ended),
    ended_at: iso(ended),
    driver: onlyOne(laps.map(lap => lap.driver)),
    car: onlyOne(laps.map(lap => lap.car)),
    car_class: onlyOne(laps.map(lap => lap.car_class)),
    track,
    session_type: results.sessionType,
    ...(results.serverName !== undefined && { online: true }),
  }
  return {
    ok: true,
    format: 'acc-results',
    sessions: [session],
    laps,
    samples: 0,
    messages: () => [session, ...laps],
    notices: noticesOf(results, track, dated !== undefined),
  }
}

const iso = (instant: number): string => new Date(Math.max(0, instant)).toISOString()

function datedAt(date: string | undefined): UnixMillis | undefined {
  const instant = Date.parse(date ?? '')
  return Number.isFinite(instant) ? unixMillis(instant) : undefined
}

function onlyOne(values: readonly string[]): string {
  const distinct = new Set(values)
  return distinct.size > 1 ? various : (values[0] ?? unknown)
}

type Session = {
  readonly place: ImportPlace
  readonly track: string
  readonly ended: UnixMillis
}

/**
 * The laps of one car, numbered from 1. The file does not say when a lap was driven, but it was written after the last
 * one: a lap is dated as late as the laps after it allow.
 */
function lapsOfCar(
  carId: number,
  line: ResultsCar | undefined,
  driven: readonly ResultsLap[],
  { place, track, ended }: Session,
): readonly LapMessage[] {
  const car = (line === undefined ? undefined : carIdOfModel(line.carModel)) ?? modelOf(line)
  const car_class = carOf(car)?.car_class ?? line?.carGroup?.slice(0, 32) ?? unknown
  let left_ms = driven.reduce((total, lap) => total + timeOf(lap), 0)
  return driven.map((lap, index) => {
    const started_at = iso(ended - left_ms)
    left_ms -= timeOf(lap)
    const lap_time_ms = timeOf(lap)
    const lap_number = index + 1
    return {
      v: 1,
      type: 'lap',
      first_seq: 0,
      last_seq: -1,
      lap_id: lapIdOf(place.session_id, carId, lap_number),
      ...place,
      origin: 'import',
      driver: nameOf(line?.drivers[lap.driverIndex]),
      car,
      car_class,
      track,
      lap_number,
      kind: lap_time_ms > 0 ? 'flying' : 'incomplete',
      valid: lap.isValidForBest,
      ...(!lap.isValidForBest && { invalid_reason: invalidReason }),
      ...(lap_time_ms > 0 && { lap_time_ms, time_source: serverResults }),
      sector_times_ms: [...sectorsOf(lap)],
      started_at,
      samples: 0,
      quality: { rate_hz: 0, gaps: 0, duplicates: 0, torn: 0 },
    }
  })
}

/** A day: no lap is longer, and a sum of them stays a date. */
const longest_ms = 86_400_000

const timeOf = ({ lapTimeMs = 0 }: ResultsLap): number =>
  lapTimeMs > 0 && lapTimeMs <= longest_ms ? lapTimeMs : 0

const modelOf = (line: ResultsCar | undefined): string =>
  line === undefined ? unknown : `model ${line.carModel}`

/** All sectors or none: a sector alone says nothing. */
function sectorsOf({ splitsMs }: ResultsLap): readonly number[] {
  const known = splitsMs.flatMap(split => (split !== undefined && split >= 0 ? [split] : []))
  return known.length === splitsMs.length ? known : []
}

function nameOf(driver: ResultsDriver | undefined): string {
  const { firstName = '', lastName = '', shortName, playerId } = driver ?? {}
  return (`${firstName} ${lastName}`.trim() || shortName || playerId || unknown).slice(0, 100)
}

function noticesOf(results: AccResults, track: string, isDated: boolean): readonly ImportNotice[] {
  const notices: ImportNotice[] = []
  const doubts = contradictions(results)
  if (doubts.length > 0) notices.push({ code: 'leaderboard-differs', message: namesOf(doubts) })
  const penalties = results.penalties.map(
    ({ carId, reason = 'unknown reason', penalty = 'none', ...rest }) => {
      const lap = rest.violationInLap === undefined ? '' : ` in lap ${rest.violationInLap}`
      return `car ${carId}: ${reason}${lap}, ${penalty}${rest.isPostRace ? ' after the race' : ''}`
    },
  )
  if (penalties.length > 0) notices.push({ code: 'penalties', message: namesOf(penalties) })
  if (track === unknown) notices.push({ code: 'track-unknown', message: 'the file names none' })
  if (!isDated) notices.push({ code: 'undated', message: 'it is dated by when the file was last written' })
  return notices
}
