// Turns an expression into closures, once per statement.
import type { Expression } from './ast.ts'
import { compileCall } from './compile-call.ts'
import { compileBinary, compileUnary } from './compile-operator.ts'
import { compileExists, compileSelect } from './compile-select.ts'
import { toBoolean, toNumeric, toText } from './convert.ts'
import type { Evaluator, Scope } from './frame.ts'
import { itemOf } from './functions/collections.ts'
import { asDecimal, D, decimalOf, settle, settleDouble } from './number.ts'
import { operators } from './operators.ts'
import {
  type Draft,
  isInherited,
  isNumeric,
  type Maybe,
  mayHaveMembers,
  memberOf,
  put,
  type Value,
} from './value.ts'
import type { SqlVersion } from './version.ts'

/** What is known of the surroundings of an expression before any message has come. */
export type Surroundings = {
  readonly version: SqlVersion
  /** Aliases of the nested SELECTs around the expression, the innermost first; Undefined where one has none. */
  readonly aliases: readonly (string | undefined)[]
}

export function compileExpression(node: Expression, around: Surroundings): Evaluator {
  switch (node.kind) {
    case 'literal': {
      const value = node.value
      return () => value
    }
    case 'field':
      return compileField(node.name, around)
    case 'variable': {
      const { slot } = node
      return frame => frame.variable(slot)
    }
    case 'star':
      return around.aliases.length === 0 ? frame => frame.root : frame => frame.scope?.element
    case 'member':
      return compileMember(compileExpression(node.of, around), node.name)
    case 'every':
      return compileExpression(node.of, around)
    case 'index': {
      const of = compileExpression(node.of, around)
      const index = compileExpression(node.index, around)
      return frame => itemOf(of(frame), index(frame))
    }
    case 'unary':
      return compileUnary(node, around)
    case 'binary':
      return compileBinary(node, around)
    case 'call':
      return compileCall(node, around)
    case 'cast':
      return compileCast(node, around)
    case 'case':
      return compileCase(node, around)
    case 'array':
      return compileArray(node.items, around)
    case 'object':
      return compileObject(node, around)
    case 'select':
      return compileSelect(node.select, around)
    case 'exists':
      return compileExists(node.select, around)
    case 'like':
    case 'between':
    case 'isNull':
      return compileUndocumented(node, around)
  }
}

function compileField(name: string, around: Surroundings): Evaluator {
  if (around.aliases.length > 0) return compileScopedField(name, around.aliases)
  if (isInherited(name)) return frame => memberOf(frame.root, name)
  return frame => frame.fields[name]
}

/** Inside a nested SELECT a name is that of an alias, else a member of the element, else whatever it is outside. */
function compileScopedField(name: string, aliases: readonly (string | undefined)[]): Evaluator {
  const levels = aliases.indexOf(name)
  return frame => {
    let { scope }: { scope: Scope | undefined } = frame
    for (let level = 0; scope !== undefined; level += 1) {
      if (level === levels) return scope.element
      const own = memberOf(scope.element, name)
      if (own !== undefined) return own
      scope = scope.outer
    }
    return memberOf(frame.root, name)
  }
}

function compileMember(of: Evaluator, name: string): Evaluator {
  if (isInherited(name)) return frame => memberOf(of(frame), name)
  return frame => {
    const owner = of(frame)
    return mayHaveMembers(owner) ? owner[name] : undefined
  }
}

function compileCase(node: Extract<Expression, { kind: 'case' }>, around: Surroundings): Evaluator {
  const value = compileExpression(node.value, around)
  const arms = node.arms.map(arm => ({
    when: compileExpression(arm.when, around),
    result: compileExpression(arm.result, around),
  }))
  const otherwise = node.otherwise && compileExpression(node.otherwise, around)
  return frame => {
    const wanted = value(frame)
    if (wanted === undefined) return undefined
    for (const arm of arms) {
      if (operators['='].apply(wanted, arm.when(frame), frame) === true) return arm.result(frame)
    }
    return otherwise?.(frame)
  }
}

