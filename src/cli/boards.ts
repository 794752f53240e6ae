// `pitwall boards`: who is fastest, by season, event, weather and rule; records, and what a driver could do.
import { Command, Option } from 'commander'
import { openShown } from '../laps/shown.ts'
import type { BoardFilter } from '../laps/store.ts'
import type { BoardRow } from '../model/board.ts'
import { amongs, type BoardKey, boardRules, conditions, plainBoards } from '../model/board-name.ts'
import { formatLapTime } from '../units/lap-time.ts'
import { millis } from '../units/quantity.ts'
import { withStore } from './lap-store.ts'
import { filterOf, type ListingFlags, listing } from './listings.ts'
import { dataOption, jsonOption, whole } from './options.ts'
import { CommandFault, print, printJson, printTable } from './output.ts'

type Flags = ListingFlags &
  Partial<Pick<BoardKey, 'among' | 'conditions' | 'rule'>> & {
    readonly board?: string
    readonly season?: number
    readonly event?: string
  }

export const boardsCommand = (): Command =>
  listing('boards', 'list the leaderboards: the best laps ever, unless something else is asked')
    .option('--board <name>', 'one board by its name, as monza/GT3/season-2026')
    .addOption(new Option('--among <who>', 'whose laps meet').choices(amongs))
    .addOption(new Option('--season <year>', 'of one calendar year').argParser(whole(1970, 9999)))
    .option('--event <event>', 'of one event; "pitwall events" lists them')
    .addOption(new Option('--conditions <weather>', 'in which weather').choices(conditions))
    .addOption(new Option('--rule <rule>', 'what of a driver counts').choices(boardRules))
    .action((flags: Flags) =>
      withStore(flags, async store => {
        const boards = await openShown(store).boards(boardFilter(flags))
        if (flags.json) return printJson(boards)
        if (boards.length === 0) return print('no valid flying laps here yet')
        for (const { board, rows } of boards) {
          print(board)
          const scored = rows.some(row => scoreOf(row) !== undefined)
          printTable(
            ['rank', 'driver', ...(scored ? ['score'] : []), 'time', 'achieved', 'lap id'],
            rows.map(row => [
              ...[row.rank, row.driver],
              ...(scored ? [scoreOf(row)] : []),
              ...[time(row.lap_time_ms), row.achieved_at.slice(0, 19).replace('T', ' '), row.lap_id],
            ]),
          )
          print('')
        }
      }),
    )
    .addCommand(recordsCommand())
    .addCommand(theoreticalCommand())

function boardFilter(flags: Flags): BoardFilter {
  const { board, among, season, event, conditions, rule } = flags
  if (board !== undefined) return { ...filterOf(flags), board }
  return {
    ...plainBoards,
    ...filterOf(flags),
    ...(season !== undefined && { period: 'season' as const, label: String(season) }),
    ...(event !== undefined && { period: 'event' as const, label: event }),
    ...(among !== undefined && { among }),
    ...(conditions !== undefined && { conditions }),
    ...(rule !== undefined && { rule }),
  }
}

const recordsCommand = (): Command =>
  new Command('records')
    .description('who holds the record of a board, and who held it before')
    .argument('<board>', 'as monza/GT3')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((board: string, _own: ListingFlags, command: Command) => {
      const flags = command.optsWithGlobals<ListingFlags>()
      return withStore(flags, async store => {
        const records = await openShown(store).records(board)
        if (flags.json) return printJson(records)
        if (records.length === 0)
          throw new CommandFault(`There is no board of best laps ${board}; "pitwall boards" lists them.`)
        printTable(
          ['achieved', 'driver', 'time', 'lap id'],
          records.map(({ achieved_at, driver, lap_time_ms, lap_id }) => [
            ...[achieved_at.slice(0, 19).replace('T', ' '), driver, time(lap_time_ms), lap_id],
          ]),
        )
      })
    })

const theoreticalCommand = (): Command =>
  new Command('theoretical')
    .description("a driver's best own valid sectors, as one lap; of --track, --driver and --car")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((_own: ListingFlags, command: Command) => {
      const flags = command.optsWithGlobals<ListingFlags>()
      const { track, driver, car } = flags
      if (track === undefined || driver === undefined || car === undefined)
        throw new CommandFault('Say whose: --track, --driver and --car.', 2)
      return withStore(flags, async store => {
        const who = { track, driver, car }
        const best = (await store.theoretical(who)) ?? (await store.theoretical({ ...who, field: 'virtual' }))
        if (best === undefined) throw new CommandFault('There is no valid flying lap with sectors of these.')
        if (flags.json) return printJson(best)
        print(
          `${time(best.lap_time_ms)} from ${best.laps} laps, the best of which is ${time(best.best_lap_ms)}`,
        )
        printTable(
          ['sector', 'time', 'lap id'],
          best.sectors.map(({ sector, time_ms, lap_id }) => [sector, time(time_ms), lap_id]),
        )
      })
    })

/** What the rule of the board counts; undefined where that is the time itself. */
function scoreOf({ average_ms, laps, spread_ms, total_ms }: BoardRow): string | number | undefined {
  if (total_ms !== undefined)
    return `${laps === undefined ? '' : `${laps} laps in `}${formatLapTime(millis(total_ms))}`
  if (average_ms !== undefined) return formatLapTime(millis(Math.round(average_ms)))
  if (spread_ms !== undefined) return `± ${(spread_ms / 1000).toFixed(3)} s`
  return laps
}

const time = (ms: number): string => formatLapTime(millis(ms))
