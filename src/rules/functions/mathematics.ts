// A table: the mathematics of AWS IoT SQL. Functions of the reals work in double precision, as documented; the others
// keep all 34 digits.
import { toNumeric } from '../convert.ts'
import { D, decimalOf, type Numeric, negate, remainder, settle, settleDouble } from '../number.ts'
import { isNumeric, type Maybe } from '../value.ts'
import { type FunctionDefinition, type ResultType, undefinedForBoth } from './definition.ts'

const places = 34

const odd: Readonly<Record<string, string>> = { bitxor: 'iot-func-xbitor', ln: 'iot-func-nln' }

export const mathematics: readonly FunctionDefinition[] = [
  exact('abs', 'The distance from zero.', 'Number', value =>
    decimalOf(value).isNegative() ? negate(value) : value,
  ),
  real('acos', 'The angle whose cosine is given, in radians.', Math.acos),
  real('asin', 'The angle whose sine is given, in radians.', Math.asin),
  real('atan', 'The angle whose tangent is given, in radians.', Math.atan),
  {
    ...shared('atan2', '(Decimal, Decimal)', 2, 'Decimal'),
    summary: 'The angle of the point (second, first) from the x axis, in radians.',
    call: ([y, x]) => ofTwo(y, x, Math.atan2),
  },
  bitwise('bitand', 'The bits that both numbers have.', (left, right) => left & right),
  bitwise('bitor', 'The bits that either number has.', (left, right) => left | right),
  bitwise('bitxor', 'The bits that one of the numbers has, but not both.', (left, right) => left ^ right),
  {
    ...shared('bitnot', '(Int)', 1, 'Int'),
    summary: "The two's complement, -1 - n. AWS documents another result; lint names the safe spelling.",
    call: ([value]) => ofBits(bitsOf(value), bits => ~bits),
  },
  exact('ceil', 'The nearest Int above or at the number.', 'Int', value => settle(decimalOf(value).ceil())),
  real('cos', 'The cosine of an angle in radians.', Math.cos),
  real('cosh', 'The hyperbolic cosine.', Math.cosh),
  real('exp', 'e to the power of the number.', Math.exp),
  exact('floor', 'The nearest Int below or at the number.', 'Int', value => settle(decimalOf(value).floor())),
  real('ln', 'The natural logarithm.', Math.log),
  real('log', 'The logarithm to base 10.', Math.log10),
  dividing('mod'),
  {
    ...shared('power', '(Decimal, Decimal)', 2, 'Decimal'),
    summary: 'The first number to the power of the second.',
    call: ([base, exponent]) => ofTwo(base, exponent, Math.pow),
  },
  {
    ...shared('rand', '()', 0, 'Decimal'),
    anchor: 'iot-sql-function-rand',
    summary: 'A random number from 0 up to but not 1.',
    missing: '-',
    call: (_, frame) => frame.random(),
  },
  dividing('remainder'),
  exact('round', 'The nearest Int; halves go away from zero.', 'Int', value =>
    settle(decimalOf(value).toDecimalPlaces(0, D.ROUND_HALF_UP)),
  ),
  exact('sign', '-1, 0 or 1.', 'Int', value => Math.sign(decimalOf(value).cmp(0))),
  real('sin', 'The sine of an angle in radians.', Math.sin),
  real('sinh', 'The hyperbolic sine.', Math.sinh),
  real('sqrt', 'The square root.', Math.sqrt),
  real('tan', 'The tangent of an angle in radians.', Math.tan),
  real('tanh', 'The hyperbolic tangent.', Math.tanh),
  {
    ...shared('trunc', '(Decimal, Int)', 2, 'Decimal'),
    summary:
      'The number cut to so many decimal places, 0 to 34; a number of places that is a String gives Undefined.',
    call: ([value, count]) => {
      const number = toNumeric(value)
      if (number === undefined || !isNumeric(count)) return undefined
      const kept = Math.min(Math.max(decimalOf(count).floor().toNumber(), 0), places)
      return settle(decimalOf(number).toDecimalPlaces(kept, D.ROUND_DOWN))
    },
  },
]

function shared(name: string, parameters: string, count: number, result: ResultType) {
  return {
    name,
    parameters,
    arity: [count, count],
    since: '2015-10-08',
    category: 'mathematics',
    result,
    missing: undefinedForBoth,
    anchor: odd[name] ?? `iot-func-${name}`,
  } as const
}

function exact(
  name: string,
  summary: string,
  result: ResultType,
  apply: (value: Numeric) => Maybe,
): FunctionDefinition {
  const call = ([value]: readonly Maybe[]) => {
    const number = toNumeric(value)
    return number === undefined ? undefined : apply(number)
  }
  return { ...shared(name, '(Decimal)', 1, result), summary, call }
}

function real(name: string, summary: string, apply: (value: number) => number): FunctionDefinition {
  return exact(name, summary, 'Decimal', value => settleDouble(apply(doubleOf(value))))
}

function ofTwo(left: Maybe, right: Maybe, apply: (left: number, right: number) => number): Maybe {
  const [first, second] = [toNumeric(left), toNumeric(right)]
  if (first === undefined || second === undefined) return undefined
  return settleDouble(apply(doubleOf(first), doubleOf(second)))
}

function dividing(name: 'mod' | 'remainder'): FunctionDefinition {
  return {
    ...shared(name, '(Decimal, Decimal)', 2, 'Number'),
    summary: 'What remains of the first number divided by the second, with the sign of the first.',
    call: ([left, right]) => {
      const [dividend, divisor] = [toNumeric(left), toNumeric(right)]
      return dividend === undefined || divisor === undefined ? undefined : remainder(dividend, divisor)
    },
  }
}

function bitwise(
  name: string,
  summary: string,
  apply: (left: bigint, right: bigint) => bigint,
): FunctionDefinition {
  return {
    ...shared(name, '(Int, Int)', 2, 'Int'),
    summary: `${summary} Decimals are rounded down first.`,
    call: ([left, right]) => {
      const second = bitsOf(right)
      return second === undefined ? undefined : ofBits(bitsOf(left), bits => apply(bits, second))
    },
  }
}

function bitsOf(value: Maybe): bigint | undefined {
  const number = toNumeric(value)
  if (number === undefined) return undefined
  const floor = decimalOf(number).floor()
  return floor.isFinite() && floor.e < places ? BigInt(floor.toFixed()) : undefined
}

function ofBits(bits: bigint | undefined, apply: (bits: bigint) => bigint): Maybe {
  return bits === undefined ? undefined : settle(new D(apply(bits).toString()))
}

function doubleOf(value: Numeric): number {
  return typeof value === 'number' ? value : decimalOf(value).toNumber()
}
