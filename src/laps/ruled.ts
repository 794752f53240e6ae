// A lap with what was ruled on it.
import type { LapId } from '../model/identity.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap, Ruling, RulingDraft } from '../model/ruling.ts'
import { fingerprint } from '../race/import/fingerprint.ts'
import { canonical } from './preference.ts'

/** A ruling on a lap, of `now` unless it says when. Its id follows from what it says: the same one twice is one. */
export function newRuling(lap_id: LapId, draft: RulingDraft, now: string): Ruling {
  const said = { lap_id, ...draft, at: draft.at ?? now }
  return { ruling_id: fingerprint(new TextEncoder().encode(canonical(said))), ...said }
}

/** The ruling that holds; undefined when there is none. */
export const latestRuling = (rulings: readonly Ruling[]): Ruling | undefined =>
  rulings.reduce<Ruling | undefined>(
    (latest, next) => (latest === undefined || compareRulings(latest, next) < 0 ? next : latest),
    undefined,
  )

/** Oldest first: by the instant, then by the id. */
export const compareRulings = (a: Ruling, b: Ruling): number =>
  Date.parse(a.at) - Date.parse(b.at) || (a.ruling_id < b.ruling_id ? -1 : a.ruling_id > b.ruling_id ? 1 : 0)

/** The one to keep of two that share an id: a fixed one. */
export const preferredRuling = (a: Ruling, b: Ruling): Ruling => (canonical(a) >= canonical(b) ? a : b)

/** The lap as it is listed and ranked: without a ruling as it was recorded. */
export function ruled(lap: LapRecord, ruling: Ruling | undefined): RuledLap {
  if (ruling === undefined) return lap
  const { lap_id: _lap, ...said } = ruling
  const { invalid_reason, ...rest } = lap
  const noted = {
    ...said,
    recorded_valid: lap.valid,
    ...(invalid_reason !== undefined && { recorded_reason: invalid_reason }),
  }
  switch (ruling.verdict) {
    case 'withdrawn':
      return { ...lap, ruling: noted }
    case 'valid':
      return { ...rest, valid: true, ruling: noted }
    case 'invalid':
      return {
        ...rest,
        valid: false,
        invalid_reason: `ruled by ${ruling.by}: ${ruling.why}`.slice(0, 200),
        ruling: noted,
      }
  }
}
