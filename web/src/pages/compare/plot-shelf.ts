// The plots that are on the screen, by their rows: an export takes them from here.
import type { RowPicture } from './picture.ts'
import type { Plot } from './plot.ts'
import type { Row } from './row.ts'

export class PlotShelf {
  readonly #plots = new Map<string, Plot>()

  /** Undefined takes the plot of a row away. */
  readonly keep = (key: string, plot: Plot | undefined): void => {
    if (plot === undefined) this.#plots.delete(key)
    else this.#plots.set(key, plot)
  }

  of(key: string): Plot | undefined {
    return this.#plots.get(key)
  }

  /** In the order of the pictures. */
  drawn(pictures: readonly RowPicture[]): readonly { readonly row: Row; readonly plot: Plot }[] {
    return pictures.flatMap(({ row }) => {
      const plot = this.#plots.get(row.key)
      return plot === undefined ? [] : [{ row, plot }]
    })
  }
}
