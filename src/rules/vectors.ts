// Test vectors of AWS IoT SQL: one statement, one message, and what must come of it. Numbers keep every digit.
import { SqlFault } from './fault.ts'
import { readJson } from './json.ts'
import { type Context, type MqttProperties, Payload } from './message.ts'
import { Exact } from './number.ts'
import { compile, type Result } from './statement.ts'
import {
  isArray,
  isEqual,
  isObject,
  type JsonObject,
  jsonText,
  type Maybe,
  memberOf,
  type Value,
} from './value.ts'
import { sqlVersionOf } from './version.ts'

export type VectorFailure = {
  readonly id: string
  readonly sql: string
  readonly expected: string
  readonly found: string
}

export type VectorReport = { readonly passed: number; readonly failures: readonly VectorFailure[] }

/**
 * Runs a file of vectors: an array of `{id, sql, topic?, payload? | payloadText? | payloadBase64?, sqlVersion?, context?,
 * template?, expect, alternatives?}`, where `expect` is one of `{output}`, `{outputText}`, `{rawOutputUtf8}`, `{fires}`,
 * `{undefined: true}`, `{error}` and `{rendered}`. Throws a `SqlFault` when the text is no such file.
 */
export function checkVectors(text: string): VectorReport {
  const vectors = readJson(text, true)
  if (!isArray(vectors)) {
    throw new SqlFault('syntax', {
      expected: 'a JSON array of vectors',
      found: vectors === undefined ? 'no JSON' : 'another value',
    })
  }
  const failures = vectors.flatMap((vector, at) => {
    const failure = checkVector(vector, at)
    return failure === undefined ? [] : [failure]
  })
  return { passed: vectors.length - failures.length, failures }
}

/** Each failure with what was expected and found, and a last line `N passed, N failed`. */
export function reportOf({ passed, failures }: VectorReport): string {
  const lines = failures.flatMap(({ id, sql, expected, found }) => [
    `✗ ${id}`,
    `    ${sql}`,
    `    expected ${expected}`,
    `    found    ${found}`,
  ])
  return [...lines, `${passed} passed, ${failures.length} failed`].join('\n')
}

function checkVector(vector: Value, at: number): VectorFailure | undefined {
  const id = textAt(vector, 'id') ?? `vector ${at + 1}`
  const sql = textAt(vector, 'sql')
  const expect = memberOf(vector, 'expect')
  if (sql === undefined || !isObject(expect)) {
    return { id, sql: sql ?? '', expected: 'a vector with sql and expect', found: 'none' }
  }
  const alternatives = memberOf(vector, 'alternatives')
  const wanted = [expect, ...(isArray(alternatives) ? alternatives.filter(isObject) : [])]
  const outcome = outcomeOf(vector, sql)
  if (wanted.some(expected => meets(outcome, expected))) return undefined
  return { id, sql, expected: wanted.map(jsonText).join(' or '), found: describe(outcome, expect) }
}

type Outcome =
  | { readonly kind: 'refused'; readonly fault: SqlFault }
  | { readonly kind: 'failed'; readonly fault: SqlFault }
  | { readonly kind: 'done'; readonly result: Result; readonly rendered: string | undefined }

function outcomeOf(vector: Value, sql: string): Outcome {
  let isCompiled = false
  try {
    const statement = compile(sql, { version: sqlVersionOf(textAt(vector, 'sqlVersion') ?? '2016-03-23') })
    const written = textAt(vector, 'template')
    const template = written === undefined ? undefined : statement.template(written, { isTopic: true })
    isCompiled = true
    const message = {
      topic: textAt(vector, 'topic') ?? '',
      payload: payloadOf(vector),
      context: contextOf(memberOf(vector, 'context')),
    }
    return {
      kind: 'done',
      result: statement.evaluate(message),
      rendered: template?.render(statement.frameFor(message)),
    }
  } catch (fault) {
    if (!(fault instanceof SqlFault)) throw fault
    return { kind: isCompiled ? 'failed' : 'refused', fault }
  }
}

