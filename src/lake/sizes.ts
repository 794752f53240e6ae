// How many rows each table has and how many files hold them, as the catalogue knows it: no file is opened.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Catalogue, type TableSize } from './catalogue.ts'
import { catalogueFile } from './desk.ts'

export type LakeSizes = {
  /** By the name of the table; empty as long as there is no lake. */
  readonly tables: () => Readonly<Record<string, TableSize>>
  readonly close: () => void
}

/** Looks into the catalogue in `folder` when it has changed, and at most that often. */
export function openSizes(folder: string): LakeSizes {
  let catalogue: Catalogue | undefined
  let known: { readonly stamp: string; readonly sizes: Readonly<Record<string, TableSize>> } | undefined
  return {
    tables() {
      const path = join(folder, catalogueFile)
      if (catalogue === undefined && existsSync(path)) catalogue = new Catalogue(path, true)
      if (catalogue === undefined) return {}
      const stamp = catalogue.stamp()
      if (known?.stamp !== stamp) known = { stamp, sizes: catalogue.sizes() }
      return known.sizes
    },
    close: () => catalogue?.close(),
  }
}
