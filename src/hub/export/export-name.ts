// What an exported file is called when nobody says: where, who, how fast, and which lap.
import type { LapRecord } from '../../model/messages.ts'
import { formatLapTime } from '../../units/lap-time.ts'
import { millis } from '../../units/quantity.ts'
import type { ExportFormat } from './export-formats.ts'

/** `monza-ayla-1.47.832-home-rig1-20261124T120000000Z-0-3.ld`: letters, digits, dots and dashes alone. */
export function exportName({ track, driver, lap_time_ms, lap_id }: LapRecord, format: ExportFormat): string {
  const time = lap_time_ms === undefined ? '' : formatLapTime(millis(lap_time_ms)).replace(':', '.')
  const parts = [track, driver, time].map(plain).filter(part => part !== '')
  return `${[...parts, lap_id].join('-')}.${format}`
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 40)
