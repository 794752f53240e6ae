// MoTeC CSV: what i2 exports, with its preamble, and the bare table of names, units and numbers that tools leave of it.
import { WireFault } from '../fault.ts'
import { sniffText } from '../text.ts'

export type MotecCsv = {
  /** The preamble as written: "Venue", "Vehicle", "Driver", "Log Date", "Log Time", "Sample Rate" and the like. */
  readonly details: ReadonlyMap<string, string>
  /** Seconds on the clock of `time_s` at which the line was crossed. */
  readonly beacons_s: readonly number[]
  /** Samples per second: as the preamble says, or as the times are apart. */
  readonly rate_hz: number
  /** Seconds of each row, growing. */
  readonly time_s: Float64Array
  readonly channels: readonly MotecCsvChannel[]
  /** Rows that were passed over: with cells missing, without a time, or with one that does not grow. */
  readonly skippedRows: number
}

export type MotecCsvChannel = {
  readonly name: string
  readonly unit: string
  /** One value per row; NaN where the cell holds no number. */
  readonly values: Float32Array
}

const most = { bytes: 200 * 2 ** 20, columns: 4096, preambleRows: 64 }

/**
 * Reads a table whose first column is called Time. Throws WireFault `not-this-format` for any other table, `bad-text`
 * for one without rows, `too-large` beyond 200 MB or 4096 columns.
 */
export function readMotecCsv(bytes: Uint8Array, where = '.csv'): MotecCsv {
  const { text } = sniffText(bytes, where, most.bytes)
  const rows = rowsOf(text)
  const { details, names, units } = readHead(rows, where)
  if (names.length > most.columns) {
    throw new WireFault('too-large', where, `at most ${most.columns} columns`, String(names.length))
  }
  const table = new Table(names.length - 1)
  let skippedRows = 0
  for (const cells of rows) if (!isBlank(cells) && !table.add(cells)) skippedRows++
  if (table.count === 0) throw new WireFault('bad-text', where, 'rows of numbers', 'none')
  const { time_s, columns } = table.trimmed()
  return {
    details,
    beacons_s: beaconsOf(details.get('Beacon Markers')),
    rate_hz: rateOf(details.get('Sample Rate'), time_s),
    time_s,
    channels: columns.flatMap((values, index) => {
      const name = names[index + 1] ?? ''
      return name === '' || name === 'Time' ? [] : [{ name, unit: units[index + 1] ?? '', values }]
    }),
    skippedRows,
  }
}

type Head = {
  readonly details: ReadonlyMap<string, string>
  readonly names: readonly string[]
  readonly units: readonly string[]
}

/** The preamble, then the row of names, which begins with Time and is followed by units that begin with s. */
function readHead(rows: Iterator<readonly string[]>, where: string): Head {
  const details = new Map<string, string>()
  let before: readonly string[] | undefined
  for (let row = 0; row < most.preambleRows; row++) {
    const { value: cells, done } = rows.next()
    if (done) break
    if (isBlank(cells)) continue
    if (before?.[0]?.trim() === 'Time' && cells[0]?.trim() === 's') {
      const trim = (texts: readonly string[]) => texts.map(text => text.trim())
      return { details, names: trim(before), units: trim(cells) }
    }
    for (const [key, value] of [cells.slice(0, 2), cells.slice(4, 6)]) {
      if (key !== undefined && key !== '') details.set(key, value ?? '')
    }
    before = cells
  }
  const found = before?.slice(0, 4).join(',').slice(0, 80) ?? 'nothing'
  throw new WireFault(
    'not-this-format',
    where,
    'a row of names that begins with Time, then one of units',
    found,
  )
}

const isBlank = (cells: readonly string[]): boolean => cells.every(cell => cell.trim() === '')

/** Seconds, parted by spaces. */
const beaconsOf = (text: string | undefined): readonly number[] =>
  (text ?? '')
    .split(/\s+/)
    .filter(part => part !== '')
    .map(Number)
    .filter(time => time >= 0 && Number.isFinite(time))
    .sort((a, b) => a - b)

function rateOf(written: string | undefined, time_s: Float64Array): number {
  const declared = Number(written ?? Number.NaN)
  if (declared > 0 && Number.isFinite(declared)) return declared
  const steps = time_s.slice(1, 1001).map((time, index) => time - (time_s[index] ?? 0))
  const middle = steps.sort()[Math.floor(steps.length / 2)] ?? 0
  return middle > 0 ? Math.round(1e6 / middle) / 1e6 : 0
}

