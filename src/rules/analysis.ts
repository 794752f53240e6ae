// What can be said of a statement before any message has come.
import {
  childrenOf,
  descendantsOf,
  type Expression,
  expressionsOf,
  type Projection,
  type StatementNode,
} from './ast.ts'

/** Every expression of a statement that is not part of another, in the order in which they are written. */
export function rootsOf({ variables, projection, where }: StatementNode): readonly Expression[] {
  const set = variables.map(({ value }) => value)
  return [...set, ...expressionsOf(projection), ...(where === undefined ? [] : [where])]
}

/** Whether `SELECT *` stands alone, so that the bytes of the payload go through untouched. */
export function passesBytes(projection: Projection): boolean {
  if (projection.kind === 'value' || projection.items.length !== 1) return false
  const [item] = projection.items
  return item !== undefined && item.value.kind === 'star' && item.alias === undefined
}

/** Whether an expression looks into the payload; its bare bytes, as in `encode(*, 'base64')`, do not count. */
export function readsContent(node: Expression): boolean {
  if (node.kind === 'field' || node.kind === 'star') return true
  const isOfBytes = node.kind === 'call' && node.fn.special === 'bytes' && node.args[0]?.kind === 'star'
  return childrenOf(node)
    .slice(isOfBytes ? 1 : 0)
    .some(readsContent)
}

/** Whether an expression calls a function that leaves the engine. */
export function usesExternal(node: Expression): boolean {
  for (const below of descendantsOf(node)) if (isExternalCall(below)) return true
  return false
}

export function isExternalCall(node: Expression): boolean {
  if (node.kind !== 'call') return false
  return node.fn.isExternal === true || isProtobuf(node)
}

const mostCalls: Readonly<Record<string, number>> = { get_dynamodb: 1, get_registry_data: 1, decode: 2 }

/** A function that a statement calls more often than AWS lets it; the rule then ends without its actions. */
export function overusedFunction(node: StatementNode): string | undefined {
  const counts = new Map<string, number>()
  for (const root of rootsOf(node)) {
    for (const below of descendantsOf(root)) {
      if (below.kind !== 'call' || !isExternalCall(below)) continue
      const { name } = below.fn
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      if (count > (mostCalls[name] ?? Number.POSITIVE_INFINITY)) return name
    }
  }
  return undefined
}

/** `decode(…, 'proto', …)`, or a decode whose scheme is only known when a message comes. */
export function isProtobuf(node: Expression): boolean {
  if (node.kind !== 'call' || node.fn.name !== 'decode' || node.args.length !== 6) return false
  const scheme = node.args[1]
  return scheme?.kind !== 'literal' || scheme.value === 'proto'
}
