// What is summed up while a lap is driven: how well it was captured, and the means that its record carries.
import type { ColumnName } from '../model/channels.ts'
import type { LapId } from '../model/identity.ts'
import type { LapRecord, Quality } from '../model/messages.ts'
import { addSpeed, newProfile, profileOf } from '../race/speed-profile.ts'
import { addTraffic, isClose, noTraffic, traffic_ms, trafficShare } from '../race/traffic.ts'
import { isWet } from '../race/weather.ts'
import type { Micros } from '../units/quantity.ts'
import { wheels } from '../units/wheel.ts'
import type { Newest } from './newest.ts'
import type { SourceCounters } from './source.ts'

/** The measured part of a lap record. What the game did not say is absent. */
export type LapFigures = {
  readonly samples: number
  readonly quality: Quality
  readonly fuel_used_l?: number
  readonly fuel_l?: number
  readonly tyre_pressure_psi?: Wheelwise
  readonly tyre_core_temp_c?: Wheelwise
  readonly air_temp_c?: number
  readonly road_temp_c?: number
  readonly conditions?: NonNullable<LapRecord['conditions']>
  readonly traffic_share?: number
  readonly speed_profile_kmh?: number[]
}
type Wheelwise = [number, number, number, number]

const meant = ['tyre_pressure_psi', 'tyre_core_temp_c'] as const
const columns: readonly ColumnName[] = meant.flatMap(id => wheels.map(wheel => `${id}_${wheel}` as const))

export class LapTally {
  readonly lapId: LapId
  readonly lapNumber: number
  readonly started_us: Micros
  readonly firstSeq: number
  /** The last frame of the lap; before the first of them, the one before. */
  lastSeq: number
  readonly #before: SourceCounters
  readonly #sums = new Float64Array(columns.length)
  readonly #counts = new Float64Array(columns.length)
  #samples = 0
  #gaps = 0
  #first_us: Micros | undefined
  #last_us: Micros | undefined
  #fuelAtStart: number | undefined
  #fuel: number | undefined
  #leastFuel = Number.POSITIVE_INFINITY
  #refuelled = false
  #conditions: LapRecord['conditions']
  #traffic = noTraffic
  readonly #profile = newProfile()

  constructor(
    lapId: LapId,
    lapNumber: number,
    nextSeq: number,
    started_us: Micros,
    counters: SourceCounters,
  ) {
    this.lapId = lapId
    this.lapNumber = lapNumber
    this.started_us = started_us
    this.firstSeq = nextSeq
    this.lastSeq = nextSeq - 1
    this.#before = counters
  }

  /**
   * Takes a physics page; `missed` game steps lie between it and the one before. `nearest_ms` is how far the nearest
   * other car is, as broadcasting tells.
   */
  add(newest: Newest, at: Micros, missed: number, nearest_ms?: number): void {
    this.#samples++
    this.#gaps += missed
    this.#first_us ??= at
    this.#last_us = at
    columns.forEach((name, index) => {
      const value = newest.value(name)
      if (value === undefined) return
      this.#sums[index] = (this.#sums[index] ?? 0) + value
      this.#counts[index] = (this.#counts[index] ?? 0) + 1
    })
    const fuel = newest.value('fuel_l')
    if (fuel !== undefined) {
      // Against the least so far, because a tank fills over many samples.
      this.#leastFuel = Math.min(this.#leastFuel, fuel)
      if (fuel > this.#leastFuel + refuelling_l) this.#refuelled = true
    }
    this.#fuelAtStart ??= fuel
    this.#fuel = fuel
    this.#weather(newest)
    addSpeed(this.#profile, newest.value('spline'), newest.value('speed_kmh'))
    this.#traffic = addTraffic(this.#traffic, closeNow(newest, nearest_ms))
  }

  figures(newest: Newest, counters: SourceCounters): LapFigures {
    const [used, air, road] = [this.#fuelUsed(), newest.value('air_temp_c'), newest.value('road_temp_c')]
    const [pressure, temperature] = [this.#mean(0), this.#mean(1)]
    const [traffic_share, speed_profile_kmh] = [trafficShare(this.#traffic), profileOf(this.#profile)]
    return {
      samples: this.#samples,
      quality: {
        rate_hz: this.#rate(),
        gaps: this.#gaps,
        duplicates: counters.duplicates - this.#before.duplicates,
        torn: counters.torn - this.#before.torn,
      },
      ...(used !== undefined && { fuel_used_l: used }),
      ...(this.#fuel !== undefined && { fuel_l: this.#fuel }),
      ...(pressure !== undefined && { tyre_pressure_psi: pressure }),
      ...(temperature !== undefined && { tyre_core_temp_c: temperature }),
      ...(air !== undefined && { air_temp_c: air }),
      ...(road !== undefined && { road_temp_c: road }),
      ...(this.#conditions !== undefined && { conditions: this.#conditions }),
      ...(traffic_share !== undefined && { traffic_share }),
      ...(speed_profile_kmh !== undefined && { speed_profile_kmh }),
    }
  }

  /** A lap is dry if it was all the way. */
  #weather(newest: Newest): void {
    if (this.#conditions === 'wet') return
    const [rain, grip, tyres] = [newest.value('rain'), newest.value('track_grip'), newest.value('rain_tyres')]
    const wet = isWet({ rain, grip, tyres })
    if (wet !== undefined) this.#conditions = wet ? 'wet' : 'dry'
  }

  /** Physics pages per second between the first and the last; 0 where there are not two. */
  #rate(): number {
    const span_us = (this.#last_us ?? 0) - (this.#first_us ?? 0)
    return span_us > 0 ? round(((this.#samples - 1) * 1e6) / span_us, 100) : 0
  }

  /** A lap with a fuel stop says nothing about its consumption. */
  #fuelUsed(): number | undefined {
    if (this.#refuelled || this.#fuelAtStart === undefined || this.#fuel === undefined) return undefined
    return round(this.#fuelAtStart - this.#fuel, 1000)
  }

  #mean(which: number): Wheelwise | undefined {
    const at = (wheel: number) => {
      const index = which * wheels.length + wheel
      return round((this.#sums[index] ?? 0) / (this.#counts[index] ?? 0), 100)
    }
    const means: Wheelwise = [at(0), at(1), at(2), at(3)]
    return means.every(Number.isFinite) ? means : undefined
  }
}

/** By broadcasting, which knows every car on the track, and by the game's own page; undefined where neither says. */
function closeNow(newest: Newest, nearest_ms: number | undefined): boolean | undefined {
  const told = isClose({
    gap_ahead_ms: newest.value('gap_ahead_ms'),
    gap_behind_ms: newest.value('gap_behind_ms'),
    active_cars: newest.value('active_cars'),
  })
  return nearest_ms === undefined ? told : nearest_ms < traffic_ms || told === true
}

/** More fuel than before by this much was filled in; the value itself trembles by less. */
const refuelling_l = 0.2
const round = (value: number, steps: number) => Math.round(value * steps) / steps
