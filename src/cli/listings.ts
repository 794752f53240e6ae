// `pitwall laps` and `sessions`: what the lap store knows, as tables for people or JSON for programs.
import { Command, Option } from 'commander'
import type { LapFilter } from '../laps/store.ts'
import type { RuledLap } from '../model/ruling.ts'
import { formatLapTime } from '../units/lap-time.ts'
import { millis } from '../units/quantity.ts'
import { withStore } from './lap-store.ts'
import { dataOption, jsonOption, lapsOption, whole } from './options.ts'
import { print, printJson, printTable, say } from './output.ts'
import { ruleCommand, rulingsCommand } from './rulings.ts'

export type ListingFlags = {
  readonly data: string
  readonly laps?: string
  readonly json?: true
  readonly valid?: true
  readonly field?: true
  /** `--no-traffic` */
  readonly traffic: boolean
} & Pick<LapFilter, 'track' | 'driver' | 'car' | 'limit'>

export const lapsCommand = (): Command =>
  listing('laps', 'list the laps, newest first')
    .option('--valid', 'valid laps only')
    .option('--no-traffic', 'laps without another car less than a second away; not those that do not say')
    .option('--field', 'also the laps of the cars around: their times are as broadcast, without samples')
    .action((flags: ListingFlags) =>
      withStore(flags, async store => {
        const asked = {
          ...filterOf(flags),
          ...(flags.valid && { valid: true }),
          ...(!flags.traffic && { traffic: false }),
        }
        const laps = await store.laps(flags.field ? asked : { ...asked, of: 'rigs' })
        const hidden = flags.field ? 0 : await store.countLaps({ ...asked, of: 'field' })
        const hint = () => (hidden > 0 ? say(hiddenWords(hidden)) : undefined)
        if (flags.json || laps.length === 0) {
          if (flags.json) printJson(laps)
          else print('no laps yet')
          return hint()
        }
        printTable(
          ['started', 'driver', 'car', 'track', 'lap', 'kind', 'valid', 'time', 'sectors', 'lap id'],
          laps.map(lap => [
            lap.started_at.slice(0, 19).replace('T', ' '),
            lap.driver,
            lap.car,
            lap.track,
            lap.lap_number,
            lap.kind,
            validity(lap),
            time(lap.lap_time_ms),
            lap.sector_times_ms.map(sector => time(sector)).join(' '),
            lap.lap_id,
          ]),
        )
        hint()
      }),
    )
    .addCommand(ruleCommand())
    .addCommand(rulingsCommand())

const hiddenWords = (hidden: number): string =>
  `${hidden} ${hidden === 1 ? 'lap' : 'laps'} of the field not listed: times as broadcast, no samples; --field lists them too`

export const sessionsCommand = (): Command =>
  listing('sessions', 'list the sessions, newest first').action((flags: ListingFlags) =>
    withStore(flags, async store => {
      const sessions = await store.sessions(filterOf(flags))
      if (flags.json) return printJson(sessions)
      if (sessions.length === 0) return print('no sessions yet')
      printTable(
        ['started', 'driver', 'car', 'track', 'type', 'laps', 'field', 'best', 'session id'],
        sessions.map(session => [
          session.started_at.slice(0, 19).replace('T', ' '),
          session.driver,
          session.car,
          session.track,
          session.session_type,
          session.laps,
          session.field_laps,
          time(session.best_lap_ms),
          session.session_id,
        ]),
      )
    }),
  )

export function listing(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(dataOption())
    .addOption(lapsOption())
    .addOption(jsonOption())
    .option('--track <name>', 'of one track')
    .option('--driver <name>', 'of one driver')
    .option('--car <name>', 'of one car')
    .addOption(new Option('--limit <number>', 'no more than so many').argParser(whole(1, 1_000_000)))
}

export function filterOf({ track, driver, car, limit }: ListingFlags): LapFilter {
  return {
    ...(track !== undefined && { track }),
    ...(driver !== undefined && { driver }),
    ...(car !== undefined && { car }),
    ...(limit !== undefined && { limit }),
  }
}

const time = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : formatLapTime(millis(ms))

function validity({ valid, invalid_reason, ruling }: RuledLap): string | undefined {
  if (valid === null) return undefined
  if (valid && ruling?.verdict === 'valid') return `yes: ruled by ${ruling.by}`
  return valid ? 'yes' : `no: ${invalid_reason ?? 'not said why'}`
}
