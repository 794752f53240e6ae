import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, lintStatement, type StatementCode } from './index.ts'

const codes = (sql: string) => lintStatement(compile(sql)).map(({ code }) => code)
const inWhere = (expression: string) => `SELECT * FROM 'pit/#' WHERE ${expression}`

function assertWarns(expression: string, code: StatementCode, safe: string): void {
  const warnings = lintStatement(compile(inWhere(expression)))
  assert.deepEqual(
    warnings.map(warning => [warning.code, warning.safe]),
    [[code, safe]],
  )
  const rewritten = safe.split(/ for a Decimal| or |, or /)[0] ?? ''
  assert.deepEqual(
    codes(inWhere(`(${rewritten}) = 1 AND a > 0`)),
    [],
    `the safe spelling ${rewritten} warns itself`,
  )
}

test('each disputed spelling is named with one that is not', () => {
  assertWarns('a / 3 > 2', 'whole-division', 'trunc(a / 3, 0)')
  assertWarns('a / 4 > 2', 'whole-division', 'a * 0.25 for a Decimal, trunc(a / 4, 0) for an Int')
  assertWarns('cast(a AS Int) > 2', 'cast-to-int', 'floor(a) or trunc(a, 0)')
  assertWarns('bitnot(a) > 2', 'bitnot', '-1 - a, or bitxor(a, 15) for four bits')
  assertWarns("concat(a) = 'x'", 'concat-of-one', 'cast(a AS String)')
  assertWarns(
    'get(a, 1) = 1 OR b = 2',
    'missing-operand',
    'get_or_default(get(a, 1) = 1, false) OR get_or_default(b = 2, false)',
  )
  assertWarns('isUndefined(a) OR a = 1', 'missing-operand', 'isUndefined(a) OR get_or_default(a = 1, false)')
  assertWarns("a LIKE 'on%'", 'undocumented', "regexp_matches(a, '^on.*$')")
  assertWarns('a BETWEEN 1 AND 2', 'undocumented', 'a >= 1 AND a <= 2')
  assertWarns('a IS NOT NULL', 'undocumented', 'NOT isNull(a)')
  assertWarns('a[1] > 2', 'undocumented', 'get(a, 1)')
  assertWarns('a == 1', 'undocumented', 'a = 1')
  assertWarns("a IN ('x', 'y')", 'undocumented', "['x', 'y']")
  assertWarns('abs(a, 1) > 2', 'arity', 'abs(Decimal)')
})

test('what cannot be read in two ways is not warned of', () => {
  for (const fine of [
    'a / 2.5 > 1',
    'trunc(a / 3, 0) > 1',
    "a = 'on' OR a = 'off'",
    'NOT isUndefined(a) AND a > 1 AND b < 2',
    "concat('a') = a",
    'cast(true AS Int) = a',
    'a IN [1, 2]',
    'get_or_default(a / 2.5 > 1, false) OR get_or_default(b = 2, false)',
  ]) {
    assert.deepEqual(codes(inWhere(fine)), [], fine)
  }
})

test('an item without AS is warned of unless it is a plain field', () => {
  const where = "FROM 'pit/#' WHERE a > 0"
  assert.deepEqual(codes(`SELECT a, *, {'k': a}, a.b AS c ${where}`), [])
  assert.deepEqual(codes(`SELECT a.b, topic(2), a + 1, @v ${where}`.replace('SELECT', 'SET @v = 1 SELECT')), [
    'unnamed-item',
    'unnamed-item',
    'unnamed-item',
    'unnamed-item',
  ])
})

test('a statement on fields whose WHERE asks for none is warned of, for a payload that is no JSON', () => {
  assert.deepEqual(codes("SELECT speed FROM 'pit/#'"), ['not-json'])
  assert.deepEqual(codes("SELECT speed FROM 'pit/#' WHERE topic(2) = 'x'"), ['not-json'])
  assert.deepEqual(codes("SELECT speed FROM 'pit/#' WHERE NOT isUndefined(speed)"), [])
  assert.deepEqual(codes("SELECT * FROM 'pit/#'"), [])
  assert.deepEqual(codes("SELECT encode(*, 'base64') AS raw FROM 'pit/#'"), [])
})

test('a warning says where it is', () => {
  const [warning] = lintStatement(compile("SELECT a\nFROM 'pit' WHERE\n  bitnot(a) = 1"))
  assert.deepEqual(warning?.position, { offset: 28, line: 3, column: 3 })
  assert.equal(warning?.text, 'bitnot(a)')
})
