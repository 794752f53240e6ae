// The shape of a statement as written. Every node knows where it stands, for errors, lint and explain.
import type { FunctionDefinition } from './functions/definition.ts'
import type { Value } from './value.ts'

/** Half-open range of UTF-16 units in the statement. */
export type Span = { readonly start: number; readonly end: number }

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'AND'
  | 'OR'
  | 'IN'
export type UnaryOperator = 'NOT' | '-'
export type CastType = 'String' | 'Int' | 'Decimal' | 'Double' | 'Boolean'

/** `depth` is the height of the tree below and with the node. */
export type Expression = Span & { readonly depth: number } & ExpressionShape

export type ExpressionShape =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string; readonly slot: number }
  | { readonly kind: 'star' }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'every'; readonly of: Expression }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
      /** Where the operator stands, for lint. */
      readonly at: number
      /** As written, when AWS does not document the spelling: `==` and `!=`. */
      readonly spelling?: string
    }
  | { readonly kind: 'call'; readonly fn: FunctionDefinition; readonly args: readonly Expression[] }
  | { readonly kind: 'cast'; readonly value: Expression; readonly type: CastType }
  | {
      readonly kind: 'case'
      readonly value: Expression
      readonly arms: readonly CaseArm[]
      readonly otherwise?: Expression
    }
  | { readonly kind: 'array'; readonly items: readonly Expression[]; readonly spelling?: 'list' }
  | { readonly kind: 'object'; readonly members: readonly ObjectMember[] }
  | { readonly kind: 'select'; readonly select: Subselect }
  | { readonly kind: 'exists'; readonly select: Subselect }
  | {
      readonly kind: 'like'
      readonly value: Expression
      readonly pattern: Expression
      readonly negated: boolean
    }
  | {
      readonly kind: 'between'
      readonly value: Expression
      readonly low: Expression
      readonly high: Expression
      readonly negated: boolean
    }
  | { readonly kind: 'isNull'; readonly value: Expression; readonly negated: boolean }

export type CaseArm = { readonly when: Expression; readonly result: Expression }
export type ObjectMember = { readonly key: string; readonly value: Expression }

export type Item = Span & { readonly value: Expression; readonly alias?: readonly string[] }

/** What SELECT asks for: one bare value, or items that make an object. */
export type Projection =
  | { readonly kind: 'value'; readonly item: Expression }
  | { readonly kind: 'items'; readonly items: readonly Item[] }

export type Subselect = Span & {
  readonly projection: Projection
  readonly from: Expression
  readonly alias?: string
  readonly where?: Expression
}

export type Assignment = Span & { readonly name: string; readonly value: Expression }

export type StatementNode = {
  readonly text: string
  readonly variables: readonly Assignment[]
  readonly projection: Projection
  /** Absent in a rule that only Basic Ingest reaches. */
  readonly from?: string
  readonly where?: Expression
}

/** The expressions of a nested SELECT, in the order in which they are written. */
export function partsOf(select: Subselect): readonly Expression[] {
  const { projection, from, where } = select
  return [...expressionsOf(projection), from, ...(where === undefined ? [] : [where])]
}

export function expressionsOf(projection: Projection): readonly Expression[] {
  return projection.kind === 'value' ? [projection.item] : projection.items.map(({ value }) => value)
}

/** The expressions directly below one, those of a nested SELECT included. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'field':
    case 'variable':
    case 'star':
      return []
    case 'member':
    case 'every':
      return [node.of]
    case 'index':
      return [node.of, node.index]
    case 'unary':
      return [node.operand]
    case 'binary':
      return [node.left, node.right]
    case 'call':
      return node.args
    case 'cast':
    case 'isNull':
      return [node.value]
    case 'case': {
      const arms = node.arms.flatMap(({ when, result }) => [when, result])
      return [node.value, ...arms, ...(node.otherwise === undefined ? [] : [node.otherwise])]
    }
    case 'array':
      return node.items
    case 'object':
      return node.members.map(({ value }) => value)
    case 'select':
    case 'exists':
      return partsOf(node.select)
    case 'like':
      return [node.value, node.pattern]
    case 'between':
      return [node.value, node.low, node.high]
  }
}

/** Every expression below a node and the node itself, outermost first. */
export function* descendantsOf(node: Expression): Generator<Expression> {
  yield node
  for (const child of childrenOf(node)) yield* descendantsOf(child)
}
