// What one expression leaves to chance.
import { childrenOf, type Expression, type Subselect } from './ast.ts'
import { isWhole } from './number.ts'
import type { Finding } from './statement-lint.ts'
import { isNumeric } from './value.ts'

/** `fires` says that no more is asked of the expression than whether it is true, as of WHERE. */
export function lintExpression(node: Expression, text: string, fires: boolean): readonly Finding[] {
  const own = findingsOf(node, text, fires)
  const below =
    node.kind === 'select' || node.kind === 'exists'
      ? lintSelect(node.select, text)
      : lintBelow(node, text, fires)
  return [...own, ...below]
}

function lintBelow(node: Expression, text: string, fires: boolean): readonly Finding[] {
  const isChain = fires && node.kind === 'binary' && node.operator === 'AND'
  const children = isCut(node) ? childrenOf(node).flatMap(skipDivision) : childrenOf(node)
  return children.flatMap(child => lintExpression(child, text, isChain))
}

function lintSelect({ projection, from, where }: Subselect, text: string): readonly Finding[] {
  const values = projection.kind === 'value' ? [projection.item] : projection.items.map(({ value }) => value)
  return [
    ...values.flatMap(value => lintExpression(value, text, false)),
    ...lintExpression(from, text, false),
    ...(where === undefined ? [] : lintExpression(where, text, true)),
  ]
}

function findingsOf(node: Expression, text: string, fires: boolean): readonly Finding[] {
  const written = ({ start, end }: Expression) => text.slice(start, end)
  const finding = (code: Finding['code'], safe: string): readonly Finding[] => [{ code, at: node, safe }]
  switch (node.kind) {
    case 'binary':
      return lintBinary(node, written, fires)
    case 'cast':
      return node.type === 'Int' && !isSurelyWhole(node.value)
        ? finding('cast-to-int', `floor(${written(node.value)}) or trunc(${written(node.value)}, 0)`)
        : []
    case 'call':
      return lintCall(node, written)
    case 'index':
      return finding('undocumented', `get(${written(node.of)}, ${written(node.index)})`)
    case 'array':
      return node.spelling === 'list'
        ? finding('undocumented', `[${node.items.map(written).join(', ')}]`)
        : []
    case 'like':
      return finding(
        'undocumented',
        `${node.negated ? 'NOT ' : ''}regexp_matches(${written(node.value)}, '${regexOf(node.pattern)}')`,
      )
    case 'between': {
      const value = written(node.value)
      const test = `${value} >= ${written(node.low)} AND ${value} <= ${written(node.high)}`
      return finding('undocumented', node.negated ? `NOT (${test})` : test)
    }
    case 'isNull':
      return finding('undocumented', `${node.negated ? 'NOT ' : ''}isNull(${written(node.value)})`)
    default:
      return []
  }
}

type Binary = Extract<Expression, { kind: 'binary' }>
type Call = Extract<Expression, { kind: 'call' }>
type Written = (node: Expression) => string

function lintBinary(node: Binary, written: Written, fires: boolean): readonly Finding[] {
  const { operator, left, right, spelling } = node
  if (spelling !== undefined) {
    return [{ code: 'undocumented', at: node, safe: `${written(left)} ${operator} ${written(right)}` }]
  }
  if (operator === '/' && !isSurelyDecimal(left) && !isSurelyDecimal(right)) {
    return [{ code: 'whole-division', at: node, safe: safeDivision(node, written) }]
  }
  if (operator !== 'OR' && (operator !== 'AND' || fires)) return []
  if (haveSameNeeds(left, right, written)) return []
  const guarded = [left, right].map(side =>
    needsOf(side, written).size === 0 ? written(side) : `get_or_default(${written(side)}, false)`,
  )
  return [{ code: 'missing-operand', at: node, safe: guarded.join(` ${operator} `) }]
}

