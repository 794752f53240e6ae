// How the hub says that it is: asked for now and then by every page that is looked at.
import type { Health, PartHealth } from '../../../src/model/health.ts'
import { urgency } from '../../../src/model/health-state.ts'
import { ask } from './api.ts'

const lookEvery_ms = 5000

export type Answered =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly problem: string }
  | { readonly state: 'known'; readonly health: Health }

class HubHealth {
  /** The last answer, or why there is none. */
  now: Answered = $state.raw({ state: 'asking' })
  /** The part that needs somebody most; undefined while all are well, and while nobody knows. */
  readonly worst: PartHealth | undefined = $derived.by(() => {
    if (this.now.state !== 'known') return undefined
    const worst = this.now.health.parts.reduce<PartHealth | undefined>(
      (a, b) => (a === undefined || urgency(b.state) > urgency(a.state) ? b : a),
      undefined,
    )
    return worst !== undefined && urgency(worst.state) > urgency('ok') ? worst : undefined
  })

  async look(signal?: AbortSignal): Promise<void> {
    const answer = await ask<Health>('/api/health', signal)
    if (signal?.aborted === true) return
    this.now = answer.ok
      ? { state: 'known', health: answer.body }
      : { state: 'failed', problem: answer.problem }
  }

  /** Looks again and again while the page is seen, until the returned function is called. */
  watch(): () => void {
    const stop = new AbortController()
    const look = () => {
      if (document.visibilityState === 'visible') void this.look(stop.signal)
    }
    look()
    const again = setInterval(look, lookEvery_ms)
    return () => {
      stop.abort()
      clearInterval(again)
    }
  }
}

export const hubHealth = new HubHealth()
