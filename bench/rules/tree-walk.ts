// The statement evaluated by walking its tree for every message: what the closures are measured against, and, as it
// takes none of their short ways, what the fuzz test holds them to. Same operators, same functions, same numbers.
import type { Expression, Projection, StatementNode } from '../../src/rules/ast.ts'
import { defaultName } from '../../src/rules/compile-select.ts'
import { toBoolean, toNumeric } from '../../src/rules/convert.ts'
import type { Frame } from '../../src/rules/frame.ts'
import { itemOf } from '../../src/rules/functions/collections.ts'
import { negate } from '../../src/rules/number.ts'
import { not, operators } from '../../src/rules/operators.ts'
import { type Draft, isObject, type Maybe, memberOf, put } from '../../src/rules/value.ts'

/** The result for one message; Undefined when WHERE does not let it through. Throws for what it does not walk. */
export function walkStatement(node: StatementNode, frame: Frame): { readonly value: Maybe } | undefined {
  if (node.where !== undefined && toBoolean(walk(node.where, node, frame)) !== true) return undefined
  return { value: walkProjection(node.projection, node, frame) }
}

/** Whether the walk knows every part: no nested SELECT, no cast, no special form. */
export function canWalk(node: Expression): boolean {
  switch (node.kind) {
    case 'literal':
    case 'field':
    case 'star':
      return true
    case 'member':
      return canWalk(node.of)
    case 'index':
      return canWalk(node.of) && canWalk(node.index)
    case 'unary':
      return canWalk(node.operand)
    case 'binary':
      return canWalk(node.left) && canWalk(node.right)
    case 'call':
      return node.fn.special === undefined && node.args.every(canWalk)
    case 'array':
      return node.items.every(canWalk)
    case 'object':
      return node.members.every(({ value }) => canWalk(value))
    default:
      return false
  }
}

function walkProjection(projection: Projection, node: StatementNode, frame: Frame): Maybe {
  if (projection.kind === 'value') return walk(projection.item, node, frame)
  const draft: Draft = {}
  for (const { value, alias } of projection.items) {
    if (alias !== undefined || (value.kind !== 'star' && value.kind !== 'object')) continue
    const whole = walk(value, node, frame)
    if (isObject(whole)) for (const [key, member] of Object.entries(whole)) put(draft, key, member)
  }
  for (const item of projection.items) {
    const { value, alias } = item
    if (alias === undefined && (value.kind === 'star' || value.kind === 'object')) continue
    const result = walk(value, node, frame)
    if (result !== undefined) put(draft, alias?.[0] ?? defaultName(item, node.text), result)
  }
  return draft
}

function walk(expression: Expression, node: StatementNode, frame: Frame): Maybe {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'field':
      return memberOf(frame.root, expression.name)
    case 'star':
      return frame.root
    case 'member':
      return memberOf(walk(expression.of, node, frame), expression.name)
    case 'index':
      return itemOf(walk(expression.of, node, frame), walk(expression.index, node, frame))
    case 'unary': {
      const operand = walk(expression.operand, node, frame)
      if (expression.operator === 'NOT') return not(operand)
      const number = toNumeric(operand)
      return number === undefined ? undefined : negate(number)
    }
    case 'binary': {
      const left = walk(expression.left, node, frame)
      return operators[expression.operator].apply(left, walk(expression.right, node, frame), frame)
    }
    case 'call': {
      const [fewest, most] = expression.fn.arity
      const { args } = expression
      if (args.length < fewest || args.length > most) return undefined
      return expression.fn.call(
        args.map(arg => walk(arg, node, frame)),
        frame,
      )
    }
    case 'array': {
      const items = expression.items.map(item => walk(item, node, frame))
      return items.includes(undefined) ? undefined : items.filter(item => item !== undefined)
    }
    case 'object': {
      const draft: Draft = {}
      for (const { key, value } of expression.members) {
        const member = walk(value, node, frame)
        if (member !== undefined) put(draft, key, member)
      }
      return draft
    }
    default:
      throw new Error(`${expression.kind} is not walked`)
  }
}
