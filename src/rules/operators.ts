// A table: the operators of AWS IoT SQL on values, with everything that errors, completion and the docs page say of them.
import type { BinaryOperator } from './ast.ts'
import { toBoolean, toNumeric, toText } from './convert.ts'
import type { Frame } from './frame.ts'
import {
  add,
  asDecimal,
  divide,
  divideDecimals,
  Exact,
  multiply,
  type Numeric,
  remainder,
  subtract,
} from './number.ts'
import { isArray, isEqual, type Maybe } from './value.ts'

export type OperatorDefinition = {
  readonly operands: string
  readonly result: string
  readonly summary: string
  /** What Null and Undefined operands do. */
  readonly missing: string
  readonly anchor: string
  readonly apply: (left: Maybe, right: Maybe, frame: Frame) => Maybe
}

export const operatorsPage = 'https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-operators.html'

export const operators: { readonly [Operator in BinaryOperator]: OperatorDefinition } = {
  '+': {
    operands: 'Int, Decimal; or any if one is a String',
    result: 'Int of Ints, else Decimal; String',
    summary: 'The sum; with a String on either side, both as strings, one after the other.',
    missing: 'Undefined',
    anchor: 'iot-sql-operators-plus',
    apply: (left, right, frame) => {
      if (typeof left === 'string' || typeof right === 'string') return join(left, right, frame)
      return arithmetic(left, right, add)
    },
  },
  '-': numeric('The difference.', 'iot-sql-operators-sub', subtract),
  '*': numeric('The product.', 'iot-sql-operators-mult', multiply),
  '/': {
    ...numeric(
      'The quotient; of two Ints, cut towards zero. By zero: Undefined.',
      'iot-sql-operators-div',
      divide,
    ),
    apply: (left, right) => {
      const isText = typeof left === 'string' || typeof right === 'string'
      return arithmetic(left, right, isText ? divideDecimals : divide)
    },
  },
  '%': numeric(
    'The remainder, with the sign of the left. By zero: Undefined.',
    'iot-sql-operators-mod',
    remainder,
  ),
  '=': {
    operands: 'any',
    result: 'Boolean',
    summary: 'Whether both are of the same type and value; Ints and Decimals are one type here.',
    missing: 'Undefined if either is Undefined; Null equals only Null',
    anchor: 'iot-sql-operators-eq',
    apply: (left, right) => (left === undefined || right === undefined ? undefined : isEqual(left, right)),
  },
  '<>': {
    operands: 'any',
    result: 'Boolean',
    summary: 'Whether type or value differ. Also written !=.',
    missing: 'Undefined if either is Undefined; Null differs from all but Null',
    anchor: 'iot-sql-operators-not-eq',
    apply: (left, right) => (left === undefined || right === undefined ? undefined : !isEqual(left, right)),
  },
  '<': comparing('below', 'less', sign => sign < 0),
  '<=': comparing('at most', 'less-equal', sign => sign <= 0),
  '>': comparing('above', 'greater', sign => sign > 0),
  '>=': comparing('at least', 'greater-equal', sign => sign >= 0),
  AND: logical('Whether both are true.', 'and', (left, right) => left && right),
  OR: logical('Whether one or both are true.', 'or', (left, right) => left || right),
  IN: {
    operands: 'any, Array',
    result: 'Boolean',
    summary: 'Whether the array on the right holds the value.',
    missing: 'Undefined if either is Undefined',
    anchor: 'iot-sql-operators-in',
    apply: (left, right, frame) => {
      if (left === undefined || !isArray(right)) return undefined
      frame.spend(right.length)
      return right.some(item => isEqual(left, item))
    },
  },
}

/** `NOT`: of a Boolean or the strings "true" and "false"; of anything else Undefined. */
export function not(operand: Maybe): Maybe {
  const value = toBoolean(operand)
  return value === undefined ? undefined : !value
}

/** The arithmetic of 2015-10-08, where a Decimal stays one even when it is whole. */
export function keepDecimal(left: Maybe, right: Maybe, result: Maybe): Maybe {
  const isNumber = typeof result === 'number' || result instanceof Exact
  return isNumber && (isDecimal(left) || isDecimal(right)) ? asDecimal(result) : result
}

function isDecimal(value: Maybe): boolean {
  const number = toNumeric(value)
  if (number === undefined) return false
  if (typeof value === 'string') return /[.eE]/.test(value)
  return typeof number === 'number' ? !Number.isInteger(number) : /[.eE]/.test(number.lexeme)
}

function arithmetic(
  left: Maybe,
  right: Maybe,
  apply: (left: Numeric, right: Numeric) => Numeric | undefined,
): Maybe {
  const [first, second] = [toNumeric(left), toNumeric(right)]
  return first === undefined || second === undefined ? undefined : apply(first, second)
}

function join(left: Maybe, right: Maybe, frame: Frame): Maybe {
  const [first, second] = [toText(left), toText(right)]
  if (first === undefined || second === undefined) return undefined
  frame.spend(first.length + second.length)
  return first + second
}

function numeric(
  summary: string,
  anchor: string,
  apply: (left: Numeric, right: Numeric) => Numeric | undefined,
): OperatorDefinition {
  return {
    operands: 'Int, Decimal, numeric String',
    result: 'Int of Ints, else (a String too) Decimal',
    summary,
    missing: 'Undefined',
    anchor,
    apply: (left, right) => arithmetic(left, right, apply),
  }
}

function comparing(words: string, anchor: string, test: (sign: number) => boolean): OperatorDefinition {
  return {
    operands: 'Int, Decimal, numeric String',
    result: 'Boolean',
    summary: `Whether the left is ${words} the right, as numbers. Strings are never compared by letter.`,
    missing: 'Undefined',
    anchor: `iot-sql-operators-${anchor}`,
    apply: (left, right) => {
      const [first, second] = [toNumeric(left), toNumeric(right)]
      return first === undefined || second === undefined ? undefined : test(Exact.compare(first, second))
    },
  }
}

function logical(
  summary: string,
  anchor: string,
  test: (left: boolean, right: boolean) => boolean,
): OperatorDefinition {
  return {
    operands: 'Boolean, "true" or "false"',
    result: 'Boolean',
    summary,
    missing: 'Undefined, whatever the other operand is',
    anchor: `iot-sql-operators-${anchor}`,
    apply: (left, right) => {
      const [first, second] = [toBoolean(left), toBoolean(right)]
      return first === undefined || second === undefined ? undefined : test(first, second)
    },
  }
}
