// `pitwall events`: spans of time that have boards of their own.
import { Command, InvalidArgumentError } from 'commander'
import { eventDraft } from '../hub/routes/steward.ts'
import { type BoardTeam, boardEvent, boardTeam } from '../model/board-event.ts'
import { trackId } from '../model/track.ts'
import { type LapPlace, withStore } from './lap-store.ts'
import { dataOption, jsonOption, lapsOption } from './options.ts'
import { CommandFault, exits, print, printJson, printTable } from './output.ts'
import { withSteward } from './steward.ts'

type Flags = LapPlace & { readonly json?: true }
type AddFlags = Flags & {
  readonly name?: string
  readonly from: string
  readonly to: string
  readonly site?: string
  readonly track?: string
  readonly team: readonly BoardTeam[]
}

export function eventsCommand(): Command {
  return new Command('events')
    .description('list, declare and remove events: spans of time that have boards of their own')
    .addOption(dataOption())
    .addOption(lapsOption())
    .addOption(jsonOption())
    .action(list)
    .addCommand(addCommand())
    .addCommand(removeCommand())
}

const list = (flags: Flags): Promise<void> =>
  withStore(flags, async store => {
    const events = await store.events()
    if (flags.json) return printJson(events)
    if (events.length === 0) return print('no events yet; declare one with "pitwall events add"')
    printTable(
      ['event', 'name', 'from', 'to', 'site', 'track', 'teams'],
      events.map(({ event, name, from, to, site, track, teams }) => [
        ...[event, name, from, to, site, track],
        teams?.map(({ team }) => team).join(', '),
      ]),
    )
  })

const addCommand = (): Command =>
  new Command('add')
    .description('declare an event, or declare it anew; laps that began in it are on its boards')
    .argument('<event>', 'its id, which stands in the names of its boards: spring-cup')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--name <name>', 'what it is called (default: its id)')
    .requiredOption('--from <instant>', 'first instant: 2026-03-01 (UTC) or 2026-03-01T18:00:00+01:00')
    .requiredOption('--to <instant>', 'the instant behind its last')
    .option('--site <site>', 'of one site only')
    .option('--track <name>', 'on one track only')
    .option(
      '--team <team=drivers>',
      'a team and its drivers: "Blue=A. Demo, B. Demo"; once for each',
      addTeam,
      [],
    )
    .action(async (id: string, flags: AddFlags, command: Command) => {
      const { name = id, site, track } = flags
      const draft = {
        ...{ name, from: instant(flags.from, '--from'), to: instant(flags.to, '--to') },
        ...(site !== undefined && { site }),
        ...(track !== undefined && { track: trackId(track) }),
        ...(flags.team.length > 0 && { teams: flags.team }),
      }
      const read = eventDraft.safeParse(draft)
      const event = boardEvent.safeParse({ event: id, ...draft })
      const [issue] = read.error?.issues ?? event.error?.issues ?? []
      if (!event.success || issue !== undefined)
        throw new CommandFault(`${issue?.path.join('.')}: ${issue?.message}.`, exits.usage)
      const place = command.optsWithGlobals<Flags>()
      const { changed, boards } = await withSteward(place, steward => steward.declareEvent(event.data))
      if (place.json) return printJson({ ...event.data, changed, boards })
      print(
        changed
          ? `${id} is declared; ${boards.length} boards hold laps of it`
          : `${id} was declared like this already`,
      )
    })

const removeCommand = (): Command =>
  new Command('remove')
    .description('remove an event with its boards; its laps stay')
    .argument('<event>')
    .addOption(dataOption())
    .action(async (id: string, _flags: Flags, command: Command) => {
      const { changed } = await withSteward(command.optsWithGlobals<Flags>(), steward =>
        steward.removeEvent(id),
      )
      if (!changed) throw new CommandFault(`There is no event ${id}; "pitwall events" lists them.`)
      print(`${id} is removed`)
    })

/** A date alone is its first instant in UTC. */
function instant(text: string, flag: string): string {
  const at = /^\d{4}-\d\d-\d\d(T.*)?$/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  throw new CommandFault(
    `${flag}: expected an instant as 2026-03-01 or 2026-03-01T18:00:00Z, found "${text}".`,
    exits.usage,
  )
}

/** `Blue=A. Demo, B. Demo`. */
function addTeam(text: string, before: readonly BoardTeam[]): readonly BoardTeam[] {
  const [, team = '', names = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
  const read = boardTeam.safeParse({ team, drivers: names.split(',') })
  if (read.success) return [...before, read.data]
  throw new InvalidArgumentError(
    `expected a team and its drivers as "Blue=A. Demo, B. Demo", found "${text}".`,
  )
}
