import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, Payload } from './index.ts'

const context = { timestamp: 0, newUuid: () => '', random: () => 0 }

function run(sql: string, payload: string): string | undefined {
  const result = compile(sql).evaluate({ topic: 'a', payload: new Payload(Buffer.from(payload)), context })
  return result.fires ? result.output.text() : undefined
}

test('a nested SELECT over the same array again and again is stopped', () => {
  const rows = JSON.stringify({ r: Array.from({ length: 1000 }, (_, at) => at) })
  const inner = '(SELECT VALUE (SELECT VALUE (SELECT VALUE 1 FROM r) FROM r) FROM r)'
  assert.throws(() => run(`SELECT ${inner} AS x FROM 'a'`, rows), { code: 'limit' })
})

test('a string that doubles with every variable is stopped', () => {
  const doubled = Array.from({ length: 9 }, (_, at) => `@v${at + 1} = @v${at} + @v${at}`).join(', ')
  const sql = `SET @v0 = s + s, ${doubled} SELECT length(@v9) AS n FROM 'a'`
  assert.throws(() => run(sql, JSON.stringify({ s: 'x'.repeat(1_000_000) })), { code: 'limit' })
})

test('a replacement that would not fit into memory is stopped before it is made', () => {
  const payload = JSON.stringify({ s: 'a'.repeat(1_000_000), by: 'b'.repeat(1_000_000) })
  assert.throws(() => run("SELECT length(replace(s, 'a', by)) AS n FROM 'a'", payload), { code: 'limit' })
})

test('a pattern made to run for ages on half a megabyte gives its answer or is stopped', () => {
  const payload = JSON.stringify({ s: `${'a'.repeat(500_000)}!` })
  assert.equal(run("SELECT regexp_matches(s, '^(a+)+$') AS m FROM 'a'", payload), '{"m":false}')
  assert.throws(() => run("SELECT regexp_matches(s, '(a*)\\1b') AS m FROM 'a'", payload), { code: 'limit' })
})

test('a payload beyond its bound is a fault only for a rule that looks into it', () => {
  const payload = `"${'x'.repeat(5 * 1024 * 1024)}"`
  assert.equal(run("SELECT topic() AS t FROM 'a'", payload), '{"t":"a"}')
  assert.throws(() => run("SELECT a FROM 'a'", payload), { code: 'limit' })
})

test('a statement that is nested or chained beyond reason is refused, one of three hundred terms is not', () => {
  const open = (depth: number) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)} AS x FROM 'a'`
  assert.equal(run(open(50), '{}'), '{"x":1}')
  assert.throws(() => compile(open(5000)), { code: 'limit' })
  const chain = (terms: number) =>
    `SELECT * FROM 'a' WHERE ${Array.from({ length: terms }, (_, at) => `a = ${at}`).join(' OR ')}`
  assert.equal(run(chain(300), '{"a":299}'), '{"a":299}')
  assert.throws(() => compile(chain(3000)), { code: 'limit' })
  assert.throws(() => compile(`SELECT '${'x'.repeat(200_000)}' AS x FROM 'a'`), { code: 'limit' })
})
