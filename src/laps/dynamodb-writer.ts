// Writes laps and rulings into the table in steps, each of which may be done again: the record itself, its copies at its
// driver, the boards, and last a note that all is done. What was cut short is gone through again when it comes again.
import type { LapRecord } from '../model/messages.ts'
import type { Ruling } from '../model/ruling.ts'
import { type DynamoItems, type Item, numberIn, textIn } from './dynamodb-items.ts'
import { isAt, type LapState, nothingKnown, placedItem, stateIn, stateItem } from './dynamodb-rows.ts'
import { type DynamoStandings, isDone } from './dynamodb-standings.ts'
import { directoryKey, lapKey, monthKey, monthOf, type Place, rulingKey } from './dynamodb-table.ts'
import { canonical, preferredLap } from './preference.ts'
import { preferredRuling } from './ruled.ts'
import type { Recorded } from './store.ts'
import { Turns } from './turns.ts'

const unchanged: Recorded = { changed: false, boards: [] }

export class DynamoWriter {
  readonly #items: DynamoItems
  readonly #standings: DynamoStandings
  readonly #turns = new Turns()
  readonly #listed = new Set<string>()

  constructor(items: DynamoItems, standings: DynamoStandings) {
    this.#items = items
    this.#standings = standings
  }

  recordLap(lap: LapRecord, ranked: boolean): Promise<Recorded> {
    return this.#changeLap(lap.lap_id, before => {
      const after = before.lap === undefined ? lap : preferredLap(before.lap, lap)
      const isRanked = before.ranked || ranked
      const isSame =
        before.lap !== undefined && isRanked === before.ranked && canonical(before.lap) === canonical(after)
      if (isSame) return undefined
      const { track, driver } = after
      const places = before.places.some(place => isAt(place, after))
        ? before.places
        : [...before.places, { track, driver }]
      return { ...before, lap: after, ranked: isRanked, places }
    })
  }

  /** One ruling at a time under its id: it may have been given another lap. */
  recordRuling(ruling: Ruling): Promise<Recorded> {
    return this.#turns.take(`ruling ${ruling.ruling_id}`, async () => {
      const key = rulingKey(ruling.ruling_id)
      for (;;) {
        const stored = await this.#items.get(key)
        const before = stored === undefined ? undefined : rulingIn(stored)
        const after = before === undefined ? ruling : preferredRuling(before, ruling)
        const isSame = before !== undefined && canonical(before) === canonical(after)
        if (stored !== undefined && isSame && isDone(stored)) return unchanged
        const rev = numberIn(stored, 'rev') + 1
        const laps = new Set<string>([
          ...JSON.parse(textIn(stored, 'laps') || '[]'),
          ...(before === undefined ? [] : [before.lap_id]),
          after.lap_id,
        ])
        const item = {
          ...{ ...key, rev, record: JSON.stringify(after), laps: JSON.stringify([...laps]) },
          ...{ GSI1PK: 'RULINGS', GSI1SK: after.ruling_id },
        }
        if (!(await this.#items.replace(item, rev - 1))) continue
        const boards: string[] = []
        for (const lap_id of laps) boards.push(...(await this.#rule(lap_id, after)).boards)
        if (await this.#items.replace({ ...item, done: rev }, rev)) return { changed: true, boards }
      }
    })
  }

  #rule(lap_id: string, ruling: Ruling): Promise<Recorded> {
    return this.#changeLap(lap_id, before => {
      const others = before.rulings.filter(({ ruling_id }) => ruling_id !== ruling.ruling_id)
      const rulings = ruling.lap_id === lap_id ? [...others, ruling] : others
      return canonical(rulings) === canonical(before.rulings) ? undefined : { ...before, rulings }
    })
  }

  /** `step` gives the state that follows, or undefined for none; it may be asked again about a newer state. */
  #changeLap(lap_id: string, step: (before: LapState) => LapState | undefined): Promise<Recorded> {
    return this.#turns.take(`lap ${lap_id}`, async () => {
      for (;;) {
        const stored = await this.#items.get(lapKey(lap_id))
        const before = stored === undefined ? nothingKnown(lap_id) : stateIn(stored)
        const after = step(before)
        if (after === undefined && (stored === undefined || isDone(stored))) return unchanged
        // What another has stored and not finished is finished here.
        const state = after ?? before
        const rev = numberIn(stored, 'rev') + (after === undefined ? 0 : 1)
        const item = stateItem(state, rev)
        if (after !== undefined && !(await this.#items.replace(item, rev - 1))) continue
        const boards = await this.#spread(state, rev)
        await this.#items.replace({ ...item, done: rev }, rev)
        return { changed: after !== undefined, boards }
      }
    })
  }

  /** Brings the copies of a lap, the listings and the boards up to its state. */
  async #spread(state: LapState, rev: number): Promise<readonly string[]> {
    const { lap, places } = state
    if (lap === undefined) return []
    await this.#list(monthKey(monthOf(lap)), {})
    const boards = new Set<string>()
    for (const place of places) {
      await this.#list(directoryKey(place), place)
      await this.#items.advance(placedItem(place, state, rev))
    }
    for (const changed of await Promise.all(places.map(place => this.#standings.reckon(place)))) {
      for (const board of changed) boards.add(board)
    }
    return [...boards]
  }

  async #list(key: Item & { readonly PK: string; readonly SK: string }, what: Place | object): Promise<void> {
    const name = `${key.PK} ${key.SK}`
    if (this.#listed.has(name)) return
    await this.#items.put({ ...key, ...what })
    this.#listed.add(name)
  }
}

export const rulingIn = (item: Item): Ruling => JSON.parse(textIn(item, 'record'))