/** An array that holds an Undefined is Undefined itself. */
function compileArray(nodes: readonly Expression[], around: Surroundings): Evaluator {
  const fixed = nodes.flatMap(item => (item.kind === 'literal' ? [item.value] : []))
  if (fixed.length === nodes.length) return () => fixed
  const items = nodes.map(item => compileExpression(item, around))
  return frame => {
    const values: Value[] = []
    for (const item of items) {
      const value = item(frame)
      if (value === undefined) return undefined
      values.push(value)
    }
    return values
  }
}

function compileObject(node: Extract<Expression, { kind: 'object' }>, around: Surroundings): Evaluator {
  const members = node.members.map(({ key, value }) => [key, compileExpression(value, around)] as const)
  return frame => {
    const draft: Draft = {}
    for (const [key, member] of members) {
      const value = member(frame)
      if (value !== undefined) put(draft, key, value)
    }
    return draft
  }
}

function compileCast(node: Extract<Expression, { kind: 'cast' }>, around: Surroundings): Evaluator {
  const value = compileExpression(node.value, around)
  const isFirst = around.version === '2015-10-08'
  switch (node.type) {
    case 'String':
      return frame => {
        const text = toText(value(frame))
        if (text !== undefined) frame.spend(text.length)
        return text
      }
    case 'Boolean':
      return frame => castBoolean(value(frame))
    case 'Int':
      return frame => castInt(value(frame))
    case 'Decimal':
      return frame => castNumber(value(frame))
    case 'Double':
      return frame => {
        const number = castDouble(value(frame))
        return isFirst && isNumeric(number) ? asDecimal(number) : number
      }
  }
}

function castBoolean(value: Maybe): Maybe {
  return isNumeric(value) ? !decimalOf(value).isZero() : toBoolean(value)
}

function castNumber(value: Maybe): Maybe {
  return typeof value === 'boolean' ? Number(value) : toNumeric(value)
}

/** A Decimal of double precision. */
function castDouble(value: Maybe): Maybe {
  const number = castNumber(value)
  return isNumeric(number) ? settleDouble(decimalOf(number).toNumber()) : undefined
}

/** cast() rounds down, where the implicit conversion rounds to the nearest. */
function castInt(value: Maybe): Maybe {
  const number = castNumber(value)
  return isNumeric(number) ? settle(decimalOf(number).toDecimalPlaces(0, D.ROUND_FLOOR)) : undefined
}

function compileUndocumented(
  node: Extract<Expression, { kind: 'like' | 'between' | 'isNull' }>,
  around: Surroundings,
): Evaluator {
  const value = compileExpression(node.value, around)
  const { negated } = node
  if (node.kind === 'isNull') return frame => (value(frame) === null) !== negated
  const truth = (result: Maybe) => (typeof result === 'boolean' ? result !== negated : undefined)
  if (node.kind === 'between') {
    const low = compileExpression(node.low, around)
    const high = compileExpression(node.high, around)
    return frame => {
      const middle = value(frame)
      const isAbove = operators['>='].apply(middle, low(frame), frame)
      return truth(operators.AND.apply(isAbove, operators['<='].apply(middle, high(frame), frame), frame))
    }
  }
  const pattern = compileExpression(node.pattern, around)
  return frame => {
    const [text, like] = [toText(value(frame)), toText(pattern(frame))]
    if (text === undefined || like === undefined) return undefined
    frame.spend(text.length * (1 + like.length))
    return truth(isLike(text, like))
  }
}

/** `%` any characters, `_` one. */
function isLike(text: string, pattern: string): boolean {
  let [at, to, star, resume] = [0, 0, -1, 0]
  while (at < text.length) {
    if (pattern[to] === '%') {
      star = to
      resume = at
      to += 1
    } else if (pattern[to] === '_' || pattern[to] === text[at]) {
      at += 1
      to += 1
    } else if (star !== -1) {
      to = star + 1
      resume += 1
      at = resume
    } else return false
  }
  while (pattern[to] === '%') to += 1
  return to === pattern.length
}
