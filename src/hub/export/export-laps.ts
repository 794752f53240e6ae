// Laps as files of other programs.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LapReader } from '../../lake/lap-reader.ts'
import type { RuledLap } from '../../model/ruling.ts'
import type { ExportLap } from '../../race/export/motec.ts'
import { lapExcerpt } from '../../rig/recording/excerpt.ts'
import { HubFault } from '../fault.ts'
import type { ExportedFile, ExportFormat } from './export-formats.ts'
import { readExportLap } from './export-lap.ts'
import { tableFiles } from './export-tables.ts'

/** A file holds no more than this, so that it can be made in memory: about 25 minutes at 400 Hz. */
export const mostExportedRows = 600_000

/**
 * The files of laps that were driven one after the other, or of one lap; its raw pages come from the folder of
 * recordings. Throws HubFault `no-export` with a sentence, and
 * LakeFault `no-such-lap` for a lap whose samples are not in the lake,
 * RigFault `bad-recording` for one that was not recorded.
 */
export async function exportLaps(
  reader: LapReader,
  records: readonly RuledLap[],
  format: ExportFormat,
  recordings: string,
): Promise<readonly ExportedFile[]> {
  const rows = records.reduce((sum, { lap_id }) => sum + (reader.lap(lap_id)?.rows ?? 0), 0)
  if (rows > mostExportedRows) {
    throw new HubFault(
      'no-export',
      `these laps have ${rows} samples; a file takes ${mostExportedRows} at most, so export fewer laps at a time.`,
    )
  }
  const [record, another] = records
  const isOne = record !== undefined && another === undefined
  if (format === 'mcap') {
    if (!isOne) throw new HubFault('no-export', 'an MCAP file holds the pages of one lap; name one.')
    if (record.samples === 0)
      throw new HubFault('no-export', 'a game writes pages of its own car only; name a lap with samples.')
    return [{ ending: format, bytes: await rawPages(recordings, record) }]
  }
  if (format === 'png') {
    if (!isOne) throw new HubFault('no-export', 'a card shows one lap; name one.')
    // Loaded now, and not before: it is large.
    const { shareCard } = await import('./card.ts')
    return [{ ending: format, bytes: await shareCard(reader, record) }]
  }
  const laps: ExportLap[] = []
  for (const record of records) laps.push(await readExportLap(reader, record))
  return tableFiles(laps, format)
}

/** The stretch of a recording in which a lap was driven, as a recording of its own. */
async function rawPages(recordings: string, record: RuledLap): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-export-'))
  try {
    const path = join(folder, 'lap.mcap')
    await lapExcerpt(recordings, record, path, () => undefined)
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}
