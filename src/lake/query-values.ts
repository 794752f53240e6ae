// Values of DuckDB as plain JSON: numbers where they are exact, text otherwise, NULL for what is no number.
import {
  DuckDBArrayValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/**
 * Whole numbers beyond 2^53 and decimals of more than 15 digits are text, instants are ISO 8601, lists and structs are
 * arrays and objects; anything else reads as DuckDB prints it.
 */
export function toJson(value: DuckDBValue): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : String(value)
  if (value instanceof DuckDBDecimalValue) {
    const text = String(value)
    return text.replace(/[-.]/g, '').length <= 15 ? Number(text) : text
  }
  if (value instanceof DuckDBTimestampTZValue) return isoOf(value.micros, 'Z')
  if (value instanceof DuckDBTimestampValue) return isoOf(value.micros, '')
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toJson)
  if (value instanceof DuckDBStructValue) return objectOf(Object.entries(value.entries))
  if (value instanceof DuckDBMapValue) {
    return objectOf(value.entries.map(({ key, value: entry }) => [String(toJson(key)), entry]))
  }
  if (value instanceof DuckDBUnionValue) return toJson(value.value)
  return String(value)
}

const objectOf = (entries: readonly (readonly [string, DuckDBValue])[]): Json =>
  Object.fromEntries(entries.map(([name, value]) => [name, toJson(value)]))

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)

/** Whole milliseconds as JavaScript prints them, microseconds only where there are some. */
function isoOf(micros: bigint, zone: string): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n
  const ms = Number((micros - rest) / 1000n)
  if (Math.abs(ms) > 8.64e15) return String(micros)
  const text = new Date(ms).toISOString().slice(0, -1)
  return `${text}${rest === 0n ? '' : String(rest).padStart(3, '0')}${zone}`
}
