// Frames straight from their text to columns. A lap is hundreds of frames of ten thousand small numbers each: making
// objects of them only to take them apart again costs more than all that is done with the numbers later.
import { type ColumnName, columnsOfPage, type SampledPage, sampledPages } from './channels.ts'
import { decodePage, type FrameColumns, mostRows, type ScaledColumn } from './frame.ts'
import { readFrame } from './messages.ts'
import { missing } from './pack.ts'

export type FramePages = { readonly [Page in SampledPage]?: FrameColumns }

/**
 * The pages of a frame message in UTF-8. Throws ModelFault, or SyntaxError, for what is no frame, as `readFrame` and
 * `decodePage` do.
 */
export function decodeFrame(bytes: Uint8Array): FramePages {
  const scan = new Scan(bytes)
  const pages = scan.frame()
  if (!scan.failed) return pages
  // Anything but the plain form is read, or refused, the long way round.
  const frame = readFrame(JSON.parse(Buffer.from(bytes).toString('utf8')))
  const [physics, graphics] = sampledPages.map(page => decodePage(frame, page))
  return { ...(physics && { physics }), ...(graphics && { graphics }) }
}

const quote = 34
const comma = 44
const minus = 45
const zero = 48
const nine = 57
const colon = 58
const bracket = 91
const backslash = 92
const bracketEnd = 93
const n = 110
const brace = 123
const braceEnd = 125

type ColumnKey = { readonly name: ColumnName; readonly key: Uint8Array }
const keysOf = (page: SampledPage): readonly ColumnKey[] =>
  columnsOfPage(page).map(({ name }) => ({ name, key: Buffer.from(`${JSON.stringify(name)}:`) }))
/** The columns of a page as they stand in the text. */
const columnKeys = { physics: keysOf('physics'), graphics: keysOf('graphics') } as const

