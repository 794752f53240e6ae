// The ladder of states, without the validator: pages climb it as well.

/** From best to worst; `off` is a part that nobody asked for, `standby` one that waits for somebody to begin. */
export const healthStates = ['off', 'standby', 'ok', 'caution', 'serious', 'critical'] as const
export type HealthState = (typeof healthStates)[number]

/** How much a state needs somebody: the worst comes last. */
export const urgency = (state: HealthState): number => healthStates.indexOf(state)
