// The one ladder of states: a shape for each, which says the same as its colour.
import type { HealthState } from '../../../src/model/health-state.ts'
import type { GlyphName } from './glyph.svelte'

export const ladder: Readonly<Record<HealthState, GlyphName>> = {
  critical: 'invalid',
  serious: 'best',
  caution: 'up',
  ok: 'ok',
  standby: 'half',
  off: 'ring',
}
