// What a hub tells a rig of its live values: how many a second somebody there takes. A rig beside a game is woken for each of
// them, and mostly nobody looks. Said by a hub that knows all of its readers, on `wanted/{site}/{rig}`, at quality 0; a word
// holds for `wantedFor_ms`, so that a rig whose hub falls silent sends all it can again.
import { statusEvery_ms } from './live-protocol.ts'

/** Live values a second while nobody takes them: the state of a rig stays fresh. */
export const unwatched_hz = 10
/** A hub says it again as often as a rig its status. */
export const wantedFor_ms = 3 * statusEvery_ms

export const wantedTopic = (site: string, rig: string): string => `wanted/${site}/${rig}`

export const isWantedTopic = (topic: string): boolean => topic.startsWith('wanted/')

export const wantedWord = (live_hz: number): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ v: 1, live_hz }))

/** Live values a second that are wanted, at least `unwatched_hz`; undefined for what is no such word. */
export function readWanted(payload: Uint8Array): number | undefined {
  if (payload.byteLength > 200) return undefined
  try {
    const { v, live_hz }: Record<string, unknown> = JSON.parse(new TextDecoder().decode(payload))
    if (v !== 1 || typeof live_hz !== 'number' || !Number.isFinite(live_hz)) return undefined
    return Math.max(unwatched_hz, live_hz)
  } catch {
    return undefined
  }
}
