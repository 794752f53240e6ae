// Which of two records with one id is kept: the same one, whichever came first and however often.
import type { LapRecord } from '../model/messages.ts'
import { trust } from '../model/trust.ts'
import type { SessionRecord } from './store.ts'

/** The lap to keep: seen live before seen again, of more samples before fewer; else any fixed order. */
export function preferredLap(a: LapRecord, b: LapRecord): LapRecord {
  return pick(a, b, trust[a.origin] - trust[b.origin] || a.samples - b.samples)
}

/** The session to keep: seen live, ended (later), and with more known facts, in this order; else any fixed order. */
export function preferredSession(a: SessionRecord, b: SessionRecord): SessionRecord {
  const ended = (a.ended_at ?? '').localeCompare(b.ended_at ?? '', 'en')
  return pick(a, b, trust[a.origin] - trust[b.origin] || ended || known(a) - known(b))
}

const known = (record: object): number =>
  Object.values(record).filter(value => value !== undefined && value !== '' && value !== 'unknown').length

function pick<Value extends object>(a: Value, b: Value, order: number): Value {
  if (order !== 0) return order > 0 ? a : b
  return canonical(a) >= canonical(b) ? a : b
}

/** A text that is equal for equal records, whatever the order of their members. */
export const canonical = (value: object): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
