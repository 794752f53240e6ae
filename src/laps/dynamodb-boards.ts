// Boards out of the table, as they were reckoned when laps came; and the rank of one driver, counted and not read.
import type { Board, BoardRecord, BoardRow } from '../model/board.ts'
import { type DriverStanding, type NamedKey, placed, rowOf } from './boards.ts'
import { type DynamoItems, type Item, textIn } from './dynamodb-items.ts'
import type { DynamoListing } from './dynamodb-listing.ts'
import { boardKey, boardPartition, type Place, rowKey, scoreOrder } from './dynamodb-table.ts'
import { isWanted } from './dynamodb-wanted.ts'
import { inParallel } from './in-parallel.ts'
import { type Candidate, recordOf, recordsAmong } from './records.ts'
import type { BoardFilter } from './store.ts'

export class DynamoBoards {
  readonly #items: DynamoItems
  readonly #listing: Pick<DynamoListing, 'places'>

  constructor(items: DynamoItems, listing: Pick<DynamoListing, 'places'>) {
    this.#items = items
    this.#listing = listing
  }

  async boards(filter: BoardFilter): Promise<readonly Board[]> {
    const items = await (filter.board === undefined
      ? this.#items.query({ partition: 'BOARDS' })
      : this.#items.get(boardKey(filter.board)).then(item => (item === undefined ? [] : [item])))
    const keys = items.map(boardIn).filter(key => isWanted(key, filter))
    const places = filter.driver === undefined ? [] : await this.#listing.places({ driver: filter.driver })
    const boards = await inParallel(keys, async key => ({
      board: key.board,
      rows: await this.#rows(key, filter, places),
    }))
    return boards.filter(({ rows }) => rows.length > 0)
  }

  async rank(board: string, driver: string): Promise<BoardRow | undefined> {
    const item = await this.#items.get(boardKey(board))
    return item === undefined ? undefined : this.#rank(boardIn(item), driver)
  }

  async records(board: string): Promise<readonly BoardRecord[]> {
    const rows = await this.#items.query({ partition: boardPartition(board), prefix: 'DRIVER#' })
    const candidates = rows.flatMap((row): readonly Candidate[] => JSON.parse(textIn(row, 'bests')))
    return recordsAmong(candidates).map(recordOf).reverse()
  }

  async #rows(
    key: NamedKey,
    { driver, limit }: BoardFilter,
    places: readonly Place[],
  ): Promise<readonly BoardRow[]> {
    if (driver === undefined) {
      const partition = boardPartition(key.board)
      const items = await this.#items.query({
        partition,
        of: 'index',
        ...(limit !== undefined && { limit }),
      })
      return placed(items.map(standingIn), key.rule)
    }
    const names = places.filter(({ track }) => track === key.track).map(place => place.driver)
    const rows = await Promise.all(names.map(name => this.#rank(key, name)))
    return rows
      .flatMap(row => row ?? [])
      .sort((a, b) => a.rank - b.rank)
      .slice(0, limit)
  }

  async #rank({ board, rule }: NamedKey, driver: string): Promise<BoardRow | undefined> {
    const item = await this.#items.get(rowKey(board, driver))
    if (item === undefined) return undefined
    const standing = standingIn(item)
    const before = scoreOrder(standing.score)
    const better = await this.#items.count({ partition: boardPartition(board), of: 'index', before })
    return rowOf(standing, 1 + better, rule)
  }
}

const boardIn = (item: Item): NamedKey => JSON.parse(textIn(item, 'key'))
const standingIn = (item: Item): DriverStanding => JSON.parse(textIn(item, 'standing'))
