// What a field or an expression may hold. Undefined is JavaScript's `undefined`, and never equals Null.
import { Exact } from './number.ts'

/**
 * A JSON value. A `number` stands for the decimal that it prints as, so 0.1 is exactly one tenth; a number that a
 * double cannot print back is an `Exact`. Objects may own any key, `__proto__` included: read them with `memberOf`.
 */
export type Value = null | boolean | number | string | Exact | readonly Value[] | JsonObject

export type JsonObject = { readonly [key: string]: Value }

/** Every expression gives this: `undefined` is the Undefined of AWS. */
export type Maybe = Value | undefined

export function isArray(value: Maybe): value is readonly Value[] {
  return Array.isArray(value)
}

export function isObject(value: Maybe): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Exact)
}

export function isNumeric(value: Maybe): value is number | Exact {
  return typeof value === 'number' || value instanceof Exact
}

/** The member of an object by name, never one of its prototype; Undefined when there is none or it is no object. */
export function memberOf(value: Maybe, key: string): Maybe {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/**
 * Whether `memberOf` is the only safe way to read a key, because a plain read might find it on a prototype. Every other
 * key may be read directly from whatever `mayHaveMembers` admits.
 */
export function isInherited(key: string): boolean {
  return key in Exact.prototype || key in Array.prototype || key === 'lexeme'
}

/** A cheap stand-in for `isObject` that lets arrays and exact numbers pass: for keys that are not inherited only. */
export function mayHaveMembers(value: Maybe): value is JsonObject {
  return typeof value === 'object' && value !== null
}

/** An object under construction; `put` is the only way to write to it. */
export type Draft = { [key: string]: Value }

/** Sets an own member, even one called `__proto__`. */
export function put(draft: Draft, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(draft, key, { value, writable: true, enumerable: true, configurable: true })
  } else {
    draft[key] = value
  }
}

/** JSON text, numbers in the form that keeps their digits. */
export function jsonText(value: Value): string {
  return JSON.stringify(value)
}

/**
 * The `=` of AWS for two defined values: arrays in order, objects in any, numbers by value, and nothing equals a value
 * of another type.
 */
export function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object') {
    return isNumeric(left) && isNumeric(right) && Exact.compare(left, right) === 0
  }
  if (left === null || right === null) return false
  if (left instanceof Exact || right instanceof Exact) {
    return isNumeric(left) && isNumeric(right) && Exact.compare(left, right) === 0
  }
  if (isArray(left) || isArray(right)) return isArray(left) && isArray(right) && areArraysEqual(left, right)
  return isObject(left) && isObject(right) && areObjectsEqual(left, right)
}

function areArraysEqual(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((value, at) => isEqual(value, right[at] ?? null))
}

function areObjectsEqual(left: JsonObject, right: JsonObject): boolean {
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every(key => {
    const other = memberOf(right, key)
    return other !== undefined && isEqual(left[key] ?? null, other)
  })
}
