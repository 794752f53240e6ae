// Samples of a MoTeC channel: how a number lies in the bytes, and what it means.
import { WireFault } from '../fault.ts'

/** One sample is an integer or a float of this many bytes. */
export type SampleForm = 'i8' | 'i16' | 'i32' | 'f16' | 'f32'

export const sampleWidth = { i8: 1, i16: 2, i32: 4, f16: 2, f32: 4 } as const satisfies Readonly<
  Record<SampleForm, number>
>

/** A value is (stored ÷ scale × 10^−decimals + shift) × multiplier. */
export type SampleMeaning = {
  readonly shift: number
  readonly multiplier: number
  readonly scale: number
  readonly decimals: number
}

/** What a float is written with: the stored number is the value. */
export const plainMeaning: SampleMeaning = { shift: 0, multiplier: 1, scale: 1, decimals: 0 }

/** The form that the two numbers of a channel name; undefined for one that nobody has seen. */
export function sampleForm(family: number, width: number): SampleForm | undefined {
  if (family === 7) return width === 4 ? 'f32' : width === 2 ? 'f16' : undefined
  if (family !== 0 && family !== 3 && family !== 5) return undefined
  return width === 4 ? 'i32' : width === 2 ? 'i16' : width === 1 ? 'i8' : undefined
}

/** Reads all samples of `bytes` as values. A float that is not finite gives NaN. */
export function readSamples(bytes: Uint8Array, form: SampleForm, meaning: SampleMeaning): Float64Array {
  const { shift, multiplier, scale, decimals } = meaning
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const width = sampleWidth[form]
  const stored = readers[form]
  const values = new Float64Array(Math.floor(bytes.byteLength / width))
  const factor = 10 ** -decimals / scale
  const plain = factor === 1 && shift === 0 && multiplier === 1
  for (let index = 0; index < values.length; index++) {
    const raw = stored(view, index * width)
    const value = plain ? raw : (raw * factor + shift) * multiplier
    values[index] = Number.isFinite(value) ? value : Number.NaN
  }
  return values
}

const readers: Readonly<Record<SampleForm, (view: DataView, at: number) => number>> = {
  i8: (view, at) => view.getInt8(at),
  i16: (view, at) => view.getInt16(at, true),
  i32: (view, at) => view.getInt32(at, true),
  f16: (view, at) => float16(view.getUint16(at, true)),
  f32: (view, at) => view.getFloat32(at, true),
}

/** A half-precision float from its bits (IEEE 754). */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The bytes of values as floats of 32 bits; throws WireFault `bad-value` for one that is not finite. */
export function writeFloats(values: ArrayLike<number>, where: string): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(Math.fround(value))) {
      throw new WireFault('bad-value', `${where}[${index}]`, 'a finite number', String(value))
    }
    view.setFloat32(index * 4, value, true)
  }
  return bytes
}