/** A time and `width` columns that grow with the rows. */
class Table {
  #time = new Float64Array(64)
  #columns: Float32Array[]
  count = 0

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => new Float32Array(64))
  }

  /**
   * Adds a row; says false and adds nothing where cells are missing (so that memory stays in proportion to the text), or
   * where the time is none or does not grow.
   */
  add(cells: readonly string[]): boolean {
    const time = numberOf(cells[0])
    const last = this.count === 0 ? Number.NEGATIVE_INFINITY : (this.#time[this.count - 1] ?? 0)
    if (!(time > last) || cells.length <= this.#columns.length) return false
    if (this.count === this.#time.length) {
      this.#time = grown(this.#time, new Float64Array(this.count * 2))
      this.#columns = this.#columns.map(column => grown(column, new Float32Array(this.count * 2)))
    }
    this.#time[this.count] = time
    this.#columns.forEach((column, index) => {
      column[this.count] = numberOf(cells[index + 1])
    })
    this.count++
    return true
  }

  trimmed(): { readonly time_s: Float64Array; readonly columns: readonly Float32Array[] } {
    return {
      time_s: this.#time.slice(0, this.count),
      columns: this.#columns.map(column => column.slice(0, this.count)),
    }
  }
}

function grown<A extends Float64Array | Float32Array>(from: A, into: A): A {
  into.set(from)
  return into
}

/** A cell as a number, with a point or a comma; NaN for anything else. */
function numberOf(cell: string | undefined): number {
  if (cell === undefined || cell.trim() === '') return Number.NaN
  const value = Number(cell.includes(',') ? cell.replace(',', '.') : cell)
  return Number.isFinite(value) ? value : Number.NaN
}

/** The rows of a text as cells. Cells part at commas, or at semicolons where the first line has more of those. */
function* rowsOf(text: string): Generator<readonly string[], void> {
  const first = text.slice(0, text.indexOf('\n') + 1 || text.length)
  const comma = first.split(';').length > first.split(',').length ? ';' : ','
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end)
    at = end < 0 ? text.length : end + 1
    yield cellsOf(line.endsWith('\r') ? line.slice(0, -1) : line, comma)
  }
}

function cellsOf(line: string, comma: string): readonly string[] {
  if (!line.includes('"')) return line.split(comma)
  const cells: string[] = []
  for (let at = 0; at <= line.length; ) {
    if (line[at] !== '"') {
      const end = line.indexOf(comma, at)
      cells.push(line.slice(at, end < 0 ? line.length : end))
      at = end < 0 ? line.length + 1 : end + 1
      continue
    }
    let cell = ''
    for (at++; ; ) {
      const end = line.indexOf('"', at)
      cell += line.slice(at, end < 0 ? line.length : end)
      at = end < 0 ? line.length : end + 1
      if (line[at] !== '"') break
      cell += '"'
      at++
    }
    cells.push(cell)
    const next = line.indexOf(comma, at)
    at = next < 0 ? line.length + 1 : next + 1
  }
  return cells
}

/** What to write; every channel has a value per row, NaN where nothing was measured. */
export type MotecCsvContent = {
  /** Texts of the preamble by their names in i2: "Venue", "Vehicle", "Driver", "Log Date", "Log Time", "Comment". */
  readonly details: ReadonlyMap<string, string>
  readonly beacons_s: readonly number[]
  readonly rate_hz: number
  readonly rows: number
  readonly channels: readonly {
    readonly name: string
    readonly unit: string
    /** Digits behind the point. */
    readonly decimals: number
    readonly values: ArrayLike<number>
  }[]
}

/** The lines of a table as i2 exports it, each with its line break; row `i` is `i / rate_hz` seconds after the start. */
export function* motecCsvLines(content: MotecCsvContent): Generator<string, void> {
  const { details, beacons_s, rate_hz, rows, channels } = content
  const line = (...cells: readonly string[]) => `${cells.map(quoted).join(',')}\r\n`
  yield line('Format', 'MoTeC CSV File')
  for (const key of ['Venue', 'Vehicle', 'Driver', 'Device', 'Comment', 'Log Date', 'Log Time']) {
    yield line(key, details.get(key) ?? '')
  }
  yield line('Sample Rate', rate_hz.toFixed(3), 'Hz')
  yield line('Duration', (rows / rate_hz).toFixed(3), 's')
  yield line('Range', 'entire outing')
  yield line('Beacon Markers', beacons_s.map(time => time.toFixed(3)).join(' '))
  yield line('')
  yield line('')
  yield line('Time', ...channels.map(({ name }) => name))
  yield line('s', ...channels.map(({ unit }) => unit))
  yield line('')
  yield line('')
  for (let row = 0; row < rows; row++) {
    const cells = channels.map(({ decimals, values }) => {
      const value = values[row] ?? Number.NaN
      return Number.isFinite(value) ? value.toFixed(decimals) : ''
    })
    yield line((row / rate_hz).toFixed(4), ...cells)
  }
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
