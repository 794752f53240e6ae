// Files of laps out of the fleet's lake: those that are made of samples. Pages of the game never leave the rig, and a
// card is drawn by a library that no function carries along.
import type { ExportDesk } from '../hub/export/export-desk.ts'
import type { ExportFormat } from '../hub/export/export-formats.ts'
import { readExportLap } from '../hub/export/export-lap.ts'
import { tableFiles } from '../hub/export/export-tables.ts'
import { HubFault } from '../hub/fault.ts'
import { LakeFault } from '../lake/fault.ts'
import type { LapReader } from '../lake/lap-reader.ts'
import type { RuledLap } from '../model/ruling.ts'
import type { ExportLap } from '../race/export/motec.ts'

const elsewhere: { readonly [Format in ExportFormat]?: string } = {
  mcap: 'raw pages lie on the rig that recorded them; run "pitwall export" there.',
  png: 'a card is drawn where its file goes: run "pitwall export" beside a hub, or take the picture of the page.',
}

export function cloudExports(reader: LapReader): ExportDesk {
  const read = async (record: RuledLap): Promise<ExportLap> => {
    try {
      return await readExportLap(reader, record)
    } catch (error) {
      if (!(error instanceof LakeFault)) throw error
      throw new HubFault('no-export', error.message)
    }
  }
  return {
    async export(records, format) {
      if (format === 'mcap' || format === 'png') throw new HubFault('no-export', elsewhere[format] ?? '')
      const laps: ExportLap[] = []
      for (const record of records) laps.push(await read(record))
      return tableFiles(laps, format)
    },
  }
}
