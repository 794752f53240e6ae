// The last hour of each part as stretches of one state, for a line of time.
import type { StateChange } from '../../../../src/model/activity.ts'
import type { HealthState } from '../../../../src/model/health-state.ts'

export const hour_ms = 3_600_000

export type Stretch = {
  readonly state: HealthState
  readonly detail: string
  readonly from_ms: number
  readonly to_ms: number
}
export type PartHour = { readonly part: string; readonly stretches: readonly Stretch[] }

/** Parts that were anything but well, most lately changed first; those that always were well are left out. */
export function hourOf(changes: readonly StateChange[], now_ms: number): readonly PartHour[] {
  const start_ms = now_ms - hour_ms
  return [...Map.groupBy(changes, ({ part }) => part)]
    .filter(([, of]) => of.some(({ state }) => state !== 'ok' && state !== 'off') || isRig(of))
    .map(([part, of]) => ({
      part,
      stretches: of
        .map(({ at_ms, state, detail }, at) => ({
          ...{ state, detail },
          from_ms: Math.max(start_ms, at_ms),
          to_ms: of[at + 1]?.at_ms ?? now_ms,
        }))
        .filter(({ from_ms, to_ms }) => to_ms > from_ms || to_ms === now_ms),
    }))
    .toSorted((a, b) => (b.stretches.at(-1)?.from_ms ?? 0) - (a.stretches.at(-1)?.from_ms ?? 0))
}

/** A rig's coming and going is shown also when all was well. */
const isRig = ([first]: readonly StateChange[]): boolean => first?.part.startsWith('rig ') === true