/** Names that AWS gives to a refused statement, and to one that fails while it runs. */
const errorNames = { refused: 'SqlParseException', failed: 'FunctionExecution' } as const

function meets(outcome: Outcome, expect: JsonObject): boolean {
  const { error, fires, output, outputText, rawOutputUtf8, rendered } = expect
  if (outcome.kind !== 'done') return error === errorNames[outcome.kind]
  if (rendered !== undefined) return outcome.rendered !== undefined && isLike(outcome.rendered, rendered)
  const { result } = outcome
  if (fires === false || !result.fires) return fires === result.fires
  if (output !== undefined) return isLike(result.output.value, output)
  if (expect['undefined'] === true) return result.output.value === undefined
  if (outputText !== undefined) return result.output.text() === outputText
  if (rawOutputUtf8 !== undefined)
    return Buffer.from(result.output.bytes()).toString('utf8') === rawOutputUtf8
  return fires === true
}

function isLike(value: Maybe, expected: Value): boolean {
  const pattern = memberOf(expected, '$regex')
  if (typeof pattern === 'string') return typeof value === 'string' && new RegExp(pattern).test(value)
  return value !== undefined && isEqual(value, expected)
}

function describe(outcome: Outcome, { rendered, outputText }: JsonObject): string {
  if (outcome.kind !== 'done') return `${errorNames[outcome.kind]}: ${outcome.fault.message}`
  if (rendered !== undefined) return JSON.stringify({ rendered: outcome.rendered })
  const { result } = outcome
  if (!result.fires) return '{"fires":false}'
  if (outputText !== undefined) return JSON.stringify({ outputText: result.output.text() })
  const { value } = result.output
  return value === undefined ? '{"undefined":true}' : JSON.stringify({ output: value })
}

function payloadOf(vector: Value): Payload {
  const base64 = textAt(vector, 'payloadBase64')
  if (base64 !== undefined) return new Payload(Buffer.from(base64, 'base64'))
  const value = memberOf(vector, 'payload')
  return new Payload(
    Buffer.from(textAt(vector, 'payloadText') ?? (value === undefined ? '' : jsonText(value))),
  )
}

function contextOf(given: Maybe): Context {
  const mqtt = memberOf(given, 'mqtt')
  const answers = memberOf(given, 'external')
  return {
    timestamp: numberAt(given, 'now') ?? 1_700_000_000_123,
    newUuid: () => textAt(given, 'uuid') ?? '00000000-0000-4000-8000-000000000000',
    random: () => numberAt(given, 'random') ?? 0.5,
    ...optional('clientId', textAt(given, 'clientId')),
    ...optional('traceId', textAt(given, 'traceId')),
    ...optional('principal', textAt(given, 'principal')),
    ...optional('sourceIp', textAt(given, 'sourceIp')),
    ...optional('accountId', textAt(given, 'accountId')),
    ...(isObject(mqtt) && { mqtt: mqttOf(mqtt) }),
    ...(isObject(answers) && {
      external: Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, () => answer])),
    }),
  }
}

function mqttOf(given: JsonObject): MqttProperties {
  const correlation = textAt(given, 'correlationB64')
  const user = memberOf(given, 'user')
  const pairs = isArray(user) ? user.filter(isArray) : []
  return {
    ...optional('contentType', textAt(given, 'contentType')),
    ...optional('responseTopic', textAt(given, 'responseTopic')),
    ...(given['utf8'] === true && { isUtf8: true }),
    ...(correlation !== undefined && { correlationData: Buffer.from(correlation, 'base64') }),
    userProperties: pairs.map(([name, value]) => [String(name), String(value)] as const),
  }
}

function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): { [Key in Name]?: string } | undefined {
  const entry: { [Key in Name]?: string } = {}
  if (value === undefined) return entry
  return { ...entry, [name]: value }
}

function textAt(from: Maybe, key: string): string | undefined {
  const value = memberOf(from, key)
  return typeof value === 'string' ? value : undefined
}

function numberAt(from: Maybe, key: string): number | undefined {
  const value = memberOf(from, key)
  if (value instanceof Exact) return value.decimal.toNumber()
  return typeof value === 'number' ? value : undefined
}
