// The implicit conversions of AWS, used when an operator or a function meets another type than it takes.
import { D, decimalOf, Exact, type Numeric, numberOfDigits, numberText, settle } from './number.ts'
import { isNumeric, jsonText, type Maybe } from './value.ts'

// No leading plus, no bare point, no space around: what AWS documents, to the letter.
const decimalText = /^-?\d+(?:\.\d+)?(?:[eE]-?\d+)?$/

/** Number of a String in AWS's form; Undefined for any other text. */
export function parseNumeric(text: string): Numeric | undefined {
  return decimalText.test(text) ? numberOfDigits(text) : undefined
}

/** Int and Decimal as they are, numeric Strings parsed, all else Undefined: the operand of an arithmetic operator. */
export function toNumeric(value: Maybe): Numeric | undefined {
  if (typeof value === 'number' || value instanceof Exact) return value
  return typeof value === 'string' ? parseNumeric(value) : undefined
}

/** To Int: a Decimal to the nearest, a String parsed and then cut towards zero, all else Undefined. */
export function toInt(value: Maybe): Numeric | undefined {
  if (isNumeric(value)) return settle(decimalOf(value).toDecimalPlaces(0, D.ROUND_HALF_UP))
  const parsed = toNumeric(value)
  return parsed === undefined ? undefined : settle(decimalOf(parsed).trunc())
}

/** To Boolean: itself, or "true" and "false" in any case; all else Undefined. */
export function toBoolean(value: Maybe): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string' || value.length > 5) return undefined
  const lower = value.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}

/** To String: numbers in standard notation, Arrays and Objects as JSON; Null and Undefined give Undefined. */
export function toText(value: Maybe): string | undefined {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return undefined
  if (isNumeric(value)) return numberText(value)
  return typeof value === 'boolean' ? `${value}` : jsonText(value)
}
