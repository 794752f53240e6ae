// Closures of operators, with short ways for the common shapes that give the same result as the table.

import { usesExternal } from './analysis.ts'
import type { BinaryOperator, Expression } from './ast.ts'
import { compileExpression, type Surroundings } from './compile.ts'
import { toBoolean, toNumeric } from './convert.ts'
import type { Evaluator, Frame } from './frame.ts'
import { negate } from './number.ts'
import { keepDecimal, not, operators } from './operators.ts'
import type { Maybe } from './value.ts'

/** Whether WHERE lets the message through. */
export type Test = (frame: Frame) => boolean

type Binary = Extract<Expression, { kind: 'binary' }>
type Unary = Extract<Expression, { kind: 'unary' }>

/**
 * Only true, or the string "true", fires: so where a statement asks no more than that, AND may stop at its first
 * operand, although as a value it would have to tell false from Undefined.
 */
export function compileTest(node: Expression, around: Surroundings): Test {
  if (node.kind === 'binary' && node.operator === 'AND' && !usesExternal(node)) {
    const left = compileTest(node.left, around)
    const right = compileTest(node.right, around)
    return frame => left(frame) && right(frame)
  }
  const value = compileExpression(node, around)
  if (isBoolean(node)) return frame => value(frame) === true
  return frame => toBoolean(value(frame)) === true
}

export function compileUnary(node: Unary, around: Surroundings): Evaluator {
  const operand = compileExpression(node.operand, around)
  if (node.operator === 'NOT') return frame => not(operand(frame))
  if (node.operand.kind === 'literal' && typeof node.operand.value === 'number') {
    const value = negate(node.operand.value)
    return () => value
  }
  return frame => {
    const value = toNumeric(operand(frame))
    return value === undefined ? undefined : negate(value)
  }
}

export function compileBinary(node: Binary, around: Surroundings): Evaluator {
  const left = compileExpression(node.left, around)
  const { apply } = operators[node.operator]
  const right = compileExpression(node.right, around)
  if (around.version === '2015-10-08' && arithmetic.has(node.operator)) {
    return frame => {
      const [first, second] = [left(frame), right(frame)]
      return keepDecimal(first, second, apply(first, second, frame))
    }
  }
  const constant = node.right.kind === 'literal' ? node.right.value : undefined
  return (
    compileWithConstant(node.operator, left, constant) ??
    compileForNumbers(node.operator, left, right) ??
    (frame => apply(left(frame), right(frame), frame))
  )
}

const arithmetic: ReadonlySet<BinaryOperator> = new Set(['+', '-', '*', '/', '%'])

function compileWithConstant(
  operator: BinaryOperator,
  left: Evaluator,
  constant: Maybe,
): Evaluator | undefined {
  const { apply } = operators[operator]
  if (typeof constant === 'string') return compileWithText(operator, left, constant)
  if (typeof constant !== 'number') return undefined
  switch (operator) {
    case '<':
      return frame => {
        const value = left(frame)
        return typeof value === 'number' ? value < constant : apply(value, constant, frame)
      }
    case '<=':
      return frame => {
        const value = left(frame)
        return typeof value === 'number' ? value <= constant : apply(value, constant, frame)
      }
    case '>':
      return frame => {
        const value = left(frame)
        return typeof value === 'number' ? value > constant : apply(value, constant, frame)
      }
    case '>=':
      return frame => {
        const value = left(frame)
        return typeof value === 'number' ? value >= constant : apply(value, constant, frame)
      }
    case '=':
      return frame => {
        const value = left(frame)
        return typeof value === 'number' ? value === constant : apply(value, constant, frame)
      }
    case '<>':
      return frame => {
        const value = left(frame)
        return typeof value === 'number' ? value !== constant : apply(value, constant, frame)
      }
    default:
      return undefined
  }
}

function compileWithText(operator: BinaryOperator, left: Evaluator, constant: string): Evaluator | undefined {
  if (operator === '=') {
    return frame => {
      const value = left(frame)
      return value === undefined ? undefined : value === constant
    }
  }
  if (operator !== '<>') return undefined
  return frame => {
    const value = left(frame)
    return value === undefined ? undefined : value !== constant
  }
}

/** Safe integers add, subtract and multiply as doubles when the result is one as well. */
function compileForNumbers(
  operator: BinaryOperator,
  left: Evaluator,
  right: Evaluator,
): Evaluator | undefined {
  const { apply } = operators[operator]
  switch (operator) {
    case '<':
      return frame => {
        const [first, second] = [left(frame), right(frame)]
        return typeof first === 'number' && typeof second === 'number'
          ? first < second
          : apply(first, second, frame)
      }
    case '>':
      return frame => {
        const [first, second] = [left(frame), right(frame)]
        return typeof first === 'number' && typeof second === 'number'
          ? first > second
          : apply(first, second, frame)
      }
    case 'AND':
      return frame => {
        const [first, second] = [left(frame), right(frame)]
        return typeof first === 'boolean' && typeof second === 'boolean'
          ? first && second
          : apply(first, second, frame)
      }
    case 'OR':
      return frame => {
        const [first, second] = [left(frame), right(frame)]
        return typeof first === 'boolean' && typeof second === 'boolean'
          ? first || second
          : apply(first, second, frame)
      }
    default:
      return undefined
  }
}

/** Whether an expression gives a Boolean or Undefined and nothing else. */
function isBoolean(node: Expression): boolean {
  switch (node.kind) {
    case 'binary':
      return !arithmetic.has(node.operator)
    case 'unary':
      return node.operator === 'NOT'
    case 'call':
      return node.fn.result === 'Boolean'
    case 'cast':
      return node.type === 'Boolean'
    case 'exists':
    case 'like':
    case 'between':
    case 'isNull':
      return true
    default:
      return false
  }
}