/** A reader of one message that gives up, and says so, at the first thing that it does not expect. */
class Scan {
  readonly #bytes: Buffer
  #at = 0
  failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  frame(): FramePages {
    const pages: { [Page in SampledPage]?: FrameColumns } = {}
    let known = 0
    this.#members(name => {
      if (name === 'v') known += this.#whole() === 1 ? 1 : 0
      else if (name === 'type') known += this.#text() === 'frame' ? 1 : 0
      else if (name !== 'pages') this.#skip()
      else {
        this.#members(page => {
          if (page !== 'physics' && page !== 'graphics') this.failed = true
          else pages[page] = this.#page(page)
        })
      }
    })
    if (known !== 2 || this.#at !== this.#bytes.length) this.failed = true
    return pages
  }

  #page(page: SampledPage): FrameColumns {
    const columns = new Map<ColumnName, ScaledColumn>()
    const none: Float64Array = new Float64Array(0)
    const read = { count: -1, t_us: none, packet: none, columns }
    this.#members(name => {
      if (name === 'n') {
        read.count = this.#whole()
        if (read.count < 0 || read.count > mostRows) this.failed = true
      } else if (read.count < 0) this.failed = true
      else if (name === 't_us' || name === 'packet') read[name] = this.#counter(read.count)
      else if (name === 'c') this.#columns(page, read.count, columns)
      else this.failed = true
    })
    if (read.count < 0 || read.t_us.length !== read.count || read.packet.length !== read.count)
      this.failed = true
    return read
  }

  #columns(page: SampledPage, count: number, into: Map<ColumnName, ScaledColumn>): void {
    const keys = columnKeys[page]
    const block = new Int32Array(this.failed ? 0 : count * keys.length)
    this.#expect(brace)
    // Most columns stand in the order of the catalogue: the next one is nearly always the next one there.
    let next = 0
    for (let tries = 0; tries < keys.length && !this.failed; tries++) {
      const candidate = keys[next]
      next = next + 1 === keys.length ? 0 : next + 1
      if (candidate === undefined || !startsWith(this.#bytes, this.#at, candidate.key)) continue
      const { name, key } = candidate
      if (into.has(name)) this.failed = true
      tries = -1
      this.#at += key.length
      const scaled = block.subarray(into.size * count, (into.size + 1) * count)
      into.set(name, { bits: this.#column(scaled), scaled })
      if (this.#bytes[this.#at] !== comma) break
      this.#at++
      if (this.#bytes[this.#at] === braceEnd) this.failed = true
    }
    this.#expect(braceEnd)
  }

  /** Reads a packed column and returns its bits. */
  #column(into: Int32Array): number {
    const bytes = this.#bytes
    this.#expect(bracket)
    const bits = this.#whole()
    if (bits < 0 || bits > 24) this.failed = true
    this.#at = this.failed ? this.#at : readSteps(bytes, this.#at, into)
    if (this.#at < 0) this.failed = true
    this.#expect(bracketEnd)
    return bits
  }

  #counter(count: number): Float64Array {
    const values = new Float64Array(this.failed ? 0 : count)
    this.#expect(bracket)
    let value = this.#whole()
    this.#expect(comma)
    const step = this.#whole()
    if (count > 0) values[0] = value
    for (let row = 1; row < count && !this.failed; row++) {
      let correction = 0
      if (this.#bytes[this.#at] === comma) {
        this.#at++
        correction = this.#whole()
      }
      value += step + correction
      values[row] = value
    }
    this.#expect(bracketEnd)
    return values
  }

  /** Calls `member` at the value of each member of an object. */
  #members(member: (name: string) => void): void {
    this.#expect(brace)
    if (this.#bytes[this.#at] === braceEnd) {
      this.#at++
      return
    }
    while (!this.failed) {
      const name = this.#text()
      this.#expect(colon)
      if (!this.failed) member(name)
      const next = this.#bytes[this.#at++]
      if (next === braceEnd) return
      if (next !== comma) this.failed = true
    }
  }

  /** A string without escapes and of ASCII alone. */
  #text(): string {
    this.#expect(quote)
    const from = this.#at
    for (let byte = this.#bytes[this.#at]; byte !== quote; byte = this.#bytes[this.#at]) {
      if (byte === undefined || byte === backslash || byte < 32 || byte > 126) {
        this.failed = true
        return ''
      }
      this.#at++
    }
    return this.#bytes.toString('latin1', from, this.#at++)
  }

  /** A whole number as JSON.stringify writes it, of at most 2^53. */
  #whole(): number {
    const bytes = this.#bytes
    const isNegative = bytes[this.#at] === minus
    if (isNegative) this.#at++
    const from = this.#at
    let value = 0
    for (let digit = (bytes[from] ?? 0) - zero; digit >= 0 && digit <= 9; ) {
      value = value * 10 + digit
      digit = (bytes[++this.#at] ?? 0) - zero
    }
    const digits = this.#at - from
    const isPlain = digits > 0 && digits < 16 && (bytes[from] !== zero || digits === 1)
    if (!isPlain || (isNegative && value === 0)) this.failed = true
    return isNegative ? -value : value
  }

  /** Passes a string or a whole number: what a frame has beside its pages. */
  #skip(): void {
    if (this.#bytes[this.#at] === quote) this.#text()
    else this.#whole()
  }

  #expect(byte: number): void {
    if (this.#bytes[this.#at] === byte) this.#at++
    else this.failed = true
  }
}

/**
 * Reads `,step,step,null …` into running sums and fills the rest of `into` with the last; returns where it stopped, or
 * -1 for what is not written like that. The one hot loop of a lap: all it touches is local and of 32 bits.
 */
function readSteps(bytes: Uint8Array, from: number, into: Int32Array): number {
  const count = into.length
  let at = from
  let row = 0
  let value = 0
  while (bytes[at] === comma) {
    const start = at + 1
    at = start
    let byte = bytes[at] ?? 0
    if (row === count) return -1
    if (byte === n) {
      if (!isNull(bytes, at)) return -1
      at += 4
      into[row++] = missing
      continue
    }
    if (byte === minus) byte = bytes[++at] ?? 0
    const digits = at
    let step = 0
    while (byte >= zero && byte <= nine) {
      step = (Math.imul(step, 10) + (byte - zero)) | 0
      byte = bytes[++at] ?? 0
    }
    // As JSON.stringify writes it: no sign or zero that says nothing; and no more than 32 bits hold.
    const length = at - digits
    if (length === 0 || length > 9 || (bytes[digits] === zero && at - start > 1)) return -1
    const next = value + (digits > start ? -step : step)
    value = next | 0
    if (value !== next || value === missing) return -1
    into[row++] = value
  }
  into.fill(value, row)
  return at
}

function startsWith(bytes: Uint8Array, at: number, key: Uint8Array): boolean {
  for (let index = 0; index < key.length; index++) if (bytes[at + index] !== key[index]) return false
  return true
}

const isNull = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 1] === 117 && bytes[at + 2] === 108 && bytes[at + 3] === 108
