// `pitwall record`: the pages of the game into files, and nothing else. No hub, no broker.

import { Command } from 'commander'
import { dataFolder } from '../hub/data-folder.ts'
import { version } from '../hub/version.ts'
import { rigId } from '../model/identity.ts'
import { recordPages } from '../rig/recording/record.ts'
import { Tape } from '../rig/recording/tape.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, exits, print, printJson, say } from './output.ts'
import { budgetOption, type RecordFlags } from './recordings.ts'
import { type RigFlags, rigOptions, rigsOf } from './rigs.ts'
import { stopSignal } from './stop.ts'

type Flags = RigFlags &
  Pick<RecordFlags, 'recordBudget'> & { readonly data: string; readonly out?: string; readonly json?: true }

/** They shape messages, and there are none. */
const notHere = new Set([
  '--rigs',
  '--live-hz',
  '--record',
  '--no-record',
  '--record-budget',
  '--broadcasting',
])

export function recordCommand(): Command {
  const command = new Command('record')
    .description('record every page of the game as it came, one MCAP file per session, until Ctrl-C')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--out <folder>', 'where the recordings go; recordings/ in the data folder if left out')
    .addOption(budgetOption())
  for (const option of rigOptions()) if (!notHere.has(option.long ?? '')) command.addOption(option)
  return command.action(run)
}

async function run(flags: Flags): Promise<void> {
  const signal = stopSignal()
  const asked = { ...flags, rigs: 1, broadcasting: 'off' }
  const [rig] = await rigsOf(asked, 'shm', Date.now(), say)
  if (rig === undefined || rig.source.origin === 'replay') {
    throw new CommandFault(`--source: expected auto, shm or virtual, found "${flags.source}".`, exits.usage)
  }
  const { source } = rig
  const folder = flags.out ?? dataFolder(flags.data).recordings
  const tape = await Tape.open({
    ...{ folder, budget: flags.recordBudget, report: say, version },
    ...{ site: flags.site, rig: rigId(rig.name), origin: source.origin },
  })
  const { counters, files } = await recordPages(source, tape, say, signal)
  const { unrecorded } = tape.counters
  if (flags.json) printJson({ files, ...counters, unrecorded })
  else {
    for (const file of files) print(file)
    say(`${counters.pages} pages recorded; ${counters.gaps} steps missing, ${unrecorded} not recorded`)
  }
}
