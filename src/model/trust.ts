// Which of two messages about the same lap or session is believed.
import type { LapMessage, Origin, SessionMessage } from './messages.ts'

/** What was seen live is truer than what was seen again. */
export const trust: Readonly<Record<Origin, number>> = { live: 3, virtual: 3, import: 2, replay: 1 }

/** The one of more trust; of equal ones what became of the lap before "incomplete", which somebody says who saw less; else the newer. */
export function believedLap(before: LapMessage | undefined, now: LapMessage): LapMessage {
  if (before === undefined) return now
  const order =
    trust[now.origin] - trust[before.origin] || Number(isComplete(now)) - Number(isComplete(before))
  return order < 0 ? before : now
}

/** The one of more trust; of equal ones the newer. */
export const believedSession = (before: SessionMessage | undefined, now: SessionMessage): SessionMessage =>
  before !== undefined && trust[now.origin] < trust[before.origin] ? before : now

const isComplete = ({ kind }: LapMessage): boolean => kind !== 'incomplete'
