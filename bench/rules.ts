// A rule on a message of 150 fields that is parsed already: WHERE of five terms, SELECT of ten fields. Closures against
// a walk of the same tree, and against other engines; then reading the payload, and routing among a thousand rules.
import assert from 'node:assert/strict'
import jsonata from 'jsonata'
import { compile, Payload, Router } from '../src/rules/index.ts'
import { readJson } from '../src/rules/json.ts'
import type { Context, Message } from '../src/rules/message.ts'
import { compare } from './compare.ts'
import { walkStatement } from './rules/tree-walk.ts'

const where = "type = 'live' AND speed > 120 AND gear >= 3 AND throttle > 0.5 AND pit = false"
const fields = ['speed', 'gear', 'rpm', 'throttle', 'brake', 'steer', 'fuel', 'lap', 'place', 'driver']
const items = fields.map(name => `${name} AS ${name}_now`).join(', ')
const sql = `SELECT ${items} FROM 'rigs/+/+/live' WHERE ${where}`

let seed = 7
const random = (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}
const digits = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places

const unrounded = (value: unknown) => (typeof value === 'number' ? value + random() / 1000 : value)

type Row = Readonly<Record<string, string | number | boolean>>

function rowOf(): Row {
  const row: Record<string, string | number | boolean> = {
    type: 'live',
    speed: digits(100 + random() * 180, 3),
    gear: Math.floor(2 + random() * 5),
    rpm: Math.floor(4000 + random() * 3500),
    throttle: digits(0.35 + random() * 0.65, 4),
    brake: digits(random(), 4),
    steer: digits(random() * 2 - 1, 4),
    fuel: digits(random() * 110, 2),
    lap: Math.floor(random() * 40),
    place: Math.floor(random() * 30),
    driver: 'Ada Lovelace',
    pit: random() < 0.1,
  }
  for (let at = Object.keys(row).length; at < 150; at++) row[`channel_${at}`] = digits(random() * 300, 3)
  return row
}

const rows = Array.from({ length: 64 }, rowOf)
const texts = rows.map(row => JSON.stringify(row))
const context: Context = { timestamp: 0, newUuid: () => '', random: () => 0 }
const topic = 'rigs/home/rig1/live'
const messages: readonly Message[] = texts.map(text => ({
  topic,
  payload: new Payload(Buffer.from(text)),
  context,
}))

const statement = compile(sql)
const closures = (message: Message) => {
  const result = statement.evaluateRouted(message)
  return result.fires ? result.output.value : undefined
}
const walked = (message: Message) => walkStatement(statement.node, statement.frameFor(message))?.value

const asQuery = `SELECT ${items} FROM ? WHERE ${where.replace('AND type', 'AND `type`')}`
const alasql = await alasqlOf(asQuery)
const inJsonata = jsonata(
  `$[type = 'live' and speed > 120 and gear >= 3 and throttle > 0.5 and pit = false].{${fields.map(name => `"${name}_now": ${name}`).join(', ')}}`,
)

let fired = 0
for (const [at, message] of messages.entries()) {
  const expected = closures(message)
  if (expected !== undefined) fired++
  assert.deepEqual(walked(message), expected)
  if (alasql !== undefined) assert.deepEqual(alasql(rows[at] ?? {}), expected)
  assert.deepEqual(plain(await inJsonata.evaluate(rows[at] ?? {})), expected)
}
console.log(`${messages.length} messages of 150 fields, ${fired} of which fire; all engines agree`)

const one = compare('one rule on one parsed message', messages.length, {
  closures: () => messages.forEach(closures),
  'walk of the same tree': () => messages.forEach(walked),
  ...(alasql !== undefined && { alasql: () => rows.forEach(alasql) }),
})
const jsonata_ns = await timeJsonata()
const closures_ns = one['closures'] ?? Number.NaN
console.log(
  `  ${'jsonata'.padEnd(44)} ${(jsonata_ns / 1e3).toFixed(2).padStart(9)} µs  ${(jsonata_ns / closures_ns).toFixed(2).padStart(8)} ×`,
)

const wide = rows.map(row =>
  JSON.stringify(row, (_, value) => (Number.isInteger(value) ? value : unrounded(value))),
)
const lossy = texts.map(text => text.replace('"speed"', '"exact":0.12345678901234567890,"speed"'))
compare('reading the payload', texts.length, {
  'JSON.parse, which loses digits': () => texts.forEach(text => void JSON.parse(text)),
  'readJson, no digit at stake': () => texts.forEach(text => void readJson(text)),
  'JSON.parse, numbers of 17 digits': () => wide.forEach(text => void JSON.parse(text)),
  'readJson, numbers of 17 digits': () => wide.forEach(text => void readJson(text)),
  'readJson, one number of 20 digits': () => lossy.forEach(text => void readJson(text)),
  'readJson, all forms kept (2015-10-08)': () => texts.forEach(text => void readJson(text, true)),
})

const alone = new Router<typeof statement>()
alone.add('rigs/home/rig1/live', compile(sql))
const many = new Router<typeof statement>()
for (let at = 0; at < 1000; at++) many.add(`rigs/home/rig${at}/live`, compile(sql))
const wild = new Router<typeof statement>()
for (let at = 0; at < 1000; at++) wild.add(`rigs/+/rig${at}/+`, compile(sql))
const routedBy = (router: Router<typeof statement>) => (message: Message) => {
  for (const rule of router.match(message.topic)) rule.evaluateRouted(message)
}
const strangers = Array.from({ length: 10_000 }, (_, at) => `rigs/home/rig${at % 1000}/stranger${at}`)
compare('one message among rules, of which one matches', messages.length, {
  'one rule': () => messages.forEach(routedBy(alone)),
  '1 000 rules': () => messages.forEach(routedBy(many)),
  '1 000 rules with wildcards': () => messages.forEach(routedBy(wild)),
})
compare('finding the rules of a topic among 1 000', strangers.length, {
  'seen before': () => strangers.forEach(() => void many.match(topic)),
  'never seen': () => strangers.forEach(name => void wild.match(name)),
})

/** alasql brings six hundred packages with its peers, so it is no dependency: install it by hand to compare. */
async function alasqlOf(query: string): Promise<((row: Row) => unknown) | undefined> {
  const name = process.env['ALASQL'] ?? 'alasql'
  try {
    const { default: engine } = await import(name)
    const run = engine.compile(query)
    return row => run([[row]])[0]
  } catch {
    console.log('alasql is not here: npm install --no-save --legacy-peer-deps alasql@4.19.1')
    return undefined
  }
}

async function timeJsonata(): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < 7; round++) {
    const from = performance.now()
    for (const row of rows) await inJsonata.evaluate(row)
    rounds.push(((performance.now() - from) * 1e6) / rows.length)
  }
  return rounds.sort((a, b) => a - b)[3] ?? Number.NaN
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
