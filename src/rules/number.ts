// Numbers of 34 decimal digits. A double is used only where it provably denotes the same decimal.
import { Decimal } from 'decimal.js'

// ECMAScript has it since 2025, V8 since 11.4; TypeScript does not know it yet.
declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}

/** 34 digits, half to even, 1E-999 to 9.99E999: IEEE decimal128 in precision, AWS's documented range in size. */
export const D = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN, maxE: 999, minE: -999 })

export type Numeric = number | Exact

/** A number that a double cannot print back digit by digit, or whose form must survive: `10.0` in 2015-10-08. */
export class Exact {
  /** JSON number, as it came or in its shortest form. */
  readonly lexeme: string
  #decimal: Decimal | undefined

  constructor(lexeme: string, decimal?: Decimal) {
    this.lexeme = lexeme
    this.#decimal = decimal
  }

  /** Rounded to 34 digits; infinite when it is too large, zero when it is too small for the language. */
  get decimal(): Decimal {
    this.#decimal ??= new D(this.lexeme).toSignificantDigits(34)
    return this.#decimal
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.lexeme)
  }

  /** Below, equal or above zero, as values; NaN when one of them is out of range. */
  static compare(left: Numeric, right: Numeric): number {
    if (typeof left === 'number' && typeof right === 'number') return left - right
    return decimalOf(left).cmp(decimalOf(right))
  }
}

export function decimalOf(value: Numeric): Decimal {
  return typeof value === 'number' ? new D(value) : value.decimal
}

/** Whether a number counts as Int in 2016-03-23: it is whole, written as 10 or 10.0, and has at most 34 digits. */
export function isWhole(value: Numeric): boolean {
  if (typeof value === 'number') return Number.isInteger(value)
  return value.decimal.isInteger() && value.decimal.e < 34
}

/** The number that a JSON or SQL lexeme denotes: a double when that keeps every digit. */
export function numberOf(lexeme: string): Numeric {
  const double = Number(lexeme)
  return isFaithful(lexeme, double) ? double : new Exact(lexeme)
}

/** The same for digits that may begin with zeros, which JSON does not allow. */
export function numberOfDigits(digits: string): Numeric {
  return numberOf(digits.replace(/^(-?)0+(?=\d)/, '$1'))
}

/** Whether the double prints back as a decimal of the same value. */
export function isFaithful(lexeme: string, double: number): boolean {
  const magnitude = Math.abs(double)
  if (magnitude >= 1e21) return false
  if (lexeme.length <= 15 && magnitude > 1e-300) return true
  if (`${double}` === lexeme) return true
  const digits = significantDigits(lexeme)
  return digits === 0 || (digits <= 15 && magnitude > 1e-300)
}

/** The cheapest form of a computed decimal; Undefined when it is no number of the language. */
export function settle(decimal: Decimal): Numeric | undefined {
  if (!decimal.isFinite()) return undefined
  const double = decimal.toNumber()
  const magnitude = Math.abs(double)
  if (magnitude < 1e21 && (magnitude > 1e-300 || decimal.isZero())) {
    if (decimal.precision() <= 15 || new D(double).eq(decimal)) return double
  }
  return new Exact(plainText(decimal).replace('e+', 'e'), decimal)
}

/** A double that a function of double precision computed; NaN and infinities are Undefined. */
export function settleDouble(double: number): Numeric | undefined {
  if (!Number.isFinite(double)) return undefined
  return Math.abs(double) < 1e21 ? double : settle(new D(double))
}

export function add(left: Numeric, right: Numeric): Numeric | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(left) && Number.isSafeInteger(right)) return sum
    const scale = commonScale(left, right)
    if (scale > 0) {
      const scaled = Math.round(left * scale) + Math.round(right * scale)
      if (Math.abs(scaled) < exactLimit) return scaled / scale
    }
  }
  return settle(D.add(decimalOf(left), decimalOf(right)))
}

