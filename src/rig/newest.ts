// The newest values of both pages: what a live message shows and what the folds step over.
import { type ColumnName, type SampledPage, sampledPages } from '../model/channels.ts'
import type { Game } from '../model/games/game.ts'
import { type FoldSample, foldColumns } from '../race/fold-sample.ts'
import { type Micros, micros } from '../units/quantity.ts'
import { type PageBlock, pageBlock } from './page-block.ts'

export class Newest {
  readonly #game: Game
  readonly #blocks: { [Page in SampledPage]?: PageBlock } = {}
  readonly #places = new Map<ColumnName, readonly [block: PageBlock, index: number]>()

  /** Values that stand where no page is sampled. */
  readonly #held = new Map<ColumnName, number>()

  constructor(game: Game) {
    this.#game = game
  }

  /** Holds a value that is sampled nowhere, until it is held anew; a page that has it goes before. */
  hold(name: ColumnName, value: number | undefined): void {
    if (value === undefined) this.#held.delete(name)
    else this.#held.set(name, value)
  }

  /** Takes a page, which may hold only its beginning. */
  put(page: SampledPage, bytes: Uint8Array): void {
    let block = this.#blocks[page]
    if (block?.length !== bytes.byteLength) block = this.#open(page, bytes.byteLength)
    block.clear()
    block.push(bytes, micros(0), 0)
  }

  /** A value at the resolution of its channel; undefined where the game does not say. */
  value(name: ColumnName): number | undefined {
    const place = this.#places.get(name)
    return place === undefined ? this.#held.get(name) : place[0].newest(place[1])
  }

  /** What the folds step over. */
  sample(t_us: Micros): FoldSample {
    const sample: { -readonly [Name in keyof FoldSample]: FoldSample[Name] } = { t_us }
    for (const name of foldColumns) {
      const value = this.value(name)
      if (value !== undefined) sample[name] = value
    }
    return sample
  }

  clear(): void {
    for (const page of sampledPages) delete this.#blocks[page]
    this.#places.clear()
  }

  #open(page: SampledPage, length: number): PageBlock {
    const block = pageBlock(this.#game, page, length, 1)
    const before = this.#blocks[page]
    for (const column of before?.columns ?? []) this.#places.delete(column.name)
    for (const [index, column] of block.columns.entries()) this.#places.set(column.name, [block, index])
    this.#blocks[page] = block
    return block
  }
}