function safeDivision({ left, right }: Binary, written: Written): string {
  const whole = `trunc(${written(left)} / ${written(right)}, 0)`
  if (right.kind !== 'literal' || typeof right.value !== 'number') return whole
  const inverse = `${1 / right.value}`
  return inverse.length <= 8 && !inverse.includes('e') && right.value > 1
    ? `${written(left)} * ${inverse} for a Decimal, ${whole} for an Int`
    : whole
}

function lintCall({ fn, args, start, end }: Call, written: Written): readonly Finding[] {
  const at = { start, end }
  const [fewest, most] = fn.arity
  if (args.length < fewest || args.length > most) {
    return [{ code: 'arity', at, safe: `${fn.name}${fn.parameters}` }]
  }
  const [first] = args
  if (first === undefined) return []
  if (fn.name === 'bitnot') {
    return [
      { code: 'bitnot', at, safe: `-1 - ${written(first)}, or bitxor(${written(first)}, 15) for four bits` },
    ]
  }
  const isOne = fn.name === 'concat' && args.length === 1 && !isSurelyText(first) && first.kind !== 'array'
  return isOne ? [{ code: 'concat-of-one', at, safe: `cast(${written(first)} AS String)` }] : []
}

/** `trunc(a / b, 0)` gives the same whether the division is one of Ints or of Decimals. */
function isCut(node: Expression): boolean {
  if (node.kind !== 'call' || node.fn.name !== 'trunc') return false
  const places = node.args[1]
  return places?.kind === 'literal' && places.value === 0
}

function skipDivision(node: Expression): readonly Expression[] {
  return node.kind === 'binary' && node.operator === '/' ? childrenOf(node) : [node]
}

function isSurelyDecimal(node: Expression): boolean {
  return node.kind === 'literal' && isNumeric(node.value) && !isWhole(node.value)
}

function isSurelyWhole(node: Expression): boolean {
  if (node.kind === 'literal')
    return isNumeric(node.value) ? isWhole(node.value) || node.value === 0 : typeof node.value === 'boolean'
  if (node.kind === 'call') return node.fn.result === 'Int' || node.fn.result === 'Boolean'
  if (node.kind === 'binary') return /^(?:=|<>|<|<=|>|>=|AND|OR|IN)$/.test(node.operator)
  return node.kind === 'exists'
}

function isSurelyText(node: Expression): boolean {
  if (node.kind === 'literal') return typeof node.value === 'string'
  return (
    (node.kind === 'call' && node.fn.result === 'String') || (node.kind === 'cast' && node.type === 'String')
  )
}

/** The fields without which an operand is Undefined. Two operands with the same ones are Undefined together. */
function needsOf(node: Expression, written: Written): ReadonlySet<string> {
  switch (node.kind) {
    case 'field':
    case 'member':
    case 'index':
    case 'variable':
      return new Set([written(node)])
    case 'call':
      if (neverUndefined.has(node.fn.name)) return new Set()
      if (node.fn.name === 'get') return new Set([written(node)])
      return union(node.args, written)
    case 'exists':
    case 'isNull':
    case 'select':
      return new Set()
    default:
      return union(childrenOf(node), written)
  }
}

const neverUndefined: ReadonlySet<string> = new Set(['isUndefined', 'isNull', 'get_or_default', 'nanvl'])

function union(nodes: readonly Expression[], written: Written): ReadonlySet<string> {
  return new Set(nodes.flatMap(node => [...needsOf(node, written)]))
}

function haveSameNeeds(left: Expression, right: Expression, written: Written): boolean {
  const [ofLeft, ofRight] = [needsOf(left, written), needsOf(right, written)]
  return ofLeft.size === ofRight.size && [...ofLeft].every(need => ofRight.has(need))
}

/** The regular expression that means what a LIKE pattern means. */
function regexOf(pattern: Expression): string {
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return '…'
  const escaped = pattern.value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll("'", "''")
  return `^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`
}
