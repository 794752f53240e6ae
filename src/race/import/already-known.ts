// Laps of a results file that the store holds already, because a rig was there: they are one lap, not two.
import type { LapMessage } from '../../model/messages.ts'
import type { RuledLap } from '../../model/ruling.ts'
import { isSameLapTime } from '../../units/lap-time.ts'

/** A lap of the file, and the record of it in the store. */
export type KnownLap = { readonly told: LapMessage; readonly stored: RuledLap }

/** So many equal times make a car of the file and one of a session the same, whatever their drivers are called. */
const enough = 2

/** How many hours before its first and after its last lap a file may be dated: it has the local time of a server. */
const astray_ms = 26 * 3_600_000

/** Whether a session may be the one of these laps: at the same track, at about the same time. */
export function mayBeTheirs(
  told: readonly LapMessage[],
  session: { readonly track: string; readonly started_at: string },
): boolean {
  const begins = told.map(({ started_at }) => Date.parse(started_at))
  const began = Date.parse(session.started_at)
  const [first, last] = [Math.min(...begins), Math.max(...begins)]
  return session.track === told[0]?.track && began >= first - astray_ms && began <= last + astray_ms
}

/**
 * Pairs laps of a file with stored ones. Cars are matched first, by model and by their times: two times that are equal
 * to a thousandth, or one and the name of the driver. A lap is in one pair at most; where two sessions hold it, the one
 * with samples is taken.
 */
export function alreadyKnown(told: readonly LapMessage[], stored: readonly RuledLap[]): readonly KnownLap[] {
  const held = [
    ...Map.groupBy(stored, ({ session_id, driver, car }) => `${session_id}\n${driver}\n${car}`).values(),
  ]
  return [...Map.groupBy(told, ({ driver, car }) => `${driver}\n${car}`).values()].flatMap(laps => {
    const matches = held.map(others => pairs(laps, others)).filter(isSameCar)
    const known = new Map<LapMessage, KnownLap>()
    for (const pair of matches.flat()) {
      const before = known.get(pair.told)
      if (before === undefined || before.stored.samples < pair.stored.samples) known.set(pair.told, pair)
    }
    return [...known.values()]
  })
}

/** Laps of equal times, in the order in which they were driven. */
function pairs(told: readonly LapMessage[], stored: readonly RuledLap[]): readonly KnownLap[] {
  if (!isSameModel(told[0]?.car, stored[0]?.car)) return []
  const left = stored.toSorted((a, b) => a.lap_number - b.lap_number)
  return told.flatMap(lap => {
    const index = left.findIndex(other => isSameLapTime(lap.lap_time_ms, other.lap_time_ms))
    const [other] = index < 0 ? [] : left.splice(index, 1)
    return other === undefined ? [] : [{ told: lap, stored: other }]
  })
}

function isSameCar(pairs: readonly KnownLap[]): boolean {
  const [first] = pairs
  if (first === undefined) return false
  return pairs.length >= enough || first.told.driver.toLowerCase() === first.stored.driver.toLowerCase()
}

const isSameModel = (a: string | undefined, b: string | undefined): boolean =>
  a === b || a === 'unknown' || b === 'unknown'
