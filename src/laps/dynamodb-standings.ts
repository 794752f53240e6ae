// A driver's rows on all boards of a track, reckoned from the driver's laps there. Any number of hubs may do it at a time:
// each takes a number first and reads the laps then, and only the one with the highest number writes, all at once.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BoardEvent, boardEvent } from '../model/board-event.ts'
import type { Field } from '../model/board-name.ts'
import { boardsOf, isOn, type NamedKey } from './boards.ts'
import { type Contender, contenderOf } from './contender.ts'
import { type DynamoItems, type Item, numberIn, type Step, textIn } from './dynamodb-items.ts'
import { lapIn } from './dynamodb-rows.ts'
import {
  boardKey,
  boardPartition,
  type Place,
  placePartition,
  rowKey,
  standingOrder,
  standingsKey,
} from './dynamodb-table.ts'
import { recordsAmong } from './records.ts'
import { attemptOf, judge } from './standing.ts'
import { eachOnce } from './told-twice.ts'
import { Turns } from './turns.ts'

type Waiting = { readonly reckoned: Promise<readonly string[]>; begun: boolean }

/** Items of one transaction, with room for the one that holds all. */
const mostTogether = 90

export class DynamoStandings {
  readonly #items: DynamoItems
  readonly #turns = new Turns()
  readonly #waiting = new Map<string, Waiting>()
  readonly #declared = new Set<string>()

  constructor(items: DynamoItems) {
    this.#items = items
  }

  /** Reckons the boards of a place; resolves with the names of those that changed. Calls that wait are one. */
  reckon(place: Place): Promise<readonly string[]> {
    const name = placePartition(place)
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined && !waiting.begun) return waiting.reckoned
    const next: Waiting = {
      begun: false,
      reckoned: this.#turns.take(name, () => {
        next.begun = true
        return this.#reckon(place)
      }),
    }
    this.#waiting.set(name, next)
    const forget = () => {
      if (this.#waiting.get(name) === next) this.#waiting.delete(name)
    }
    next.reckoned.then(forget, forget)
    return next.reckoned
  }

  async events(): Promise<readonly BoardEvent[]> {
    const items = await this.#items.query({ partition: 'EVENTS' })
    return items.flatMap(item => (item['gone'] === true ? [] : [eventIn(item)]))
  }

  async #reckon(place: Place): Promise<readonly string[]> {
    for (let attempt = 0; ; attempt++) {
      const key = standingsKey(place)
      const number = await this.#items.countUp(key)
      const [known, events, items] = await Promise.all([
        this.#items.get(key),
        this.events(),
        this.#items.query({ partition: placePartition(place), prefix: 'LAP#' }),
      ])
      const laps = items.flatMap(item =>
        item['gone'] === true ? [] : [{ lap: lapIn(item), ranked: item['ranked'] === true }],
      )
      const contenders = eachOnce(laps).flatMap(({ lap, ranked }) => contenderOf(lap, ranked) ?? [])
      const rows = rowsOf(place, contenders, events)
      const changed = await this.#write(place, number, known, rows)
      if (changed !== undefined) return changed
      // Another hub has taken a number since. Whoever is last writes what all have stored.
      await sleep(Math.min(1000, 5 * 2 ** attempt) * (0.5 + (number % 7) / 7))
    }
  }

  /** Undefined when another has taken a number meanwhile. */
  async #write(
    place: Place,
    number: number,
    known: Item | undefined,
    rows: ReadonlyMap<string, Row>,
  ): Promise<readonly string[] | undefined> {
    const digests: Record<string, string> = JSON.parse(textIn(known, 'rows') || '{}')
    const steps: (readonly [string, Step])[] = []
    for (const [board, { item }] of rows) {
      if (digests[board] !== digestOf(item)) steps.push([board, { put: item }])
    }
    for (const board of Object.keys(digests)) {
      if (!rows.has(board)) steps.push([board, { remove: rowKey(board, place.driver) }])
    }
    await this.#declare(steps.flatMap(([board]) => rows.get(board)?.key ?? []))
    for (let from = 0; from === 0 || from < steps.length; from += mostTogether) {
      const some = steps.slice(from, from + mostTogether)
      for (const [board] of some) {
        const row = rows.get(board)
        if (row === undefined) delete digests[board]
        else digests[board] = digestOf(row.item)
      }
      const noted = { ...standingsKey(place), rev: number, rows: JSON.stringify(digests) }
      const isLast = await this.#items.together([
        { put: noted, ifRev: number },
        ...some.map(([, step]) => step),
      ])
      if (!isLast) return undefined
    }
    return steps.map(([board]) => board)
  }

  /** Notes boards that this process has not seen yet. */
  async #declare(keys: readonly NamedKey[]): Promise<void> {
    const fresh = keys.filter(({ board }) => !this.#declared.has(board))
    await Promise.all(fresh.map(key => this.#items.put({ ...boardKey(key.board), key: JSON.stringify(key) })))
    for (const { board } of fresh) this.#declared.add(board)
  }
}

type Row = { readonly key: NamedKey; readonly item: Item }

/** The rows of a driver on all boards of a track, from all own laps there. */
function rowsOf(
  { driver }: Place,
  contenders: readonly Contender[],
  events: readonly BoardEvent[],
): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>()
  for (const [field, laps] of Map.groupBy(contenders, ({ field }): Field => field)) {
    const keys = new Map<string, NamedKey>()
    for (const lap of laps) for (const key of boardsOf(lap, field, events)) keys.set(key.board, key)
    for (const key of keys.values()) {
      const attempts = laps.filter(lap => isOn(key, lap, events)).map(attemptOf)
      const standing = judge(key.rule, attempts)
      if (standing === undefined) continue
      const bests =
        key.rule === 'best-lap' ? recordsAmong(attempts.map(attempt => ({ ...attempt, driver }))) : []
      const item = {
        ...rowKey(key.board, driver),
        ...{ GSI1PK: boardPartition(key.board), GSI1SK: standingOrder(standing) },
        standing: JSON.stringify({ ...standing, driver }),
        bests: JSON.stringify(bests),
      }
      rows.set(key.board, { key, item })
    }
  }
  return rows
}

const digestOf = (item: Item): string =>
  createHash('sha256').update(JSON.stringify(item)).digest('base64url').slice(0, 12)

export const eventIn = (item: Item): BoardEvent => boardEvent.parse(JSON.parse(textIn(item, 'record')))
export const isDone = (item: Item): boolean => numberIn(item, 'done') === numberIn(item, 'rev')
