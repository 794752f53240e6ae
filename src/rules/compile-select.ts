// Closures of what SELECT makes: items that become an object, and the nested SELECT over an array, an object or *.
import type { Expression, Item, Projection, Subselect } from './ast.ts'
import { compileExpression, type Surroundings } from './compile.ts'
import { compileTest } from './compile-operator.ts'
import type { Evaluator, Frame } from './frame.ts'
import { type Draft, isArray, isObject, type JsonObject, type Maybe, put, type Value } from './value.ts'

/** The value of a projection: what VALUE names, or an object without the members that are Undefined. */
export function compileProjection(projection: Projection, text: string, around: Surroundings): Evaluator {
  if (projection.kind === 'value') return compileExpression(projection.item, around)
  const merged = projection.items.filter(isMerged).map(({ value }) => compileExpression(value, around))
  const named = projection.items
    .filter(item => !isMerged(item))
    .map(item => ({
      path: item.alias ?? [defaultName(item, text)],
      value: compileExpression(item.value, around),
    }))
  const writers = named.map(({ path, value }) => writerOf(path, value))
  if (merged.length === 0) return frame => write({}, writers, frame)
  return frame => write(merge(merged, frame), writers, frame)
}

/** The key of an item without AS: the last name of a path, the name of a function, else the text. AWS leaves it open. */
export function defaultName({ value, start, end }: Item, text: string): string {
  const named = lastName(value)
  return named ?? text.slice(start, end)
}

/** A nested SELECT: an array over an array or *, one value over an object, and Undefined over anything else. */
export function compileSelect(select: Subselect, around: Surroundings): Evaluator {
  const from = compileExpression(select.from, around)
  const inner = { ...around, aliases: [select.alias, ...around.aliases] }
  const project = compileProjection(select.projection, '', inner)
  const test = select.where && compileTest(select.where, inner)
  const isStar = select.from.kind === 'star'
  const visit = (element: Value, frame: Frame): Maybe => {
    frame.spend(1)
    const outer = frame.scope
    frame.scope = { element, alias: select.alias, outer }
    const value = test === undefined || test(frame) ? project(frame) : undefined
    frame.scope = outer
    return value
  }
  return frame => {
    const source = from(frame)
    if (source === undefined) return undefined
    if (isArray(source)) return visitAll(source, frame, visit)
    if (isStar) return visitAll([source], frame, visit)
    return isObject(source) ? visit(source, frame) : undefined
  }
}

/** EXISTS: whether a nested SELECT gives anything. */
export function compileExists(select: Subselect, around: Surroundings): Evaluator {
  const found = compileSelect(select, around)
  return frame => {
    const result = found(frame)
    return isArray(result) ? result.length > 0 : result !== undefined
  }
}

type Writer = (draft: Draft, frame: Frame) => void

function isMerged({ value, alias }: Item): boolean {
  return alias === undefined && (value.kind === 'star' || value.kind === 'every' || value.kind === 'object')
}

function lastName(node: Expression): string | undefined {
  switch (node.kind) {
    case 'field':
    case 'member':
    case 'variable':
      return node.name
    case 'index':
      return lastName(node.of)
    case 'call':
      return node.fn.name
    case 'cast':
      return 'cast'
    default:
      return undefined
  }
}

function write(draft: Draft, writers: readonly Writer[], frame: Frame): Draft {
  for (const writer of writers) writer(draft, frame)
  return draft
}

/** Members that come whole, from * or an object literal; the later one wins. */
function merge(sources: readonly Evaluator[], frame: Frame): Draft {
  let draft: Draft = {}
  for (const source of sources) {
    const value = source(frame)
    if (isObject(value)) draft = { ...draft, ...value }
  }
  return draft
}

function writerOf(path: readonly string[], value: Evaluator): Writer {
  const [first, ...rest] = path
  if (first === undefined) return () => undefined
  if (rest.length > 0 || first === '__proto__')
    return (draft, frame) => writeAt(draft, first, rest, value(frame))
  return (draft, frame) => {
    const result = value(frame)
    if (result !== undefined) draft[first] = result
  }
}

/** `AS a.b` beside `AS a.c`: both end in one object. What lies there already is copied, as it may be the payload's. */
function writeAt(draft: Draft, key: string, rest: readonly string[], value: Maybe): void {
  if (value === undefined) return
  const [next, ...others] = rest
  if (next === undefined) {
    put(draft, key, value)
    return
  }
  const there: JsonObject | undefined =
    Object.hasOwn(draft, key) && isObject(draft[key]) ? draft[key] : undefined
  const copy: Draft = { ...there }
  writeAt(copy, next, others, value)
  put(draft, key, copy)
}

function visitAll(
  source: readonly Value[],
  frame: Frame,
  visit: (element: Value, frame: Frame) => Maybe,
): readonly Value[] {
  const results: Value[] = []
  for (const element of source) {
    const value = visit(element, frame)
    if (value !== undefined) results.push(value)
  }
  return results
}
