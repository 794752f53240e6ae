import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ManualClock, manualClock } from '../model/testing/manual-clock.ts'
import { sampleEvent, sampleLap, sampleLive, sampleStatus } from '../model/testing/messages.ts'
import type { ActionPorts, Published } from './actions/action.ts'
import { RuleFault } from './rule-fault.ts'
import { openRules, type Rules } from './runtime.ts'

const deployed = fileURLToPath(new URL('../../rules', import.meta.url))
const role = 'arn:aws:iam::123456789012:role/pitwall-rules'

function published(topic: string, body: unknown, qos: 0 | 1 = 1): Published {
  return {
    topic,
    payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    qos,
    client: 'rig1',
  }
}

/** Ports that note what they were given, as `kind resource: text`. */
function noting(change: ActionPorts = {}) {
  const noted: string[] = []
  const ports: ActionPorts = {
    firehose: {
      put: async (stream, records) =>
        void noted.push(...records.map(bytes => `firehose ${stream}: ${Buffer.from(bytes)}`)),
    },
    lambda: { invoke: async (name, event) => void noted.push(`lambda ${name}: ${event.text()}`) },
    openSearch: {
      put: ({ index, id, output }) => void noted.push(`openSearch ${index}/${id}: ${output.text()}`),
    },
    s3: { put: async (bucket, key, bytes) => void noted.push(`s3 ${bucket}/${key}: ${Buffer.from(bytes)}`) },
    republish: {
      publish: async ({ topic, payload, hops }) =>
        void noted.push(`republish ${topic} ${hops}: ${Buffer.from(payload)}`),
    },
    ...change,
  }
  return { noted, ports }
}

type Opened = { readonly rules: Rules; readonly clock: ManualClock; readonly reports: string[] }

function open(folders: readonly string[], ports: ActionPorts): Opened {
  const clock = manualClock()
  const reports: string[] = []
  const report = (text: string) => void reports.push(text)
  const rules = openRules({ folders, ports, clock, report, newId: () => 'id-1', random: () => 0.5 })
  return { rules, clock, reports }
}

/** Rules of a test's own, in a folder that goes with it. */
function folderOf(context: TestContext, documents: Readonly<Record<string, object | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-rules-'))
  context.after(() => rmSync(folder, { recursive: true }))
  write(folder, documents)
  return folder
}

function write(folder: string, documents: Readonly<Record<string, object | string>>): void {
  for (const [name, document] of Object.entries(documents)) {
    writeFileSync(
      join(folder, `${name}.json`),
      typeof document === 'string' ? document : JSON.stringify(document),
    )
  }
}

const rule = (sql: string, actions: readonly object[], errorAction?: object) => ({
  sql,
  awsIotSqlVersion: '2016-03-23',
  actions,
  ...(errorAction === undefined ? {} : { errorAction }),
})
const toStream = { firehose: { deliveryStreamName: 'stream', roleArn: role } }
const toErrors = { s3: { bucketName: 'errors', key: '${topic(2)}.json', roleArn: role } }
const toTopic = (topic: string) => ({ republish: { topic, roleArn: role } })

/** Lets promises that are due run. */
const turn = () => new Promise<void>(resolve => setImmediate(resolve))

test('the deployed rules bring every message of a rig to where it belongs', async () => {
  const { noted, ports } = noting()
  const { rules, reports } = open([deployed], ports)
  assert.deepEqual(reports, [])
  const messages = {
    live: sampleLive({ seq: 9 }),
    frame: 'not even JSON: nobody looks',
    lap: sampleLap(),
    event: sampleEvent(),
    status: sampleStatus(),
  }
  for (const [stream, body] of Object.entries(messages))
    await rules.ingest(published(`rigs/home/rig1/${stream}`, body))
  assert.deepEqual(
    noted.map(line => line.split(': ')[0]),
    [
      `openSearch live/home-rig1-${Date.UTC(2026, 10, 24)}`,
      'firehose pitwall-frames',
      'lambda pitwall-lap',
      'firehose pitwall-laps',
      `openSearch events/${messages.event.id}`,
      'openSearch status/home-rig1',
    ],
  )
})

test('a lap that never became one reaches the lake and not the lap table', async () => {
  const { noted, ports } = noting()
  const { rules } = open([deployed], ports)
  await rules.ingest(published('rigs/home/rig1/lap', sampleLap({ kind: 'incomplete' })))
  assert.deepEqual(
    noted.map(line => line.split(':')[0]),
    ['firehose pitwall-laps'],
  )
})

test('a frame goes through as the very bytes that came', async () => {
  const passed: Uint8Array[] = []
  const { ports } = noting({ firehose: { put: async (_, records) => void passed.push(...records) } })
  const message = published('rigs/home/rig1/frame', '{"v":1}')
  await open([deployed], ports).rules.ingest(message)
  assert.equal(passed[0], message.payload)
})

