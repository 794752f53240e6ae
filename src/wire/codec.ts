// Formats that are read from front to back: small codecs that combine. Each reads, writes and names itself, so that
// types, decoder, encoder and documentation of a message come from one declaration.
import type { Reader, Writer } from './cursor.ts'
import { WireFault } from './fault.ts'

/** How one value lies in the bytes. `read` and `write` throw WireFault and nothing else. */
export interface Codec<T> {
  /** As a documentation table shows it. */
  readonly form: string
  readonly note?: string
  /** Its bytes mean nothing that is known: a sequence keeps their place and says nothing of them. */
  readonly silent?: true
  read(from: Reader): T
  write(into: Writer, value: T): void
}

/** The type of the values of a codec. */
export type Coded<C> = C extends Codec<infer T> ? T : never

/** The same codec with a remark for the documentation. */
export function noted<T>(codec: Codec<T>, note: string): Codec<T> {
  return {
    form: codec.form,
    note,
    read: from => codec.read(from),
    write: (into, value) => codec.write(into, value),
  }
}

function integer(
  form: string,
  width: number,
  low: number,
  high: number,
  get: (view: DataView, at: number) => number,
  set: (view: DataView, at: number, value: number) => void,
): Codec<number> {
  return {
    form,
    read: from => get(from.view, from.take(width)),
    write: (into, value) => {
      if (!Number.isInteger(value) || value < low || value > high) {
        throw new WireFault('bad-value', into.path, `an integer from ${low} to ${high}`, String(value))
      }
      const at = into.claim(width)
      set(into.view, at, value)
    },
  }
}

export const u8 = integer(
  'u8',
  1,
  0,
  255,
  (view, at) => view.getUint8(at),
  (view, at, value) => view.setUint8(at, value),
)
export const u16 = integer(
  'u16',
  2,
  0,
  65535,
  (view, at) => view.getUint16(at, true),
  (view, at, value) => view.setUint16(at, value, true),
)
export const i16 = integer(
  'i16',
  2,
  -32768,
  32767,
  (view, at) => view.getInt16(at, true),
  (view, at, value) => view.setInt16(at, value, true),
)
export const u32 = integer(
  'u32',
  4,
  0,
  4294967295,
  (view, at) => view.getUint32(at, true),
  (view, at, value) => view.setUint32(at, value, true),
)
export const i32 = integer(
  'i32',
  4,
  -2147483648,
  2147483647,
  (view, at) => view.getInt32(at, true),
  (view, at, value) => view.setInt32(at, value, true),
)

/** A float; what is not finite is undefined, and undefined is written as NaN. */
export const f32: Codec<number | undefined> = {
  form: 'f32',
  read: from => {
    const value = from.view.getFloat32(from.take(4), true)
    return Number.isFinite(value) ? value : undefined
  },
  write: (into, value) => {
    const at = into.claim(4)
    into.view.setFloat32(at, value ?? Number.NaN, true)
  },
}

const utf8 = new TextDecoder()
const toUtf8 = new TextEncoder()

/** UTF-8 behind its length in bytes; bytes that are no UTF-8 become U+FFFD. */
export const text: Codec<string> = {
  form: 'str',
  read: from => {
    const length = u16.read(from)
    const at = from.take(length)
    return utf8.decode(from.bytes.subarray(at, at + length))
  },
  write: (into, value) => {
    const bytes = toUtf8.encode(value)
    if (bytes.byteLength > 65535) {
      throw new WireFault('bad-value', into.path, 'text of at most 65535 bytes', `${bytes.byteLength} bytes`)
    }
    u16.write(into, bytes.byteLength)
    into.put(bytes)
  },
}

