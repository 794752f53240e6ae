// How far the clocks of rigs are from the hub's: a status arrived after it had left and before it was acknowledged, and the
// rig tells both moments by its own clock with a later status.
import type { WayActivity } from '../model/activity.ts'
import type { StatusMessage } from '../model/messages.ts'

/** Of both clocks: moments are told in whole milliseconds. */
const grain_ms = 1
/** A minute of statuses. Clocks drift apart meanwhile by less than a millisecond. */
const mostBounds = 12
const mostArrivals = 4
/** Rigs name themselves: a bound for what a stranger may claim. */
const mostRigs = 200

/** The rig's clock minus the hub's is between these. */
type Bound = { readonly least: number; readonly most: number }
type Rig = { readonly arrivals: Map<string, number>; bounds: Bound[] }

export class ClockBounds {
  readonly #rigs = new Map<string, Rig>()

  /** Takes a status as it came. `received_ms` is the hub's clock. */
  note({ site, rig, at, acknowledged }: StatusMessage, received_ms: number): void {
    const key = `${site}/${rig}`
    const of = this.#rigs.get(key) ?? { arrivals: new Map<string, number>(), bounds: [] }
    if (!this.#rigs.has(key) && this.#rigs.size >= mostRigs) return
    this.#rigs.set(key, of)
    const arrived_ms = acknowledged === undefined ? undefined : of.arrivals.get(acknowledged.at)
    if (acknowledged !== undefined && arrived_ms !== undefined) {
      const left_ms = Date.parse(acknowledged.at)
      const least = left_ms - arrived_ms - grain_ms
      of.bounds.push({ least, most: left_ms + acknowledged.after_ms - arrived_ms + grain_ms })
      if (of.bounds.length > mostBounds) of.bounds.shift()
      of.arrivals.delete(acknowledged.at)
    }
    if (at !== undefined) of.arrivals.set(at, received_ms)
    for (const oldest of of.arrivals.keys()) if (of.arrivals.size > mostArrivals) of.arrivals.delete(oldest)
  }

  /** What all bounds of the last minute agree on; undefined before the first. */
  of(site: string, rig: string): WayActivity['clock'] {
    const known = this.#rigs.get(`${site}/${rig}`)
    if (known === undefined) return undefined
    const { bounds } = known
    const least = Math.max(...bounds.map(bound => bound.least))
    const most = Math.min(...bounds.map(bound => bound.most))
    const last = bounds.at(-1)
    if (last === undefined) return undefined
    // A clock was set meanwhile: what was known before is of another one.
    if (least > most) known.bounds = [last]
    const bound = least > most ? last : { least, most }
    return {
      ahead_ms: tenth((bound.least + bound.most) / 2),
      within_ms: tenth((bound.most - bound.least) / 2),
    }
  }
}

const tenth = (ms: number): number => Math.round(ms * 10) / 10
