// Random and mutated statements on hostile payloads: each gives a result or a SqlFault, in bounded time, touches no
// prototype, and gives what a plain walk of its tree gives. `node test/fuzz/iot-sql.fuzz.ts 60 [SEED]` runs a minute.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canWalk, walkStatement } from '../../bench/rules/tree-walk.ts'
import { rootsOf } from '../../src/rules/analysis.ts'
import { functions } from '../../src/rules/functions/table.ts'
import {
  compile,
  compileTemplate,
  explain,
  lintStatement,
  type Message,
  Payload,
  SqlFault,
  type Statement,
} from '../../src/rules/index.ts'
import { jsonText } from '../../src/rules/value.ts'

export type FuzzReport = {
  readonly statements: number
  readonly compiled: number
  readonly evaluated: number
  readonly compared: number
  readonly faults: number
  readonly slowest_ms: number
}

/** Throws an AssertionError that holds the statement and the payload on the first finding. */
export function fuzz(seconds: number, seed: number): FuzzReport {
  const random = new Random(seed)
  const report = { statements: 0, compiled: 0, evaluated: 0, compared: 0, faults: 0, slowest_ms: 0 }
  const prototype = Object.getOwnPropertyNames(Object.prototype).join()
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    const sql = random.chance(0.5) ? statementOf(random) : mutated(random.pick(corpus), random)
    report.statements += 1
    const statement = guarded(sql, '', () =>
      compile(sql, { version: random.chance(0.9) ? '2016-03-23' : '2015-10-08' }),
    )
    if (statement === undefined) continue
    report.compiled += 1
    guarded(sql, '', () => lintStatement(statement))
    for (let count = random.below(3); count >= 0; count -= 1) {
      const text = random.chance(0.003)
        ? random.pick(hostile)()
        : random.chance(0.8)
          ? random.pick(payloads)
          : mutated(random.pick(payloads), random)
      const from = performance.now()
      // As its bytes read: half a surrogate pair, which a mutation may leave, has no bytes of its own.
      evaluate(statement, sql, text.toWellFormed(), random, report)
      report.slowest_ms = Math.max(report.slowest_ms, performance.now() - from)
    }
    guarded(sql, '', () => compileTemplate(mutated(`a/\${${expressionOf(random, 2)}}/\${topic(1)}`, random)))
  }
  assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), prototype, 'a prototype was touched')
  return report
}

type Counts = { -readonly [Name in keyof FuzzReport]: FuzzReport[Name] }

function evaluate(statement: Statement, sql: string, text: string, random: Random, report: Counts): void {
  const message: Message = {
    topic: random.pick(['pit/box', 'a', '$aws/rules/x/pit/box', '']),
    payload: new Payload(Buffer.from(text)),
    context: { timestamp: 1_700_000_000_123, newUuid: () => 'uuid', random: () => 0.5, external },
  }
  report.evaluated += 1
  const result = guarded(sql, text, () => statement.evaluateRouted(message))
  if (result === undefined) {
    report.faults += 1
    return
  }
  const printed = result.fires ? guarded(sql, text, () => result.output.text()) : undefined
  if (result.fires && printed !== undefined && printed !== '' && printed !== text) {
    assert.doesNotThrow(() => JSON.parse(printed), `no JSON: ${printed}\n${sql}\n${text.slice(0, 500)}`)
  }
  if (text.length < 10_000 && random.chance(0.1)) guarded(sql, text, () => explain(statement, message))
  if (statement.version !== '2016-03-23' || statement.node.variables.length > 0) return
  if (printed === text || !rootsOf(statement.node).every(canWalk) || usesDottedAlias(statement)) return
  const walked = guarded(sql, text, () => walkStatement(statement.node, statement.frameFor(message)))
  const plain = walked?.value === undefined ? '' : jsonText(walked.value)
  report.compared += 1
  assert.equal(
    walked === undefined ? undefined : plain,
    printed,
    `the walk differs\n${sql}\n${text.slice(0, 500)}`,
  )
}

const external = { aws_lambda: () => ({ best: 1 }), get_thing_shadow: () => null }

/** Undefined for a SqlFault; any other error is a finding. */
function guarded<T>(sql: string, text: string, run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof SqlFault) return undefined
    const stack = error instanceof Error ? error.stack : String(error)
    throw new assert.AssertionError({ message: `${stack}\n${sql.slice(0, 2000)}\n${text.slice(0, 500)}` })
  }
}

function usesDottedAlias({ node: { projection } }: Statement): boolean {
  return projection.kind === 'items' && projection.items.some(({ alias }) => (alias?.length ?? 0) > 1)
}

class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }

  chance(share: number): boolean {
    return this.below(1_000_000) < share * 1_000_000
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)]
    assert.ok(picked !== undefined)
    return picked
  }
}

const here = dirname(fileURLToPath(import.meta.url))
const corpus: readonly string[] = globSync(join(here, '../conformance/iot-sql/*.json')).flatMap(file => {
  const vectors: readonly { readonly sql: string }[] = JSON.parse(readFileSync(file, 'utf8'))
  return vectors.map(({ sql }) => sql)
})

const atoms = [
  'a',
  'b',
  'o.x',
  'o.y.z',
  'arr',
  'arr[0]',
  'absent',
  '*',
  'n',
  't',
  'f',
  's',
  '__proto__',
  'constructor',
  'o.length',
  '0',
  '1',
  '-3',
  '2.5',
  '0.1',
  '1e3',
  '9007199254740993',
  '12345678901234567890.5',
  "'x'",
  "'12'",
  "'true'",
  "''",
  "'a*'",
  "'yyyy-MM-dd'",
  'TRUE',
  'FALSE',
  'NULL',
  '[1, a]',
  '[]',
  "{'k': a}",
  "{'__proto__': b}",
  '@v',
] as const
const infix = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  ' AND ',
  ' OR ',
  ' IN ',
  ' LIKE ',
] as const

