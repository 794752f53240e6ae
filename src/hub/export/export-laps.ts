// Laps as files of other programs: what a format is called, and what is written in it.

import type { LapReader } from '../../lake/lap-reader.ts'
import type { RuledLap } from '../../model/ruling.ts'
import { type ExportLap, motecLog, motecTable } from '../../race/export/motec.ts'
import { HubFault } from '../fault.ts'
import { shareCard } from './card.ts'
import { readExportLap } from './export-lap.ts'
import { lapJson } from './lap-json.ts'
import { parquetOf } from './lap-parquet.ts'

/** Formats, with the ending of the file, its type on the web, and what it is. */
export const exportFormats = {
  ld: { type: 'application/octet-stream', what: 'MoTeC log; the .ldx with its beacons lies beside it' },
  ldx: { type: 'application/xml', what: 'the beacons of a MoTeC log alone' },
  csv: { type: 'text/csv; charset=utf-8', what: 'table as MoTeC i2 exports it, up to 100 rows a second' },
  parquet: { type: 'application/vnd.apache.parquet', what: 'every sample, as the lake has them' },
  json: { type: 'application/json', what: 'the lap, and every measured channel as a list' },
  png: { type: 'image/png', what: 'card to share: lap, sectors, driver, trace and map' },
  mcap: { type: 'application/octet-stream', what: 'the raw pages of the game, where they were recorded' },
} as const satisfies Readonly<Record<string, { readonly type: string; readonly what: string }>>
export type ExportFormat = keyof typeof exportFormats
export const exportFormatNames = Object.keys(exportFormats).filter(
  (name): name is ExportFormat => name in exportFormats,
)

export type ExportedFile = { readonly ending: ExportFormat; readonly bytes: Uint8Array }

/** A file holds no more than this, so that it can be made in memory: about 25 minutes at 400 Hz. */
export const mostExportedRows = 600_000

/**
 * The files of laps that were driven one after the other, or of one lap. Throws HubFault `no-export` with a sentence, and
 * LakeFault `no-such-lap` for a lap whose samples are not in the lake.
 */
export async function exportLaps(
  reader: LapReader,
  records: readonly RuledLap[],
  format: ExportFormat,
): Promise<readonly ExportedFile[]> {
  const rows = records.reduce((sum, { lap_id }) => sum + (reader.lap(lap_id)?.rows ?? 0), 0)
  if (rows > mostExportedRows) {
    throw new HubFault(
      'no-export',
      `these laps have ${rows} samples; a file takes ${mostExportedRows} at most, so export fewer laps at a time.`,
    )
  }
  if (format === 'mcap') {
    throw new HubFault(
      'no-export',
      'the raw pages of this lap are not at hand; MCAP files lie where "pitwall record" and the connector write them.',
    )
  }
  if (format === 'png') {
    const [record, another] = records
    if (record === undefined || another !== undefined)
      throw new HubFault('no-export', 'a card shows one lap; name one.')
    return [{ ending: format, bytes: await shareCard(reader, record) }]
  }
  const laps: ExportLap[] = []
  for (const record of records) laps.push(await readExportLap(reader, record))
  return written(laps, format)
}

function written(
  laps: readonly ExportLap[],
  format: Exclude<ExportFormat, 'mcap' | 'png'>,
): readonly ExportedFile[] {
  switch (format) {
    case 'ld':
    case 'ldx': {
      const { ld, ldx } = motecLog(laps)
      const beacons = { ending: 'ldx', bytes: bytesOf([ldx]) } as const
      return format === 'ldx' ? [beacons] : [{ ending: 'ld', bytes: ld }, beacons]
    }
    case 'csv':
      return [{ ending: format, bytes: bytesOf(motecTable(laps)) }]
    case 'json':
      return [{ ending: format, bytes: bytesOf(lapJson(laps)) }]
    case 'parquet':
      return [{ ending: format, bytes: parquetOf(laps) }]
  }
}

/** Parts of a text as one piece of UTF-8, without ever holding it as one string. */
function bytesOf(parts: Iterable<string>): Uint8Array {
  const pieces: Buffer[] = []
  let text = ''
  for (const part of parts) {
    text += part
    if (text.length < 65_536) continue
    pieces.push(Buffer.from(text))
    text = ''
  }
  return Buffer.concat([...pieces, Buffer.from(text)])
}
