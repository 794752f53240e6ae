// `pitwall export`: laps as files of other programs.
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, sep } from 'node:path'
import { Command, Option } from 'commander'
import { dataFolder } from '../hub/data-folder.ts'
import { type ExportFormat, exportFormatNames, exportFormats } from '../hub/export/export-formats.ts'
import { exportLaps } from '../hub/export/export-laps.ts'
import { exportName } from '../hub/export/export-name.ts'
import { openLapReader } from '../lake/lap-reader.ts'
import type { LapStore } from '../laps/store.ts'
import { asLapId } from '../model/identity.ts'
import type { RuledLap } from '../model/ruling.ts'
import { withStore } from './lap-store.ts'
import { dataOption, jsonOption, lapsOption } from './options.ts'
import { CommandFault, print, printJson } from './output.ts'

type Flags = {
  readonly laps?: string
  readonly data: string
  readonly json?: true
  readonly format: ExportFormat
  readonly out?: string
}

const told = exportFormatNames.map(name => `${name}: ${exportFormats[name].what}`).join('; ')

export const exportCommand = (): Command =>
  new Command('export')
    .description('write laps as a file of another program; several laps in a row become one log')
    .argument('<lap_ids...>')
    .addOption(dataOption())
    .addOption(lapsOption())
    .addOption(jsonOption())
    .addOption(new Option('--format <format>', told).choices(exportFormatNames).makeOptionMandatory())
    .option('--out <path>', 'the file, or a folder for it (default: here, by the name of the lap)')
    .action((ids: readonly string[], { json, format, out, ...place }: Flags) =>
      withStore(place, async store => {
        const records = await recordsOf(store, ids)
        const folder = dataFolder(place.data)
        const reader = openLapReader(folder.lake)
        try {
          const files = await exportLaps(reader, records, format, folder.recordings)
          const path = pathFor(out, records, format)
          const written = files.map(({ ending, bytes }) => {
            const file = ending === format ? path : besides(path, ending)
            mkdirSync(dirname(file), { recursive: true })
            writeFileSync(file, bytes)
            return { file, bytes: bytes.length }
          })
          if (json) return printJson(written)
          for (const { file, bytes } of written) print(`${file} (${bytes} bytes)`)
        } finally {
          reader.close()
        }
      }),
    )

/** In the order in which they were driven. */
async function recordsOf(store: LapStore, ids: readonly string[]): Promise<readonly RuledLap[]> {
  const records = await Promise.all(
    [...new Set(ids)].map(async id => {
      const lap = await store.lap(asLapId(id))
      if (lap === undefined) throw new CommandFault(`There is no lap ${id}; "pitwall laps" lists them.`)
      return lap
    }),
  )
  return records.toSorted((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at))
}

function pathFor(out: string | undefined, records: readonly RuledLap[], format: ExportFormat): string {
  const [first] = records
  const name = first === undefined ? `laps.${format}` : exportName(first, format)
  if (out === undefined) return name
  return isFolder(out) ? join(out, name) : out
}

const isFolder = (path: string): boolean =>
  path.endsWith(sep) ||
  path.endsWith('/') ||
  (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)

/** The same path with another ending. */
const besides = (path: string, ending: string): string =>
  join(dirname(path), `${basename(path, extname(path))}.${ending}`)
