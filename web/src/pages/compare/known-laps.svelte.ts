// What can be chosen: laps of the track that is looked at, or of every track while none is. Without a word in the
// address the newest is held against the fastest.
import { untrack } from 'svelte'
import type { LapRecord } from '../../../../src/model/messages.ts'
import { ask } from '../../shell/api.ts'
import { line } from '../../shell/line.svelte.ts'
import { ownReference } from '../../shell/own-reference.svelte.ts'
import { route } from '../../shell/route.svelte.ts'
import { membersOf, slots, type View } from './address.ts'
import { firstPair } from './lap-choices.ts'

export class KnownLaps {
  /** Newest first. */
  laps: readonly LapRecord[] = $state.raw([])
  problem: string | undefined = $state.raw()

  /** Follows the track; must be made while a component is. */
  constructor(shown: () => { readonly track: string | undefined; readonly view: View }) {
    const track = $derived(shown().track)
    const newest = $derived(line.now.laps[0]?.lap_id)
    $effect(() => {
      void newest
      const query = new URLSearchParams({ limit: '1000', ...(track !== undefined && { track }) })
      const stop = new AbortController()
      ask<readonly LapRecord[]>(`/api/laps?${query}`, stop.signal).then(answer => {
        if (stop.signal.aborted) return
        if (answer.ok) this.laps = answer.body
        else this.problem = answer.problem
        const isBare = untrack(() => slots.every(slot => shown().view.laps[slot] === undefined))
        const pair = answer.ok && isBare ? firstPair(answer.body, of => ownReference.of(of)) : undefined
        if (pair === undefined) return
        route.change(membersOf({ laps: { a: pair.a, ...(pair.b !== undefined && { b: pair.b }) } }))
      })
      return () => stop.abort()
    })
  }
}
