import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Context, compile, type Message, Payload, type SqlFault } from './index.ts'

const context: Context = { timestamp: 1_700_000_000_123, newUuid: () => 'uuid', random: () => 0.25 }

function messageOf(topic: string, payload: string | Uint8Array, extra: Partial<Context> = {}): Message {
  return { topic, payload: new Payload(Buffer.from(payload)), context: { ...context, ...extra } }
}

function textFor(sql: string, payload: string, topic = 'a/b'): string | undefined {
  const result = compile(sql).evaluate(messageOf(topic, payload))
  return result.fires ? result.output.text() : undefined
}

test('a statement that fires gives the selected fields as JSON, without those that are missing', () => {
  assert.equal(textFor("SELECT speed AS v, absent FROM 'a/+'", '{"speed":201.5}'), '{"v":201.5}')
  assert.equal(textFor("SELECT speed AS v FROM 'a/+' WHERE speed > 300", '{"speed":201.5}'), undefined)
})

test('SELECT * alone hands on the very bytes, even those that are no JSON, and parses nothing', () => {
  const bytes = new Uint8Array([0xff, 0, 0xfe])
  const statement = compile("SELECT * FROM '#'")
  assert.equal(statement.needsPayload, false)
  const result = statement.evaluate(messageOf('a', bytes))
  assert.ok(result.fires)
  assert.deepEqual(new Uint8Array(result.output.bytes()), bytes)
})

test('a statement says whether it looks into the payload', () => {
  const needs = (sql: string) => compile(sql).needsPayload
  assert.equal(needs("SELECT topic(1) AS t, encode(*, 'base64') AS raw FROM '#'"), false)
  assert.equal(needs("SELECT * FROM '#' WHERE topic(2) = 'lap'"), false)
  assert.equal(needs("SELECT * FROM '#' WHERE speed > 1"), true)
  assert.equal(needs("SELECT *, 1 AS one FROM '#'"), true)
})

test('a payload is read once, however many rules look at it', () => {
  const payload = new Payload(Buffer.from('{"a":{"b":1}}'))
  assert.equal(payload.valueFor('2016-03-23'), payload.valueFor('2016-03-23'))
})

test('a template sees the payload as published and the variables, not the aliases', () => {
  const statement = compile("SET @car = car.name SELECT 1 AS speed FROM '#'")
  const result = statement.evaluate(messageOf('rigs/one', '{"speed":9,"car":{"name":"bmw"}}'))
  assert.ok(result.fires)
  assert.equal(
    statement.template(`\${topic(2)}/\${@car}/\${speed}/\${absent}`).render(result.frame),
    'one/bmw/9/',
  )
})

test('names of the prototype are fields like any other', () => {
  assert.equal(textFor("SELECT constructor, toString AS t, __proto__ AS p FROM '#'", '{}'), '{}')
  assert.equal(textFor("SELECT a.length AS n, a.lexeme AS l FROM '#'", '{"a":[1,2]}'), '{}')
  const own = '{"__proto__":{"x":1},"constructor":2}'
  assert.equal(textFor("SELECT __proto__.x AS x, constructor FROM '#'", own), '{"x":1,"constructor":2}')
  assert.equal(textFor("SELECT *, 1 AS one FROM '#'", own), '{"__proto__":{"x":1},"constructor":2,"one":1}')
})

test('an external function answers at once or later, and fails the rule where the host has none', async () => {
  const statement = compile("SELECT aws_lambda('arn', {'n': n}).twice AS twice FROM '#'")
  assert.throws(() => statement.evaluate(messageOf('a', '{"n":2}')), { code: 'function' })
  const external = { aws_lambda: async () => ({ twice: 4 }) }
  const result = await statement.evaluateAsync(messageOf('a', '{"n":2}', { external }))
  assert.ok(result.fires)
  assert.equal(result.output.text(), '{"twice":4}')
})

test('get_or_default keeps a rule alive when an external function fails', async () => {
  const statement = compile("SELECT get_or_default(get_thing_shadow('t', 'role').x, 'none') AS x FROM '#'")
  const external = { get_thing_shadow: () => Promise.reject(new Error('throttled')) }
  const result = await statement.evaluateAsync(messageOf('a', '{}', { external }))
  assert.ok(result.fires)
  assert.equal(result.output.text(), '{"x":"none"}')
})

test('an error names line, column, what was expected and found, and points at it', () => {
  assert.throws(
    () => compile("SELECT speed,\n  uper(name) AS n\nFROM 'a'"),
    (fault: SqlFault) => {
      assert.equal(fault.code, 'syntax')
      assert.deepEqual(fault.position, { offset: 16, line: 2, column: 3 })
      assert.equal(
        fault.message,
        'line 2, column 3: expected a function of AWS IoT SQL, such as upper(), found uper()\n    uper(name) AS n\n    ^',
      )
      return true
    },
  )
})

test('functions that answer later are each asked once, and chance falls the same way at every attempt', async () => {
  const asked: unknown[] = []
  let drawn = 0
  const external = {
    aws_lambda: async (args: readonly unknown[]) => {
      asked.push(args[1])
      return asked.length
    },
  }
  const sql =
    "SET @id = newuuid() SELECT @id AS id, aws_lambda('a', @id) AS one, aws_lambda('a', newuuid()) AS two FROM '#'"
  const newUuid = () => `uuid${++drawn}`
  const result = await compile(sql).evaluateAsync(messageOf('a', '{}', { external, newUuid }))
  assert.ok(result.fires)
  assert.equal(result.output.text(), '{"id":"uuid1","one":1,"two":2}')
  assert.deepEqual(asked, ['uuid1', 'uuid2'])
})

test('an answer that comes later is a failure where nobody waits for it', () => {
  const external = { aws_lambda: () => Promise.reject(new Error('down')) }
  const statement = compile("SELECT aws_lambda('a', 1) AS x FROM '#'")
  assert.throws(() => statement.evaluate(messageOf('a', '{}', { external })), { code: 'function' })
})

test('a template waits for external functions as well', async () => {
  const external = { get_secret: async () => 'key' }
  const statement = compile("SELECT * FROM '#'")
  const template = statement.template(`\${get_secret('id', 'SecretString', 'role')}-\${topic()}`)
  assert.equal(template.usesExternal, true)
  const result = statement.evaluate(messageOf('a', '{}', { external }))
  assert.ok(result.fires)
  assert.equal(await template.renderAsync(result.frame), 'key-a')
})

test('a failure inside a nested SELECT that is caught leaves the names outside as they were', () => {
  const sql =
    "SELECT get_or_default((SELECT VALUE aws_lambda('a', v) FROM arr), 'none') AS x, v AS outer_v FROM '#'"
  assert.equal(textFor(sql, '{"arr":[{"v":1}],"v":9}'), '{"x":"none","outer_v":9}')
})
