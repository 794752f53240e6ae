// The files of laps that are made of their samples alone: no drawing, no recording, no disk.
import { type ExportLap, motecLog, motecTable } from '../../race/export/motec.ts'
import type { ExportedFile, ExportFormat } from './export-formats.ts'
import { lapJson } from './lap-json.ts'
import { parquetOf } from './lap-parquet.ts'

export type TableFormat = Exclude<ExportFormat, 'mcap' | 'png'>

/** The files of laps that were driven one after the other, the one that was asked for first. */
export function tableFiles(laps: readonly ExportLap[], format: TableFormat): readonly ExportedFile[] {
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
