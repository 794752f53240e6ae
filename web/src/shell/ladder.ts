// The one ladder of states: a shape for each, which says the same as its colour.
import type { HealthState } from '../../../src/model/health.ts'
import type { GlyphName } from './glyph.svelte'

export const ladder: Readonly<Record<HealthState, GlyphName>> = {
  critical: 'invalid',
  serious: 'best',
  caution: 'up',
  ok: 'ok',
  standby: 'half',
  off: 'ring',
}

/** From the one that needs nobody to the one that needs somebody at once. */
const order = ['off', 'standby', 'ok', 'caution', 'serious', 'critical'] as const satisfies HealthState[]

/** How much a state needs somebody: the worst comes last. */
export const urgency = (state: HealthState): number => order.indexOf(state)
