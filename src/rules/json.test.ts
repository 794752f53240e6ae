import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJson } from './json.ts'
import { isObject, jsonText } from './value.ts'

test('every JSON text is read as JSON.parse reads it, by the short way and by the exact one', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), text => {
      const plain: unknown = JSON.parse(JSON.stringify(JSON.parse(text)))
      for (const value of [readJson(text), readJson(text, true)]) {
        assert.ok(value !== undefined)
        assert.deepEqual(JSON.parse(JSON.stringify(JSON.parse(jsonText(value)))), plain)
      }
    }),
    { numRuns: 2000 },
  )
})

test('what is no JSON is Undefined, by the short way and by the exact one', () => {
  const corrupt = fc.tuple(
    fc.json({ maxDepth: 3 }),
    fc.nat(),
    fc.constantFrom('', '"', ',', '{', ']', '\\', '\n', '0', '.'),
  )
  fc.assert(
    fc.property(corrupt, ([text, at, mark]) => {
      const place = at % (text.length + 1)
      const broken = text.slice(0, place) + mark + text.slice(place + 1)
      let isJson = true
      try {
        JSON.parse(broken)
      } catch {
        isJson = false
      }
      assert.equal(readJson(broken) !== undefined, isJson, broken)
      assert.equal(readJson(broken, true) !== undefined, isJson, broken)
    }),
    { numRuns: 5000 },
  )
})

test('a digit that a double would lose survives, and so does the rest', () => {
  const text =
    '{"a":9007199254740993,"b":0.10000000000000000001,"c":[1e400,-1e-400],"d":"9007199254740993","e":0.1}'
  const value = readJson(text)
  assert.ok(value !== undefined)
  assert.equal(jsonText(value), text)
})

test('2015-10-08 keeps the form of every number', () => {
  const text = '[10.0,1.50,1e2,1E+2,-0.0,10]'
  const value = readJson(text, true)
  assert.ok(value !== undefined)
  assert.equal(jsonText(value), text)
})

test('__proto__ is a member like any other and changes no prototype', () => {
  for (const lexical of [false, true]) {
    const value = readJson('{"__proto__":{"polluted":1},"a":{"__proto__":2,"constructor":3}}', lexical)
    assert.ok(isObject(value))
    assert.deepEqual(Object.keys(value), ['__proto__', 'a'])
    assert.equal(Object.getPrototypeOf(value), Object.prototype)
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
  }
})

test('nesting and members are bounded, and brackets in strings do not count', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  assert.notEqual(readJson(nested(200)), undefined)
  assert.throws(() => readJson(nested(201)), { code: 'limit' })
  assert.throws(() => readJson(nested(201), true), { code: 'limit' })
  assert.throws(() => readJson('['.repeat(1_000_000)), { code: 'limit' })
  assert.notEqual(readJson(JSON.stringify('[{"\\'.repeat(1000))), undefined)
  assert.notEqual(readJson(`[${'{},'.repeat(1000)}{}]`), undefined)
  const members = (count: number) => `{${Array.from({ length: count }, (_, at) => `"${at}":0`).join(',')}}`
  assert.notEqual(readJson(members(100_000)), undefined)
  assert.throws(() => readJson(members(200_001)), { code: 'limit' })
})
