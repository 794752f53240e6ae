// Which laps may be chosen, and which two are shown when an address names none.
import type { LapRecord } from '../../../../src/model/messages.ts'
import { lapTime } from '../../live-core/format.ts'
import { counts } from '../../live-core/marks.ts'

const day = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

/** `1:47.655 · Vera Tual · L12 · 24.11., 14:02`. */
export function lapText(lap: Partial<LapRecord>): string {
  return [
    lapTime(lap.lap_time_ms),
    lap.driver ?? '',
    lap.lap_number === undefined ? '' : `L${lap.lap_number}`,
    lap.started_at === undefined ? '' : day.format(new Date(lap.started_at)),
    lap.valid === false ? '✕' : '',
  ]
    .filter(text => text !== '')
    .join(' · ')
}

const most = 100

/** The fastest laps that count, and the newest of all; each lap once. */
export function choicesOf(laps: readonly LapRecord[]) {
  const fastest = laps
    .filter(counts)
    .toSorted((a, b) => (a.lap_time_ms ?? 0) - (b.lap_time_ms ?? 0))
    .slice(0, most)
  const named = new Set(fastest.map(({ lap_id }) => lap_id))
  const newest = laps.filter(lap => !named.has(lap.lap_id) && lap.lap_time_ms !== undefined).slice(0, most)
  return { fastest, newest }
}

/** The newest lap that counts against the fastest other one of its contest; `laps` are newest first. */
export function firstPair(
  laps: readonly LapRecord[],
  preferred: (track: string) => string | undefined = () => undefined,
): { readonly a: string; readonly b: string | undefined } | undefined {
  const a = laps.find(counts) ?? laps.find(lap => lap.kind === 'flying')
  if (a === undefined) return undefined
  const chosen = preferred(a.track)
  if (chosen !== undefined && chosen !== a.lap_id) return { a: a.lap_id, b: chosen }
  const rivals = laps.filter(
    lap =>
      counts(lap) &&
      lap.lap_id !== a.lap_id &&
      lap.track === a.track &&
      lap.car_class === a.car_class &&
      (lap.origin === 'virtual') === (a.origin === 'virtual'),
  )
  const b = rivals.reduce<LapRecord | undefined>(
    (best, lap) => ((lap.lap_time_ms ?? 0) < (best?.lap_time_ms ?? Number.POSITIVE_INFINITY) ? lap : best),
    undefined,
  )
  return { a: a.lap_id, b: b?.lap_id }
}

/**
 * The lap whose id has most in common with one that is not there: of the same rig, then of the same session, then of the
 * nearest number. A lap of line to line before any other; `laps` are newest first.
 */
export function nearestLap(id: string, laps: readonly LapRecord[]): LapRecord | undefined {
  const whole = laps.filter(({ kind, samples }) => kind === 'flying' && samples > 0)
  const number = Number(/-(\d+)$/.exec(id)?.[1] ?? Number.NaN)
  const alike = ({ lap_id }: LapRecord) => {
    const [own, other] = [lap_id.split('-'), id.split('-')]
    const differs = own.findIndex((part, at) => part !== other[at])
    return differs < 0 ? own.length : differs
  }
  const far = (lap: LapRecord) => (Number.isNaN(number) ? 0 : Math.abs(lap.lap_number - number))
  return whole.toSorted((a, b) => alike(b) - alike(a) || far(a) - far(b))[0]
}
