// How the hub is: every part judges itself, and the worst of them is how the hub is.
import { z } from 'zod'
import { type HealthState, healthStates, urgency } from './health-state.ts'

export const partHealth = z.object({
  part: z.string(),
  state: z.enum(healthStates),
  /** One sentence: what is the matter, or how well it goes. */
  detail: z.string(),
  /** What to do about it; absent while it is ok. */
  advice: z.string().optional(),
  figures: z.record(z.string(), z.number()).optional(),
})
export type PartHealth = Readonly<z.infer<typeof partHealth>>

export const health = z.object({
  state: z.enum(healthStates),
  version: z.string(),
  started_at: z.iso.datetime(),
  uptime_s: z.int().min(0),
  parts: z.array(partHealth),
})
export type Health = Readonly<z.infer<typeof health>>

/** The worst of the parts; `ok` when there are none. */
export function worstOf(parts: readonly PartHealth[]): HealthState {
  const worst = Math.max(urgency('ok'), ...parts.map(({ state }) => urgency(state)))
  return healthStates[worst] ?? 'critical'
}
