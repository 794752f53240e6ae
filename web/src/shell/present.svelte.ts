// The car that every page looks at: the one that the address names, else the first that drives, else the first known.
import { CarView } from '../live-core/car-view.ts'
import { feed, line, type RigSnapshot } from './line.svelte.ts'
import { route } from './route.svelte.ts'

class Present {
  readonly #key = $derived.by(() => {
    const { rigs } = line.now
    const asked = route.now.query.get('car')
    const found =
      rigs.find(rig => rig.key === asked) ?? rigs.find(rig => rig.status?.state === 'driving') ?? rigs[0]
    return found?.key
  })
  readonly car: CarView | undefined = $derived(
    this.#key === undefined ? undefined : new CarView(feed, this.#key),
  )
  readonly rig: RigSnapshot | undefined = $derived(line.now.rigs.find(({ key }) => key === this.#key))
}

export const present = new Present()
