// Laps as files of other programs.

import type { LapReader } from '../../lake/lap-reader.ts'
import type { RuledLap } from '../../model/ruling.ts'
import { type ExportLap, motecLog, motecTable } from '../../race/export/motec.ts'
import { HubFault } from '../fault.ts'
import type { ExportedFile, ExportFormat } from './export-formats.ts'
import { readExportLap } from './export-lap.ts'
import { lapJson } from './lap-json.ts'
import { parquetOf } from './lap-parquet.ts'

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
    // Loaded now, and not before: it is large.
    const { shareCard } = await import('./card.ts')
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