test('Basic Ingest reaches the named rule alone, which sees the topic without the prefix', async context => {
  const { noted, ports } = noting()
  const folder = folderOf(context, {
    one: rule("SELECT topic() AS t FROM 'a/+'", [toTopic('out/${topic(2)}')]),
    two: rule("SELECT * FROM '#'", [toTopic('never')]),
    off: { ...rule("SELECT * FROM 'a/+'", [toTopic('never')]), ruleDisabled: true },
  })
  const { rules } = open([folder], ports)
  await rules.ingest(published('$aws/rules/one/a/b', {}))
  await rules.ingest(published('$aws/rules/none/a/b', {}))
  await rules.ingest(published('$aws/rules/off/a/b', {}))
  assert.deepEqual(noted, ['republish out/b 1: {"t":"a/b"}'])
  assert.equal(rules.counters().rule_not_found, 2)
})

test('a broken document is reported with its place and passed over, the others run', async context => {
  const { noted, ports } = noting()
  const folder = folderOf(context, {
    good: rule("SELECT * FROM 'a'", [toStream]),
    syntax: rule("SELECT speed >> 3 FROM 'a'", [toStream]),
    template: rule("SELECT * FROM 'a'", [toTopic('out/${topic(}')]),
    member: { ...rule("SELECT * FROM 'a'", [toStream]), actoins: [] },
    stranger: rule("SELECT * FROM 'a'", [{ fireHose: {} }]),
    many: rule(
      "SELECT * FROM 'a'",
      Array.from({ length: 11 }, () => toStream),
    ),
    text: '{ "sql": ',
  })
  const { rules, reports } = open([folder], ports)
  await rules.ingest(published('a', '{}'))
  assert.deepEqual(noted, ['firehose stream: {}'])
  const about = (name: string) => reports.find(text => text.includes(join(folder, `${name}.json`))) ?? ''
  assert.match(about('syntax'), /sql: line 1, column 15: expected .*\n.*\n +\^/)
  assert.match(about('template'), /actions\[0\]: republish: line 1, column 13: /)
  assert.match(about('member'), /"actoins"/)
  assert.match(about('stranger'), /there is no action "fireHose"; AWS has .*firehose/)
  assert.match(about('many'), /at most 10 actions/)
  assert.match(about('text'), /JSON/)
  assert.equal(rules.states().filter(({ problem }) => problem !== undefined).length, 6)
})

test('a changed document takes effect, a broken change leaves the previous version at work', async context => {
  const { noted, ports } = noting()
  const folder = folderOf(context, {
    it: rule("SELECT 1 AS v FROM 'a'", [toTopic('out')]),
    same: rule("SELECT * FROM 'b'", [toStream]),
  })
  const { rules, reports } = open([folder], ports)
  await rules.ingest(published('b', 'x'))
  write(folder, { it: rule("SELECT 2 AS v FROM 'a'", [toTopic('out')]) })
  rules.reload()
  await rules.ingest(published('a', '{}'))
  write(folder, { it: 'half a docum' })
  rules.reload()
  await rules.ingest(published('a', '{}'))
  assert.match(reports.at(-1) ?? '', /its previous version still runs/i)
  write(folder, { it: rule("SELECT 3 AS v FROM 'a'", [toTopic('out')]) })
  rules.reload()
  await rules.ingest(published('a', '{}'))
  assert.deepEqual(
    noted.slice(1),
    ['{"v":2}', '{"v":2}', '{"v":3}'].map(text => `republish out 1: ${text}`),
  )
  assert.equal(rules.states().find(({ name }) => name === 'same')?.counters?.fired, 1)
})

test('a destination that fails is tried again, and what it then took counts once', async context => {
  let calls = 0
  const flaky = {
    put: async () => {
      calls += 1
      if (calls < 3) throw new Error('disk is busy')
    },
  }
  const { ports } = noting({ firehose: flaky })
  const { rules, clock } = open([folderOf(context, { it: rule("SELECT * FROM 'a'", [toStream]) })], ports)
  const safe = rules.ingest(published('a', '{}'))
  for (let step = 0; step < 10; step++) {
    await turn()
    clock.pass(100)
  }
  await safe
  const [action] = rules.states()[0]?.actions ?? []
  assert.deepEqual([action?.delivered, action?.retried, action?.failed], [1, 2, 0])
})

test('a message that could not be made safe is refused at QoS 1 and lost, but told, at QoS 0', async context => {
  const full = { put: async () => Promise.reject(new Error('no space left on the disk')) }
  const { noted, ports } = noting({ firehose: full })
  const folder = folderOf(context, { it: rule("SELECT * FROM 'a'", [toStream], toErrors) })
  const { rules, clock } = open([folder], ports)
  const pass = async () => {
    for (let step = 0; step < 10; step++) {
      await turn()
      clock.pass(100)
    }
  }
  const refused = assert.rejects(async () => rules.ingest(published('a', '{}', 1)), /no space left/)
  await pass()
  await refused
  assert.deepEqual(noted, [])
  const told = rules.ingest(published('a', '{}', 0))
  await pass()
  await told
  assert.equal(noted.length, 1)
  assert.deepEqual(rules.states()[0]?.counters, { matched: 2, fired: 2, failed: 0, lost: 0, unsafe: 1 })
})

