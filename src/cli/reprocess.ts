// `pitwall reprocess`: laps and lake of what was recorded, by what the code knows today.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { dataFolder } from '../hub/data-folder.ts'
import { type Reprocessed, reprocess } from '../hub/reprocess.ts'
import { recordingEnding, shelved } from '../rig/recording/shelf.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, exits, print, printJson, say } from './output.ts'

type Flags = { readonly data: string; readonly json?: true; readonly all?: true; readonly fewer?: true }

export function reprocessCommand(): Command {
  return new Command('reprocess')
    .description('rebuild laps and lake from recordings; what older versions wrote, or what is named')
    .argument('[recordings...]', 'sessions or files; all recordings of the data folder if left out')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--all', 'also what this version has written')
    .option('--fewer', 'also where the recording holds fewer samples than the lake')
    .action(run)
}

async function run(named: readonly string[], flags: Flags): Promise<void> {
  const folder = dataFolder(flags.data).recordings
  const recordings =
    named.length === 0
      ? (await shelved(folder)).map(({ path }) => path)
      : named.map(name => pathOf(folder, name))
  if (recordings.length === 0) throw new CommandFault(`${folder} holds no recordings.`)
  const all = flags.all === true || named.length > 0
  const done: Reprocessed[] = []
  for await (const one of reprocess({
    data: flags.data,
    recordings,
    all,
    fewer: flags.fewer === true,
    report: say,
  })) {
    done.push(one)
    if (!flags.json) print(lineOf(one))
  }
  if (flags.json) printJson(done)
  if (done.some(({ outcome }) => outcome === 'failed')) process.exitCode = exits.failed
}

/** A session by its name, or a file. */
function pathOf(folder: string, name: string): string {
  const path = [name, join(folder, `${name}${recordingEnding}`)].find(path => existsSync(path))
  if (path !== undefined) return path
  throw new CommandFault(
    `${name}: expected a recording, or a session that has one in ${folder}.`,
    exits.usage,
  )
}

function lineOf({ file, outcome, message, laps, samples, samples_before }: Reprocessed): string {
  switch (outcome) {
    case 'rebuilt':
      return `${file}: ${laps} laps, ${samples} samples (${samples_before} before)`
    case 'current':
      return `${file}: written by this version; --all rebuilds it`
    case 'fewer-samples':
      return `${file}: holds ${samples} samples, the lake ${samples_before}: kept as it is; --fewer rebuilds it`
    case 'official':
      return `${file}: its laps heard the official word of broadcasting, which the recording does not hold: kept as it is`
    case 'failed':
      return `${file}: not rebuilt, the old rows stay: ${message}`
  }
}
