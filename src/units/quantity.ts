// Branded numbers: a value that carries its unit in its type, so that two arguments cannot be swapped unseen.

declare const unit: unique symbol

/** A number or a string that only its own constructor makes. */
export type Brand<Value, Name extends string> = Value & { readonly [unit]: Name }

export type Kmh = Brand<number, 'km/h'>
export type Metres = Brand<number, 'm'>
export type Millis = Brand<number, 'ms'>
export type Micros = Brand<number, 'µs'>
export type UnixMillis = Brand<number, 'ms since 1970-01-01T00:00:00Z'>

export const kmh = (value: number): Kmh => value as Kmh
export const metres = (value: number): Metres => value as Metres
export const millis = (value: number): Millis => value as Millis
export const micros = (value: number): Micros => value as Micros
export const unixMillis = (value: number): UnixMillis => value as UnixMillis

/** Whole milliseconds, halves rounded up. */
export const microsToMillis = (value: Micros): Millis => millis(Math.round(value / 1000))
export const millisToMicros = (value: Millis): Micros => micros(value * 1000)

/** The units a channel or a field may have, with the text that an axis shows. */
export const units = {
  ratio: '',
  count: '',
  index: '',
  flag: '',
  'km/h': 'km/h',
  'm/s': 'm/s',
  m: 'm',
  mm: 'mm',
  g: 'g',
  rad: 'rad',
  'rad/s': 'rad/s',
  deg: '°',
  rpm: 'rpm',
  psi: 'psi',
  bar: 'bar',
  N: 'N',
  '°C': '°C',
  l: 'l',
  laps: 'laps',
  s: 's',
  ms: 'ms',
} as const

export type Unit = keyof typeof units
