// `pitwall import`: files of other programs go down the same line as a drive: as sessions, laps and samples.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import type { Link } from '../broker/link.ts'
import { topicOf } from '../model/identity.ts'
import { importFile } from '../race/import/import-file.ts'
import {
  type Imported,
  type ImportOptions,
  type ImportReport,
  type ImportSource,
  importReport,
  stemOf,
} from '../race/import/imported.ts'
import { isMcap } from '../rig/recording/mcap-recording.ts'
import { formatLapTime } from '../units/lap-time.ts'
import { millis, unixMillis } from '../units/quantity.ts'
import { importRecording } from './import-recording.ts'
import { reconciled } from './import-results.ts'
import { dataOption, jsonOption } from './options.ts'
import { exits, print, printJson, printTable, say, sentenceOf } from './output.ts'
import { progress } from './progress.ts'
import { type Receiver, withReceiver } from './receiver.ts'

type Flags = { readonly data: string; readonly json?: true } & Pick<ImportOptions, 'driver' | 'car' | 'track'>

/** Messages that may be on their way at a time: enough to keep the disk busy, few enough to stay small. */
const together = 16

export function importCommand(): Command {
  return new Command('import')
    .description(
      'take laps and samples from .ld (with its .ldx), MoTeC CSV, results of a server and recordings (.mcap)',
    )
    .argument('<files...>')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--driver <name>', 'where the file does not say who drove')
    .option('--car <name>', 'where the file does not say which car')
    .option('--track <name>', 'where the file does not say where')
    .action(run)
}

async function run(files: readonly string[], flags: Flags): Promise<void> {
  const reports = await withReceiver(flags.data, async receiver => {
    const done: ImportReport[] = []
    for (const file of files) done.push(await importOne(file, receiver, flags))
    return done
  })
  if (flags.json) printJson(reports)
  else for (const report of reports) show(report)
  if (reports.some(report => !report.ok)) process.exitCode = exits.failed
}

async function importOne(file: string, receiver: Receiver, flags: Flags): Promise<ImportReport> {
  const { link } = receiver
  try {
    if (await isMcap(file)) return await importRecording(file, link)
  } catch (fault) {
    return importReport(file, unreadable(fault))
  }
  const read = readOne(file, flags)
  if (!read.ok) return importReport(file, read)
  const imported = read.format === 'acc-results' ? await reconciled(read, file, receiver) : read
  await store(imported, link, file)
  return importReport(file, imported)
}

const unreadable = (fault: unknown): Imported => ({
  ok: false,
  notices: [{ code: 'unreadable', message: sentenceOf(fault) }],
})

function readOne(file: string, { driver, car, track }: Flags): Imported {
  const options: ImportOptions = {
    ...(driver !== undefined && { driver }),
    ...(car !== undefined && { car }),
    ...(track !== undefined && { track }),
  }
  try {
    return importFile(sourceOf(file), options)
  } catch (fault) {
    return unreadable(fault)
  }
}

/** The file, and those of the same name beside it: an `.ldx` holds the beacons of its `.ld`. */
function sourceOf(file: string): ImportSource {
  const folder = dirname(file)
  const stem = stemOf(file)
  const beside = readdirSync(folder).filter(name => /\.ldx?$/i.test(name) && stemOf(name) === stem)
  return {
    name: file,
    bytes: readFileSync(file),
    modified_at: unixMillis(statSync(file).mtimeMs),
    sidecars: beside
      .filter(name => join(folder, name) !== file)
      .map(name => ({ name, bytes: readFileSync(join(folder, name)) })),
  }
}

async function store(imported: Extract<Imported, { ok: true }>, link: Link, file: string): Promise<void> {
  const bar = progress(file, imported.samples)
  const onTheirWay = new Set<Promise<void>>()
  for (const message of imported.messages()) {
    const { site, rig, type } = message
    const sent = link
      .publish({ topic: topicOf(site, rig, type), payload: Buffer.from(JSON.stringify(message)), qos: 1 })
      .finally(() => onTheirWay.delete(sent))
    onTheirWay.add(sent)
    if (message.type === 'frame') bar.advance(message.pages.physics?.n ?? 0)
    if (onTheirWay.size >= together) await Promise.race(onTheirWay)
  }
  await Promise.all(onTheirWay)
  bar.done()
}

function show({ file, ok, format, sessions, laps, samples, notices }: ImportReport): void {
  print(
    `${file}: ${ok ? `${format}, ${sessions.length} sessions, ${laps.length} laps, ${samples} samples` : 'not imported'}`,
  )
  for (const { message } of notices) say(`  ${message}`)
  if (laps.length === 0) return
  printTable(
    ['lap', 'kind', 'valid', 'time', 'driver', 'car', 'track'],
    laps.map(lap => [
      lap.lap_number,
      lap.kind,
      lap.valid === null ? undefined : lap.valid ? 'yes' : 'no',
      lap.lap_time_ms === undefined ? undefined : formatLapTime(millis(lap.lap_time_ms)),
      ...[lap.driver, lap.car, lap.track],
    ]),
  )
}
