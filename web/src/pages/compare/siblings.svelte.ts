// The last laps of the same drive, to tell a habit from an accident.
import { untrack } from 'svelte'
import type { Cut } from '../../../../src/model/cuts.ts'
import type { LapSegments } from '../../../../src/model/lap-segments.ts'
import type { LapRecord } from '../../../../src/model/messages.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { storedLap } from './source.ts'

const most = 6

type Company = {
  readonly lap: LoadedLap | undefined
  readonly reference: LoadedLap | undefined
  /** Newest first. */
  readonly known: readonly LapRecord[]
  readonly cuts: readonly Cut[] | undefined
}

export class Siblings {
  facts: readonly LapSegments[] = $state.raw([])

  /** Follows the laps that are shown; must be made while a component is. */
  constructor(company: () => Company) {
    const ids = $derived(idsOf(company()).join())
    const cuts = $derived(company().cuts)
    $effect(() => {
      const [asked, length] = [cuts, untrack(() => company().reference?.spine?.length_m)]
      const wanted = ids.split(',').filter(id => id !== '')
      let isCurrent = true
      Promise.all(wanted.map(id => storedLap(id).segments(length, asked))).then(answers => {
        if (isCurrent) this.facts = answers.flatMap(answer => (answer.ok ? [answer.body] : []))
      })
      return () => {
        isCurrent = false
      }
    })
  }
}

function idsOf({ lap, reference, known }: Company): readonly string[] {
  const session = lap?.about?.session_id
  if (session === undefined) return []
  return known
    .filter(({ session_id, kind, valid }) => session_id === session && kind === 'flying' && valid !== false)
    .filter(({ lap_id }) => lap_id !== lap?.source.id && lap_id !== reference?.source.id)
    .slice(0, most)
    .map(({ lap_id }) => lap_id)
}
