// Decoding one physics page to columns, against a plain copy of the page, in one run.
import { channelColumns } from '../src/model/channels.ts'
import { accPhysics } from '../src/wire/acc/physics.ts'
import { columnBlock } from '../src/wire/columns.ts'
import { decode, leavesOf } from '../src/wire/struct.ts'
import { compare } from './compare.ts'

const rows = 400
const pages = Array.from({ length: rows }, (_, row) => {
  const page = new Float32Array(accPhysics.size / 4).map((_, index) => Math.sin(row + index) * 100)
  return new Uint8Array(page.buffer)
})
const block = columnBlock(accPhysics, rows)
const target = new Uint8Array(accPhysics.size)
const view = new DataView(target.buffer)
const leaves = leavesOf(accPhysics)
const plain = leaves.map(() => new Float64Array(rows))

const eachPage = (work: (page: Uint8Array, row: number) => void) => () => {
  for (let row = 0; row < rows; row++) {
    const page = pages[row]
    if (page !== undefined) work(page, row)
  }
}

compare(
  `one physics page (${leaves.length} numbers), ${channelColumns.length} columns in the catalogue`,
  rows,
  {
    'plain copy of the page': eachPage(page => target.set(page)),
    'copy and columns': eachPage((page, row) => {
      block.page.set(page)
      block.push(row)
    }),
    'copy and a loop over the table': eachPage((page, row) => {
      target.set(page)
      leaves.forEach((leaf, index) => {
        const column = plain[index]
        if (column === undefined) return
        column[row] =
          leaf.type === 'i32' ? view.getInt32(leaf.offset, true) : view.getFloat32(leaf.offset, true)
      })
    }),
    'decode to an object': eachPage(page => void decode(accPhysics, page)),
  },
)