/** Text in a fixed number of Latin-1 bytes, ended by NUL where it is shorter; what Latin-1 lacks is written as `?`. */
export function characters(count: number): Codec<string> {
  return {
    form: `char[${count}]`,
    read: from => {
      const at = from.take(count)
      let value = ''
      for (let index = at; index < at + count; index++) {
        const byte = from.bytes[index] ?? 0
        if (byte === 0) break
        value += String.fromCharCode(byte)
      }
      return value.trim()
    },
    write: (into, value) => {
      const at = into.claim(count)
      for (let index = 0; index < Math.min(count, value.length); index++) {
        const code = value.charCodeAt(index)
        into.view.setUint8(at + index, code < 256 ? code : 63)
      }
    },
  }
}

/** Bytes whose meaning is not known: stepped over, and written as zeros. */
export function unknownBytes(count: number): Codec<undefined> {
  return {
    form: `${count} bytes`,
    silent: true,
    read: from => void from.take(count),
    write: into => void into.claim(count),
  }
}

/** A byte that is 0 for no and anything else for yes. */
export const flag: Codec<boolean> = {
  form: 'u8 flag',
  read: from => u8.read(from) !== 0,
  write: (into, value) => u8.write(into, value ? 1 : 0),
}

/** A byte that is 0 for yes. */
export const inverted: Codec<boolean> = {
  form: 'u8 flag, 0 is yes',
  read: from => !flag.read(from),
  write: (into, value) => flag.write(into, !value),
}

/** A number of which one value means that there is none. */
export function orNone(base: Codec<number>, none: number): Codec<number | undefined> {
  return {
    form: `${base.form}, ${none} is none`,
    read: from => {
      const value = base.read(from)
      return value === none ? undefined : value
    },
    write: (into, value) => base.write(into, value ?? none),
  }
}

/** A number that is `add` more than what lies in the bytes. */
export function shifted(base: Codec<number>, add: number): Codec<number> {
  return {
    form: `${base.form} ${add < 0 ? '−' : '+'} ${Math.abs(add)}`,
    read: from => base.read(from) + add,
    write: (into, value) => base.write(into, value - add),
  }
}

/** A number that lies in the bytes multiplied by `factor` and rounded. */
export function multiplied(base: Codec<number>, factor: number): Codec<number> {
  return {
    form: `${base.form} ÷ ${factor}`,
    read: from => base.read(from) / factor,
    write: (into, value) => base.write(into, Math.round(value * factor)),
  }
}

/** One of a closed set of names; a number that is not in the table is undefined, and undefined is written as `other`. */
export function oneOf<const Names extends Readonly<Record<number, string>>>(
  base: Codec<number>,
  names: Names,
  other = 255,
): Codec<Names[keyof Names & number] | undefined> {
  const byNumber: Readonly<Record<number, string>> = names
  const numbers = new Map(Object.entries(byNumber).map(([number, name]) => [name, Number(number)]))
  const known = (name: string | undefined): name is Names[keyof Names & number] =>
    name !== undefined && numbers.has(name)
  return {
    form: `${base.form}: ${[...numbers].map(([name, number]) => `${number} ${name}`).join(', ')}`,
    read: from => {
      const name = byNumber[base.read(from)]
      return known(name) ? name : undefined
    },
    write: (into, value) => base.write(into, value === undefined ? other : (numbers.get(value) ?? other)),
  }
}

/** Values behind their count. */
export function listOf<T>(count: Codec<number>, item: Codec<T>): Codec<readonly T[]> {
  return {
    form: `${count.form} count × ${item.form}`,
    read: from => {
      const values: T[] = []
      const length = count.read(from)
      for (let index = 0; index < length; index++) values.push(item.read(from))
      return values
    },
    write: (into, values) => {
      count.write(into, values.length)
      for (const value of values) item.write(into, value)
    },
  }
}

/** A value behind a flag that says whether it is there. */
export function optional<T>(item: Codec<T>): Codec<T | undefined> {
  return {
    form: `u8 flag × ${item.form}`,
    read: from => (flag.read(from) ? item.read(from) : undefined),
    write: (into, value) => {
      flag.write(into, value !== undefined)
      if (value !== undefined) item.write(into, value)
    },
  }
}