/** `plain` leaves out what the walk does not know, so that there is something to compare. */
function expressionOf(random: Random, depth: number, plain = false): string {
  if (depth <= 0 || random.chance(0.2)) return random.pick(atoms)
  const next = () => expressionOf(random, depth - 1, plain)
  switch (random.below(plain ? 6 : 9)) {
    case 0:
      return `${next()} ${random.pick(infix)} ${next()}`
    case 1:
      return `${random.pick(['a', 'b', 'o.x', 'arr[0]'])} ${random.pick(infix)} ${random.pick(['1', '2.5', '12', "'12'", "'x'", 'a', 'b'])}`
    case 2:
      return `(${next()})`
    case 3:
    case 4: {
      const { name, arity } = random.pick(functions)
      const most = Math.min(arity[1], 4)
      const count = random.chance(0.95)
        ? arity[0] + random.below(Math.max(1, most - arity[0] + 1))
        : random.below(5)
      return `${name}(${Array.from({ length: count }, next).join(', ')})`
    }
    case 5:
      return `NOT ${next()}`
    case 6:
      return `CASE ${next()} WHEN ${next()} THEN ${next()} ELSE ${next()} END`
    case 7:
      return `(SELECT ${random.chance(0.5) ? 'VALUE ' : ''}${next()} FROM ${random.pick(['arr', '*', 'o', next()])} AS e WHERE ${next()})`
    default:
      return `cast(${next()} AS ${random.pick(['Int', 'Decimal', 'String', 'Boolean', 'Double'])})`
  }
}

function statementOf(random: Random): string {
  const plain = random.chance(0.6)
  const item = () =>
    `${expressionOf(random, 3, plain)}${random.chance(0.7) ? ` AS ${random.pick(['x', 'y', 'x.z', '__proto__'])}` : ''}`
  const set = !plain && random.chance(0.3) ? `SET @v = ${expressionOf(random, 2)} ` : ''
  const items = random.chance(0.3)
    ? `VALUE ${expressionOf(random, 4, plain)}`
    : [item(), item()].slice(random.below(2)).join(', ')
  const where = random.chance(0.5) ? ` WHERE ${expressionOf(random, 3, plain)}` : ''
  return `${set}SELECT ${items} FROM '#'${where}`
}

const splinters = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"',
  ',',
  '.',
  '*',
  '@',
  '-',
  ' ',
  'AS',
  'SELECT',
  'FROM',
  '9',
  'e',
  '\\',
  '\u0000',
  '😀',
  '${',
  '/',
] as const

function mutated(text: string, random: Random): string {
  let changed = text
  for (let count = random.below(4); count >= 0; count -= 1) {
    const at = random.below(changed.length + 1)
    const to = at + random.below(8)
    switch (random.below(4)) {
      case 0:
        changed = changed.slice(0, at) + changed.slice(to)
        break
      case 1:
        changed = changed.slice(0, at) + random.pick(splinters) + changed.slice(at)
        break
      case 2:
        changed = changed.slice(0, to) + changed.slice(at)
        break
      default:
        changed = changed.slice(0, at) + random.pick(atoms) + changed.slice(to)
    }
  }
  return changed
}

const payloads = [
  '{"a":1,"b":2.5,"o":{"x":"12","y":{"z":[1,2]}},"arr":[1,{"a":3},"x",null],"n":null,"t":true,"f":false,"s":"aaab"}',
  '{"a":"x","b":"12.50","o":{"x":1,"length":9},"arr":[{"a":1,"x":2},{"a":2}],"n":"null","t":"true","s":"2023-11-14"}',
  '{"a":9007199254740993,"b":0.1000000000000000000001,"arr":[1e400,-1e-400,1E2],"o":[1],"s":"' +
    'a'.repeat(300) +
    '"}',
  '{"__proto__":{"a":1},"constructor":{"prototype":1},"a":-0.0,"b":0.3,"arr":[[1],[2,[3]]],"o":{"__proto__":2}}',
  '[1,2,{"a":1}]',
  '"text"',
  '12',
  'null',
  'true',
  '',
  'not json',
  '{"a":',
  '{}',
  '[]',
] as const

/** Payloads that ask for time, memory or a prototype. */
const hostile: readonly (() => string)[] = [
  () => '['.repeat(100_000),
  () => `${'{"a":'.repeat(199)}1${'}'.repeat(199)}`,
  () => `{"a":"${'x'.repeat(1_000_000)}","s":"${'a'.repeat(100_000)}","arr":["${'y'.repeat(100_000)}"]}`,
  () => `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":${at}`).join(',')},"a":1}`,
  () => `{"a":1,"arr":[${'{"a":1},'.repeat(20_000)}1]}`,
  () => `{"a":${'9'.repeat(50_000)},"b":0.${'1'.repeat(50_000)}}`,
  () => `{"a":"${'\\u0041'.repeat(50_000)}","b":"\\ud800"}`,
]

if (import.meta.main) {
  const [seconds = '60', seed = `${Date.now() % 1_000_000}`] = process.argv.slice(2)
  process.stdout.write(`seed ${seed}\n`)
  process.stdout.write(`${JSON.stringify(fuzz(Number(seconds), Number(seed)), undefined, 2)}\n`)
}
