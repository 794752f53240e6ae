import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  add,
  asDecimal,
  D,
  decimalOf,
  divide,
  Exact,
  isFaithful,
  multiply,
  type Numeric,
  numberOf,
  numberText,
  remainder,
  settle,
  subtract,
} from './number.ts'

const places = fc.tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 9 }))
const short = places.map(([digits, point]) => numberOf(new D(digits).div(10 ** point).toFixed()))
const long = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -40, max: 20 }))
  .map(([digits, exponent]) => numberOf(`${digits}e${exponent}`))
const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 })
const numeric: fc.Arbitrary<Numeric> = fc.oneof(short, long, fc.integer(), double)

function assertExact(
  apply: (left: Numeric, right: Numeric) => Numeric | undefined,
  exactly: (left: InstanceType<typeof D>, right: InstanceType<typeof D>) => InstanceType<typeof D>,
): void {
  fc.assert(
    fc.property(numeric, numeric, (left, right) => {
      const found = apply(left, right)
      const expected = settle(exactly(decimalOf(left), decimalOf(right)))
      if (found === undefined || expected === undefined) assert.equal(found, expected)
      else assert.equal(Exact.compare(found, expected), 0, `${numberText(left)} ${numberText(right)}`)
    }),
    { numRuns: 5000 },
  )
}

test('a short way through doubles never changes a digit of a sum, a difference or a product', () => {
  assertExact(add, (left, right) => D.add(left, right))
  assertExact(subtract, (left, right) => D.sub(left, right))
  assertExact(multiply, (left, right) => D.mul(left, right))
})

test('nor of a remainder, whose sign is that of the dividend', () => {
  assertExact(remainder, (left, right) => (right.isZero() ? new D(Number.NaN) : left.mod(right)))
})

test('a double stands for a lexeme only if it prints as the same decimal', () => {
  fc.assert(
    fc.property(long, double, (exact, plain) => {
      for (const value of [exact, plain]) {
        const lexeme = typeof value === 'number' ? `${value}` : value.lexeme
        if (isFaithful(lexeme, Number(lexeme)))
          assert.ok(new D(lexeme).eq(new D(`${Number(lexeme)}`)), lexeme)
      }
    }),
    { numRuns: 5000 },
  )
  assert.equal(isFaithful('9007199254740993', Number('9007199254740993')), false)
  assert.equal(isFaithful('0.1000000000000000055511151231257827', 0.1), false)
  assert.equal(isFaithful('-25.263283700000002', -25.263283700000002), true)
  assert.equal(isFaithful('1e400', Number('1e400')), false)
  assert.equal(isFaithful('1e-400', Number('1e-400')), false)
})

test('an Int by an Int is cut towards zero, and nothing is divided by zero', () => {
  assert.equal(divide(7, 2), 3)
  assert.equal(divide(-7, 2), -3)
  assert.equal(divide(7, 2.5), 2.8)
  assert.equal(divide(7, 0), undefined)
  assert.equal(remainder(7.5, 0), undefined)
})

test('what is beyond the range of the language is no number', () => {
  const huge = numberOf('9e999')
  assert.equal(multiply(huge, 10), undefined)
  assert.equal(Exact.compare(huge, 1), 1)
})

test('numbers as text are plain when whole, and have an E below a millionth', () => {
  assert.equal(numberText(123456789012345680000), '123456789012345680000')
  assert.equal(numberText(numberOf('1e30')), '1000000000000000000000000000000')
  assert.equal(numberText(0.0000001), '1E-7')
  assert.equal(numberText(0.000001), '0.000001')
  assert.equal(numberText(-0), '0')
})

test('a whole Decimal of 2015-10-08 shows its point', () => {
  assert.equal(JSON.stringify([asDecimal(10), asDecimal(2.5)]), '[10.0,2.5]')
})
