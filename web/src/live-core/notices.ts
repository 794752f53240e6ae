// What covers the bottom row for a while, because it matters more, in the order of how much: red and black flags, the pit
// lane, yellow, blue, a changed setting, the lap that has just ended, the fuel.
import { wordFor } from '../../../src/model/codes.ts'
import { fuelState, lapsOfFuel } from '../../../src/race/fuel.ts'
import type { CarView } from './car-view.ts'
import { decimal, whole } from './format.ts'
import type { LiveColumn } from './row.ts'

export type NoticeTone = 'invalid' | 'slower' | 'acc' | 'pb' | 'ink' | 'off' | 'serious'
export type Notice = {
  readonly word: string
  /** What it was before, or what to do. */
  readonly more: string
  readonly tone: NoticeTone
  /** Also as a frame around everything. */
  readonly frame: boolean
}

/** How long something new stays. */
const stay_ms = 5000

type FlagLook = {
  readonly word: string
  readonly tone: NoticeTone
  readonly lasts: boolean
  /** Before the pit lane in the order. */
  readonly grave?: true
}
/** By the catalogue's word. A yellow flag stays as long as it is shown, the others are told once. */
const flags: Readonly<Record<string, FlagLook>> = {
  blue: { word: 'BLUE FLAG', tone: 'acc', lasts: false },
  yellow: { word: 'YELLOW FLAG', tone: 'slower', lasts: true },
  black: { word: 'BLACK FLAG', tone: 'invalid', lasts: true, grave: true },
  white: { word: 'WHITE FLAG', tone: 'ink', lasts: false },
  chequered: { word: 'CHEQUERED FLAG', tone: 'ink', lasts: false },
  penalty: { word: 'PENALTY', tone: 'invalid', lasts: true, grave: true },
  green: { word: 'GREEN FLAG', tone: 'pb', lasts: false },
  orange: { word: 'ORANGE FLAG', tone: 'serious', lasts: true },
}

type Setting = {
  readonly column: LiveColumn
  readonly name: string
  readonly text: (value: number) => string
}
const settings: readonly Setting[] = [
  { column: 'tc_level', name: 'TC', text: whole },
  { column: 'tc_cut_level', name: 'TC CUT', text: whole },
  { column: 'abs_level', name: 'ABS', text: whole },
  { column: 'engine_map', name: 'MAP', text: whole },
]

const yellowSectors = ['global_yellow_sector_1', 'global_yellow_sector_2', 'global_yellow_sector_3'] as const

export class Notices {
  readonly #settings: readonly Setting[]
  readonly #before = new Map<LiveColumn, number>()
  #flag: { readonly value: number; readonly since_ms: number } | undefined
  #change: { readonly word: string; readonly more: string; readonly until_ms: number } | undefined
  #fuel: { readonly state: string; readonly since_ms: number } | undefined

  /** `brakeBias` turns the share of the channel into what the dash of this car shows. */
  constructor(brakeBias: (share: number) => number | undefined) {
    const text = (share: number) => decimal(brakeBias(share), 1)
    this.#settings = [...settings, { column: 'brake_bias', name: 'BB', text }]
  }

  /** Looks at the car, a few times a second; what matters most now, or nothing. */
  step(car: CarView): Notice | undefined {
    this.#watchSettings(car)
    const fuel = this.#fuelOf(car)
    if (car.freshness !== 'live' && car.freshness !== 'late') return undefined
    return (
      redFlag(car) ??
      this.#flagOf(car, true) ??
      pitNotice(car) ??
      yellowFlag(car) ??
      this.#flagOf(car, false) ??
      this.#changed(car.now_ms) ??
      fuel
    )
  }

  #watchSettings(car: CarView): void {
    for (const { column, name, text } of this.#settings) {
      const value = car.value(column)
      if (value === undefined) continue
      const before = this.#before.get(column)
      this.#before.set(column, value)
      if (before === undefined || before === value) continue
      this.#change = {
        word: `${name} ${text(value)}`,
        more: `was ${text(before)}`,
        until_ms: car.now_ms + stay_ms,
      }
    }
  }

  /** The flag that is shown: `grave` ones come before the pit lane, the others after it. */
  #flagOf(car: CarView, grave: boolean): Notice | undefined {
    const value = car.value('flag')
    if (value === undefined) return undefined
    if (this.#flag?.value !== value) this.#flag = { value, since_ms: car.now_ms }
    const look = flags[wordFor('flag', value) ?? 'none']
    if (look === undefined || (look.grave ?? false) !== grave) return undefined
    if (!look.lasts && car.now_ms - this.#flag.since_ms > stay_ms) return undefined
    const penalty = look.word === 'PENALTY' ? wordFor('penalty', car.value('penalty')) : undefined
    return {
      word: look.word,
      more: penalty === undefined || penalty === 'none' ? '' : penalty,
      tone: look.tone,
      frame: true,
    }
  }

  #changed(now_ms: number): Notice | undefined {
    if (this.#change === undefined || now_ms > this.#change.until_ms) return undefined
    const { word, more } = this.#change
    return { word, more, tone: 'ink', frame: false }
  }

  /** Told when the fuel comes below a bound, for a while; the cell below goes on saying it. */
  #fuelOf(car: CarView): Notice | undefined {
    const laps = lapsOfFuel(car.value('fuel_l'), car.value('fuel_per_lap_l'))
    const state = laps === undefined ? 'unknown' : fuelState(laps)
    if (this.#fuel?.state !== state) this.#fuel = { state, since_ms: car.now_ms }
    if (laps === undefined || state === 'fit' || car.now_ms - this.#fuel.since_ms > stay_ms) return undefined
    const more = `${decimal(laps, 1)} laps left`
    return state === 'box'
      ? { word: 'BOX', more, tone: 'invalid', frame: false }
      : { word: 'LOW FUEL', more, tone: 'serious', frame: false }
  }
}

const redFlag = (car: CarView): Notice | undefined =>
  car.value('global_red') === 1 ? { word: 'RED FLAG', more: '', tone: 'invalid', frame: true } : undefined

/** The yellow of the whole track, with the sectors it lies in; the flag that is shown to the car comes after it. */
function yellowFlag(car: CarView): Notice | undefined {
  const sectors = yellowSectors.flatMap((column, at) => (car.value(column) === 1 ? [`S${at + 1}`] : []))
  if (sectors.length === 0 && car.value('global_yellow') !== 1) return undefined
  return { word: `YELLOW ${sectors.join(' ')}`.trim(), more: '', tone: 'slower', frame: true }
}

/** The pit lane has a panel of its own; what covers everything is what may cost a penalty there, or speed elsewhere. */
function pitNotice(car: CarView): Notice | undefined {
  const limiter = car.value('pit_limiter_on')
  const lane = car.value('in_pit_lane')
  if (limiter === 1 && lane !== 1) return { word: 'PIT LIMITER', more: 'is on', tone: 'off', frame: false }
  if (lane !== 1 || limiter !== 0 || (car.value('speed_kmh') ?? 0) < 5) return undefined
  return { word: 'PIT LANE', more: 'limiter is off', tone: 'serious', frame: false }
}