export function subtract(left: Numeric, right: Numeric): Numeric | undefined {
  return add(left, negate(right))
}

export function negate(value: Numeric): Numeric {
  if (typeof value === 'number') return value === 0 ? 0 : -value
  const { lexeme } = value
  return new Exact(lexeme.startsWith('-') ? lexeme.slice(1) : `-${lexeme}`, value.decimal.neg())
}

export function multiply(left: Numeric, right: Numeric): Numeric | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right
    if (Number.isSafeInteger(product) && Number.isSafeInteger(left) && Number.isSafeInteger(right))
      return product
    const scale = commonScale(left, right)
    if (scale > 0) {
      const scaled = Math.round(left * scale) * Math.round(right * scale)
      if (Math.abs(scaled) < exactLimit) return scaled / (scale * scale)
    }
  }
  return settle(D.mul(decimalOf(left), decimalOf(right)))
}

/** Int by Int gives Int, cut towards zero; all else a Decimal of 34 digits. By zero: Undefined. */
export function divide(left: Numeric, right: Numeric): Numeric | undefined {
  if (!isWhole(left) || !isWhole(right)) return divideDecimals(left, right)
  if (Number.isSafeInteger(left) && typeof left === 'number' && typeof right === 'number') {
    return right === 0 ? undefined : Math.trunc(left / right) + 0
  }
  const divisor = decimalOf(right)
  return divisor.isZero() ? undefined : settle(decimalOf(left).divToInt(divisor))
}

/** A Decimal of 34 digits, whole or not. By zero: Undefined. */
export function divideDecimals(left: Numeric, right: Numeric): Numeric | undefined {
  const divisor = decimalOf(right)
  return divisor.isZero() ? undefined : settle(decimalOf(left).div(divisor))
}

/** Sign of the dividend. By zero: Undefined. */
export function remainder(left: Numeric, right: Numeric): Numeric | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right === 0) return undefined
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return (left % right) + 0
  }
  const divisor = decimalOf(right)
  return divisor.isZero() ? undefined : settle(decimalOf(left).mod(divisor))
}

/** As a String: whole numbers in plain digits, others as Java prints them, with E below 1E-6. */
export function numberText(value: Numeric): string {
  if (typeof value === 'number') return Math.abs(value) < 1e-6 ? javaText(`${value + 0}`) : `${value}`
  const written = value.lexeme
  return /[eE]/.test(written) ? javaText(plainText(value.decimal)) : written
}

/** Lexical form that 2015-10-08 gives a Decimal: a whole one keeps its `.0`. */
export function asDecimal(value: Numeric): Numeric {
  if (value instanceof Exact && /[.eE]/.test(value.lexeme)) return value
  const decimal = decimalOf(value)
  return decimal.isInteger() && decimal.e < 34 ? new Exact(`${decimal.toFixed()}.0`, decimal) : value
}

// A double of at most 15 digits is the only one that prints as its decimal, so integer arithmetic below 1E15 on values
// scaled by a power of ten, divided back once, rounds to the exact decimal result.
const exactLimit = 1e15
const scales = [10, 100, 1e3, 1e4, 1e5, 1e6] as const

function commonScale(left: number, right: number): number {
  for (const scale of scales) {
    const a = Math.round(left * scale)
    const b = Math.round(right * scale)
    if (Math.abs(a) >= exactLimit || Math.abs(b) >= exactLimit) return 0
    if (a / scale === left && b / scale === right) return scale
  }
  return 0
}

function significantDigits(lexeme: string): number {
  const exponent = lexeme.search(/[eE]/)
  const mantissa = exponent === -1 ? lexeme : lexeme.slice(0, exponent)
  return mantissa.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length
}

function plainText(decimal: Decimal): string {
  return decimal.isInteger() && decimal.e < 34 ? decimal.toFixed() : decimal.toString()
}

function javaText(text: string): string {
  return text.replace('e+', 'E+').replace('e-', 'E-')
}
