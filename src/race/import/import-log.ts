// A log as a session with its laps and samples.
import { carOf } from '../../model/cars.ts'
import { lapIdOf } from '../../model/identity.ts'
import type { LapMessage, SessionMessage } from '../../model/messages.ts'
import { type UnixMillis, unixMillis } from '../../units/quantity.ts'
import { WireFault } from '../../wire/fault.ts'
import { readLogName, trackNamed } from './file-name.ts'
import { frameCount, lapFrames, lapRows, sampleCount } from './frames.ts'
import {
  type Imported,
  type ImportedMessage,
  type ImportOptions,
  type ImportPlace,
  type ImportSource,
  placeOf,
} from './imported.ts'
import { lapFigures } from './lap-figures.ts'
import { lapsOn } from './laps-on-track.ts'
import { type Columns, readColumns } from './log.ts'
import { aboutChannels, aboutLaps } from './log-notices.ts'
import type { LoggedLap } from './logged-laps.ts'
import type { LogFile } from './motec-files.ts'
import { type Path, reckonPath } from './path.ts'

const unknown = 'unknown'
/** The car of a log, among the cars of its session: there is one. */
const onlyCar = 0
/** More numbers than this in one log are nobody's drive. */
const mostValues = 2e9

type Log = {
  readonly file: LogFile
  readonly columns: Columns
  readonly path: Path | undefined
  readonly laps: readonly LoggedLap[]
}

/** Makes messages of a log. Throws WireFault `too-large` for one with more numbers than anybody drives. */
export function importLog(file: LogFile, source: ImportSource, options: ImportOptions): Imported {
  const name = readLogName(source.name)
  const car = carNamed(options.car ?? name?.car ?? file.vehicle)
  const read = readColumns(file.channels, carOf(car)?.lock_deg)
  requireModest(read.columns, source.name)
  const path = reckonPath(read.columns)
  const told = options.track ?? name?.track ?? file.venue
  const { track, laps, notices } = lapsOn(
    told === undefined ? undefined : trackNamed(told),
    file,
    path,
    source.name,
  )
  const startedAt = file.startedAt ?? name?.at
  const start = startedAt ?? unixMillis(Math.max(0, source.modified_at - file.duration_s * 1000))
  const place = placeOf(options, 'motec', source.bytes)
  const facts = {
    ...place,
    origin: 'import' as const,
    driver: (options.driver ?? file.driver ?? unknown).slice(0, 100),
    car,
    car_class: carOf(car)?.car_class ?? unknown,
    track: track ?? unknown,
  }
  const session: SessionMessage = {
    v: 1,
    type: 'session',
    ...facts,
    game: file.byAcc || name !== undefined ? 'acc' : unknown,
    started_at: instant(start, 0),
    ended_at: instant(start, file.duration_s),
    session_type: (file.session ?? unknown).toLowerCase().slice(0, 32),
  }
  const log = { file, columns: read.columns, path, laps }
  const records = lapRecords(log, facts, start)
  return {
    ok: true,
    format: file.format,
    sessions: [session],
    laps: records,
    samples: records.reduce((total, lap) => total + lap.samples, 0),
    messages: () => messagesOf(log, session, records, place),
    notices: [
      ...file.notices,
      ...aboutChannels(file, read),
      ...notices,
      ...aboutLaps(laps, path),
      ...(track === undefined ? [{ code: 'track-unknown' as const, message: 'the file names none' }] : []),
      ...(carOf(car) === undefined
        ? [
            {
              code: 'car-unknown' as const,
              message: car === unknown ? 'the file names none' : `${car} is not in the table of cars`,
            },
          ]
        : []),
      ...(startedAt === undefined
        ? [{ code: 'undated' as const, message: 'it is dated by when the file was last written' }]
        : []),
    ],
  }
}

const carNamed = (written: string | undefined): string => {
  const id = written?.trim().slice(0, 64) ?? ''
  return id === '' ? unknown : carOf(id) === undefined ? id : id.toLowerCase()
}

const instant = (start: UnixMillis, after_s: number): string =>
  new Date(start + Math.round(after_s * 1000)).toISOString()

/** Every row of a lap has a value of every column, measured or between two that are: that has to stay within bounds. */
function requireModest(columns: Columns, where: string): void {
  const clocks = new Set([...columns.values()].map(({ time_s }) => time_s))
  const rows = [...clocks].reduce((total, clock) => total + clock.length, 0)
  if (rows * columns.size <= mostValues) return
  throw new WireFault('too-large', where, `at most ${mostValues} values`, `${rows} rows of ${columns.size}`)
}

function lapRecords(
  { columns, path, laps, file }: Log,
  facts: Omit<SessionMessage, 'v' | 'type' | 'game' | 'started_at' | 'ended_at' | 'session_type'>,
  start: UnixMillis,
): readonly LapMessage[] {
  let nextSeq = 0
  return laps.map(lap => {
    const { lap_number, kind, lap_time_ms, valid, invalid_reason, time_source, from_s } = lap
    const rows = lapRows(columns, path, lap)
    const first_seq = nextSeq
    nextSeq += frameCount(rows)
    return {
      v: 1,
      type: 'lap',
      first_seq,
      last_seq: nextSeq - 1,
      lap_id: lapIdOf(facts.session_id, onlyCar, lap_number),
      ...facts,
      lap_number,
      kind,
      valid,
      ...(invalid_reason === undefined ? {} : { invalid_reason }),
      ...(lap_time_ms === undefined ? {} : { lap_time_ms }),
      sector_times_ms: [],
      started_at: instant(start, from_s),
      ...(time_source === undefined ? {} : { time_source }),
      samples: sampleCount(rows),
      ...lapFigures(file.channels, columns, lap),
    }
  })
}

function* messagesOf(
  { columns, path, laps }: Log,
  session: SessionMessage,
  records: readonly LapMessage[],
  place: ImportPlace,
): Generator<ImportedMessage, void> {
  yield session
  for (const [index, record] of records.entries()) {
    const lap = laps[index]
    if (lap === undefined) continue
    const header = { ...place, lap_id: record.lap_id, lap_number: record.lap_number }
    yield* lapFrames(header, lapRows(columns, path, lap), record.first_seq)
    yield record
  }
}