test('a message that a destination will never take goes to the error action in the form of AWS', async context => {
  const picky = { put: async () => Promise.reject(new RuleFault('refused', 'frame: expected JSON')) }
  const { noted, ports } = noting({ firehose: picky })
  const folder = folderOf(context, { it: rule("SELECT * FROM 'a/#'", [toStream, toStream], toErrors) })
  const { rules } = open([folder], ports)
  await rules.ingest(published('a/b', 'garbage'))
  const [kind, ...body] = noted[0]?.split(': ') ?? []
  assert.equal(kind, 's3 errors/b.json')
  const failure = {
    failedAction: 'FirehoseAction',
    failedResource: 'stream',
    errorMessage: 'frame: expected JSON',
  }
  assert.deepEqual(JSON.parse(body.join(': ')), {
    ruleName: 'it',
    topic: 'a/b',
    cloudwatchTraceId: 'id-1',
    clientId: 'rig1',
    base64OriginalPayload: Buffer.from('garbage').toString('base64'),
    failures: [failure, failure],
  })
})

test('a destination that hangs holds up no other rule, and is not asked twice', async context => {
  const hanging = { put: () => new Promise<void>(() => undefined) }
  const { noted, ports } = noting({ firehose: hanging })
  const folder = folderOf(context, {
    hangs: rule("SELECT * FROM 'a'", [toStream]),
    runs: rule("SELECT * FROM 'a'", [toTopic('out')]),
  })
  const { rules, clock } = open([folder], ports)
  const refused = assert.rejects(
    async () => rules.ingest(published('a', '{}')),
    /did not answer within 10000 ms/,
  )
  await turn()
  assert.deepEqual(noted, ['republish out 1: {}'])
  clock.pass(10_001)
  await refused
  assert.equal(rules.states().find(({ name }) => name === 'hangs')?.actions[0]?.retried, 0)
})

test('what waits for a hanging destination is bounded; the rest is refused at once', async context => {
  const hanging = { put: () => new Promise<void>(() => undefined) }
  const { ports } = noting({ firehose: hanging })
  const { rules } = open([folderOf(context, { it: rule("SELECT * FROM 'a'", [toStream]) })], ports)
  const outcomes: string[] = []
  for (let index = 0; index < 2100; index++) {
    rules.ingest(published('a', '{}'))?.catch(error => outcomes.push(error.cause.code))
  }
  await turn()
  assert.deepEqual(
    outcomes,
    Array.from({ length: 100 }, () => 'crowded'),
  )
  const [action] = rules.states()[0]?.actions ?? []
  assert.deepEqual([action?.waiting, action?.crowded], [2000, 100])
})

test('what is not kept, a web address or a page, is not waited for', async context => {
  const hanging = { send: () => new Promise<void>(() => undefined) }
  const { ports } = noting({ http: hanging })
  const folder = folderOf(context, {
    it: rule("SELECT * FROM 'a'", [{ http: { url: 'https://example.org/hook' } }]),
  })
  assert.equal(open([folder], ports).rules.ingest(published('a', '{}')), undefined)
})

test('rules that feed each other end after a few hops', async context => {
  const hops: number[] = []
  const { ports } = noting({
    republish: {
      publish: async message => {
        hops.push(message.hops ?? 0)
        await rules.ingest(message)
      },
    },
  })
  const folder = folderOf(context, {
    ping: rule("SELECT * FROM 'a'", [toTopic('b')]),
    pong: rule("SELECT * FROM 'b'", [toTopic('a')]),
  })
  const { rules } = open([folder], ports)
  await rules.ingest(published('a', '{}'))
  await turn()
  assert.deepEqual(hops, [1, 2, 3, 4, 5])
})

test('a file of the user replaces the deployed rule of that name', async context => {
  const { noted, ports } = noting()
  const folder = folderOf(context, {
    sim_event: { ...rule("SELECT * FROM 'rigs/+/+/event'", [toStream]), ruleDisabled: true },
  })
  const { rules } = open([deployed, folder], ports)
  await rules.ingest(published('rigs/home/rig1/event', sampleEvent()))
  assert.deepEqual(noted, [])
  assert.equal(rules.states().find(({ name }) => name === 'sim_event')?.enabled, false)
})

test('an action that this host lacks is said, counted and does not fail the rule', async context => {
  const { noted, ports } = noting()
  const folder = folderOf(context, {
    it: rule("SELECT * FROM 'a'", [{ sns: { targetArn: 'x' } }, toTopic('out')]),
  })
  const { rules } = open([folder], ports)
  await rules.ingest(published('a', '{}'))
  assert.equal(noted.length, 1)
  const [sns] = rules.states()[0]?.actions ?? []
  assert.deepEqual([sns?.available, sns?.skipped], [false, 1])
})
