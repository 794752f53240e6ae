// Where files of the lake lie: samples by site and day, because that is what people ask for.
import type { LapMessage } from '../model/messages.ts'

/** What the common readers of such folders take for NULL. */
const unknownDay = '__HIVE_DEFAULT_PARTITION__'

/** `grids/site=home/day=2026-11-24/<lap_id>.parquet`, beside the samples of that name. */
export const gridPath = (samples: string): string => samples.replace(/^samples/, 'grids')

/**
 * `samples/site=home/day=2026-11-24/<lap_id>.parquet`; a lap that is written again gets a new name, so that readers of
 * the old file are not disturbed. The day is that of the lap's first sample, in UTC, as far as anyone knows it.
 */
export function samplesPath(
  who: { readonly site: string; readonly session_id: string },
  lapId: string,
  generation: number,
  message: LapMessage | undefined,
  session: string | undefined,
  first_us: number | undefined,
): string {
  const day = message?.started_at.slice(0, 10) ?? dayAfter(startOf(who.session_id, session), first_us)
  const suffix = generation === 1 ? '' : `.${generation}`
  return `samples/site=${who.site}/day=${day}/${lapId}${suffix}.parquet`
}

/** The day, in UTC, of a sample of a session; undefined where the session's id does not say when it began. */
export function dayOf(sessionId: string, t_us: number): string | undefined {
  const day = dayAfter(startOf(sessionId, undefined), t_us)
  return day === unknownDay ? undefined : day
}

function startOf(sessionId: string, message: string | undefined): number {
  if (message !== undefined) return Date.parse(JSON.parse(message).started_at)
  const stamp = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(sessionId)
  if (stamp === null) return Number.NaN
  const [, year, month, day, hour, minute, second, ms] = stamp
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
}

function dayAfter(start: number, elapsed_us: number | undefined): string {
  const at = start + (elapsed_us ?? 0) / 1000
  return Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : unknownDay
}
