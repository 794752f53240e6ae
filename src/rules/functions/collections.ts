// A table: arrays, objects and missing values in AWS IoT SQL.
import { toInt } from '../convert.ts'
import type { Frame } from '../frame.ts'
import {
  type Draft,
  isArray,
  isNumeric,
  isObject,
  type JsonObject,
  type Maybe,
  memberOf,
  put,
  type Value,
} from '../value.ts'
import { type FunctionDefinition, undefinedForBoth } from './definition.ts'

const collection = { category: 'collection', result: 'Any' } as const

export const collections: readonly FunctionDefinition[] = [
  {
    ...collection,
    name: 'get',
    parameters: '(Array | String, Int) or (Object, String)',
    arity: [2, 2],
    since: '2015-10-08',
    summary:
      'The item at an index from 0, the character at one, or the member of a name. The way to names with - or digits.',
    missing: undefinedForBoth,
    anchor: 'iot-sql-function-get',
    call: ([from, key]) => itemOf(from, key),
  },
  {
    ...collection,
    name: 'get_or_default',
    parameters: '(Any[, Any])',
    arity: [1, 2],
    since: '2016-03-23',
    summary: 'The first value; or the second when the first is Null or Undefined, or failed to be computed.',
    missing: 'the default, or Undefined without one',
    special: 'guard',
    call: ([value, otherwise]) => value ?? otherwise,
  },
  {
    ...collection,
    name: 'isNull',
    parameters: '(Any)',
    arity: [1, 1],
    since: '2015-10-08',
    result: 'Boolean',
    summary: 'Whether the value is Null.',
    missing: 'Null: true; Undefined: false',
    anchor: 'iot-sql-function-isNull',
    call: ([value]) => value === null,
  },
  {
    ...collection,
    name: 'isUndefined',
    parameters: '(Any)',
    arity: [1, 1],
    since: '2016-03-23',
    result: 'Boolean',
    summary:
      'Whether the value is Undefined: a missing field, or what an operator or function could not compute.',
    missing: 'Null: false; Undefined: true',
    anchor: 'iot-sql-function-isUndefined',
    call: ([value]) => value === undefined,
  },
  {
    ...collection,
    name: 'nanvl',
    parameters: '(Any, Any)',
    arity: [2, 2],
    since: '2015-10-08',
    summary: 'The first value; or the second when the first is Null, Undefined or not a number.',
    missing: 'the second argument',
    anchor: 'iot-func-nanvl',
    call: ([value, otherwise]) => value ?? otherwise,
  },
  {
    ...collection,
    name: 'transform',
    parameters: "('enrichArray', Object, Array)",
    arity: [3, 3],
    since: '2016-03-23',
    result: 'Array',
    summary:
      'The objects of an Array, each with the members of an Object added. Any other mode gives Undefined.',
    missing: undefinedForBoth,
    anchor: 'iot-func-transform',
    call: ([mode, attributes, items], frame) => {
      const isKnown = mode === 'enrichArray' && isObject(attributes) && isArray(items)
      return isKnown ? enrichArray(attributes, items, frame) : undefined
    },
  },
]

/** `get()`, and the index in brackets. */
export function itemOf(from: Maybe, key: Maybe): Maybe {
  if (isObject(from)) return typeof key === 'string' ? memberOf(from, key) : undefined
  if (!isArray(from) && typeof from !== 'string') return undefined
  const index = toInt(key)
  return isNumeric(index) && typeof index === 'number' && index >= 0 ? from[index] : undefined
}

function enrichArray(attributes: JsonObject, items: readonly Value[], frame: Frame): Maybe {
  const added = Object.entries(attributes)
  const enriched: Value[] = []
  for (const item of items) {
    if (!isObject(item)) return undefined
    frame.spend(1 + added.length + Object.keys(item).length)
    const draft: Draft = { ...item }
    for (const [key, value] of added) put(draft, key, value)
    enriched.push(draft)
  }
  return enriched
}
