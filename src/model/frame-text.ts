// A frame as the bytes of its JSON: what `JSON.stringify` makes of `encodeFrame`, without the two hundred arrays in between,
// which a rig would make and throw away four times a second.
import { type ChannelColumn, type SampledPage, sampledPages } from './channels.ts'
import type { FrameHeader, PageColumns } from './frame.ts'
import { JsonBytes } from './json-bytes.ts'
import { packColumnInto, packCounterInto } from './pack.ts'

export class FrameText {
  readonly #json = new JsonBytes()
  #packed = new Float64Array(256)

  /** The bytes of one message. */
  write(header: FrameHeader, pages: { readonly [Page in SampledPage]?: PageColumns }): Uint8Array {
    const json = this.#json
    json.clear()
    json.raw(JSON.stringify({ v: 1, type: 'frame', ...header }).slice(0, -1))
    let before = ',"pages":{"'
    for (const page of sampledPages) {
      const columns = pages[page]
      if (columns === undefined || columns.count === 0) continue
      json.raw(`${before}${page}":`)
      this.#page(columns)
      before = ',"'
    }
    json.raw(before.startsWith(',"p') ? ',"pages":{}}' : '}}')
    return json.taken()
  }

  #page(page: PageColumns): void {
    const json = this.#json
    const { count } = page
    if (this.#packed.length < count + 2) this.#packed = new Float64Array(2 * count)
    json.raw('{"n":')
    json.number(count)
    json.raw(',"t_us":')
    json.list(this.#packed, packCounterInto(this.#packed, page.t_us, count))
    json.raw(',"packet":')
    json.list(this.#packed, packCounterInto(this.#packed, page.packet, count))
    json.raw(',"c":{')
    let isFirst = true
    for (let index = 0; index < page.columns.length; index++) {
      const [column, values] = [page.columns[index], page.values[index]]
      if (column === undefined || values === undefined) continue
      const { bits, shift } = column.channel
      const used = packColumnInto(this.#packed, values, count, bits, shift, page.none[index])
      if (used === 0) continue
      json.raw(nameOf(column, isFirst))
      json.list(this.#packed, used)
      isFirst = false
    }
    json.raw('}}')
  }
}

const names = new Map<ChannelColumn, string>()

/** `,"speed_kmh":`, made once. */
function nameOf(column: ChannelColumn, isFirst: boolean): string {
  let name = names.get(column)
  if (name === undefined) {
    name = `,${JSON.stringify(column.name)}:`
    names.set(column, name)
  }
  return isFirst ? name.slice(1) : name
}
