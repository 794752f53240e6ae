// What a driver needs to see follows from what the car does; nobody turns pages at 200 km/h.
import type { CarView } from './car-view.ts'

export const modes = ['garage', 'pit', 'out', 'race', 'flying'] as const
export type Mode = (typeof modes)[number]

/** A mode must be meant for so long before the picture changes. */
const settle_ms = 500

export class ModeWatch {
  #lap: { id: string; fromPits: boolean } | undefined
  #meant: { mode: Mode; since_ms: number } | undefined
  mode: Mode = 'flying'

  /** Looks at the car, a few times a second and oftener. */
  step(car: CarView): Mode {
    const mode = this.#wanted(car)
    if (mode === this.mode) this.#meant = undefined
    else if (this.#meant?.mode !== mode) this.#meant = { mode, since_ms: car.now_ms }
    else if (car.now_ms - this.#meant.since_ms >= settle_ms) this.mode = mode
    return this.mode
  }

  #wanted(car: CarView): Mode {
    const id = car.feed?.lap?.lap_id
    if (id === undefined || car.freshness === 'lost') return this.mode
    const inPits = car.value('in_pit_lane') === 1
    if (this.#lap?.id !== id) this.#lap = { id, fromPits: inPits }
    if (inPits) this.#lap.fromPits = true
    if (car.value('setup_menu_visible') === 1) return 'garage'
    if (inPits) return 'pit'
    if (this.#lap.fromPits) return 'out'
    return car.feed?.session?.session_type === 'race' ? 'race' : 'flying'
  }
}
