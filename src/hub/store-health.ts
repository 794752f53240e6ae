// The judgement about what keeps things: the lake, and the disk below it.
import { statfsSync } from 'node:fs'
import type { PartHealth } from '../model/health.ts'
import { isFresh, ok } from './judging.ts'
import type { Parts } from './parts.ts'

const gigabyte = 1024 ** 3
const behind_ms = { caution: 5_000, critical: 30_000 } as const
const free_gb = { caution: 10, critical: 2 } as const

export function lakeHealth(parts: Parts): PartHealth {
  const part = 'lake'
  const { counters } = parts.lake
  const { behind_ms: behind } = parts.lake.state()
  const figures = lakeFigures(parts)
  if (behind > behind_ms.critical || isFresh(parts, 'lake rejected', counters.rejected)) {
    const isBehind = behind > behind_ms.critical
    const detail = isBehind
      ? `its writer is ${Math.round(behind / 1000)} s behind`
      : `${counters.rejected} frames were not written; their rigs send them again`
    const advice = 'make room on the disk, or move the data folder to a faster one'
    return { part, state: isBehind ? 'critical' : 'serious', detail, advice, figures }
  }
  if (behind > behind_ms.caution) {
    const detail = `its writer is ${Math.round(behind / 1000)} s behind`
    return { part, state: 'caution', detail, advice: 'look at what else uses the disk', figures }
  }
  if (isFresh(parts, 'lake bad', counters.bad_frames)) {
    const detail = `${counters.bad_frames} frames were none and were passed over`
    const advice = 'the log names the laps; update the connector'
    return { part, state: 'caution', detail, advice, figures }
  }
  return ok(part, `${counters.landed} frames, ${counters.laps_closed} laps written`, figures)
}

/** Its counters, how fast it takes, and what lies in it. */
function lakeFigures({ lake, sizes, clock }: Parts): Readonly<Record<string, number>> {
  const { rows_per_s, open_laps, behind_ms: behind, newest_ms } = lake.state()
  const { files = 0, bytes = 0 } = sizes.tables()['samples'] ?? {}
  return {
    rows_per_s: tenth(rows_per_s),
    behind_s: tenth(behind / 1000),
    ...(newest_ms !== undefined && { newest_file_s: Math.round((clock.now() - newest_ms) / 1000) }),
    open_laps,
    files,
    ...(files > 0 && { mean_file_mb: tenth(bytes / files / 1e6) }),
    ...lake.counters,
  }
}

export function diskHealth({ folder }: Parts): PartHealth {
  const part = 'disk'
  const { bavail, bsize } = statfsSync(folder.root)
  const free = (bavail * bsize) / gigabyte
  const figures = { free_gb: tenth(free) }
  const detail = `${figures.free_gb} GB free`
  const advice = 'make room: an hour of driving takes 0.1 to 0.2 GB'
  if (free < free_gb.critical) return { part, state: 'critical', detail, advice, figures }
  if (free < free_gb.caution) return { part, state: 'caution', detail, advice, figures }
  return ok(part, detail, figures)
}

const tenth = (value: number): number => Math.round(value * 10) / 10
