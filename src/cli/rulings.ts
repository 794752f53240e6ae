// `pitwall laps rule` and `laps rulings`: what a steward says of a lap, and what was said.
import { Command } from 'commander'
import { asLapId } from '../model/identity.ts'
import type { Verdict } from '../model/ruling.ts'
import { rulingDraft } from '../model/ruling.ts'
import { type LapPlace, withStore } from './lap-store.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, exits, print, printJson, printTable } from './output.ts'
import { withSteward } from './steward.ts'

type Flags = LapPlace & { readonly json?: true }
type RuleFlags = Flags & {
  readonly by: string
  readonly why: string
  readonly at?: string
} & { readonly [Flag in Verdict]?: true }

export const ruleCommand = (): Command =>
  new Command('rule')
    .description('rule on a lap; the boards follow, and the lap keeps who, why and when')
    .argument('<lap_id>')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--valid', 'it counts, whatever the game said')
    .option('--invalid', 'it does not count')
    .option('--withdrawn', 'it stands as the game said: earlier rulings are taken back')
    .requiredOption('--by <name>', 'who rules')
    .requiredOption('--why <text>', 'why')
    .option('--at <instant>', 'when it was ruled, as 2026-03-01T18:00:00Z (default: now)')
    .action(async (id: string, _own: RuleFlags, command: Command) => {
      const flags = command.optsWithGlobals<RuleFlags>()
      const verdicts = (['valid', 'invalid', 'withdrawn'] as const).filter(verdict => flags[verdict])
      const [verdict] = verdicts
      if (verdict === undefined || verdicts.length > 1)
        throw new CommandFault('Say one of --valid, --invalid and --withdrawn.', exits.usage)
      const { by, why, at } = flags
      const draft = rulingDraft.safeParse({ verdict, by, why, ...(at !== undefined && { at }) })
      if (!draft.success) {
        const [issue] = draft.error.issues
        throw new CommandFault(`--${issue?.path.join('.')}: ${issue?.message}.`, exits.usage)
      }
      const lap = await withSteward(flags, steward => steward.rule(asLapId(id), draft.data))
      if (lap === undefined) throw new CommandFault(`There is no lap ${id}; "pitwall laps" lists them.`)
      if (flags.json) return printJson(lap)
      const { valid, ruling } = lap
      const now = valid === null ? 'as the game said, which is nothing' : valid ? 'valid' : 'invalid'
      print(`lap ${id} is ${now}${ruling === undefined ? '' : `, as ruled by ${ruling.by} at ${ruling.at}`}`)
    })

export const rulingsCommand = (): Command =>
  new Command('rulings')
    .description('list rulings, on one lap or on all, oldest first')
    .argument('[lap_id]')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((id: string | undefined, _own: Flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      return withStore(flags, async store => {
        const rulings = await store.rulings(id === undefined ? undefined : asLapId(id))
        if (flags.json) return printJson(rulings)
        if (rulings.length === 0) return print('no rulings yet')
        printTable(
          ['at', 'verdict', 'by', 'why', 'lap id'],
          rulings.map(({ at, verdict, by, why, lap_id }) => [at, verdict, by, why, lap_id]),
        )
      })
    })
