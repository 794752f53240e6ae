import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sampleLive } from '../model/testing/messages.ts'
import { ruleOf } from './rule-document.ts'
import { switchRule } from './switch.ts'
import { type Recorded, rehearse, tryRule } from './trial.ts'

const context = { timestamp: 1_700_000_000_000, newUuid: () => 'id-1', random: () => 0.5 }
const tooFast = ruleOf(
  'too_fast',
  'too_fast.json',
  JSON.stringify({
    sql: "SELECT speed_kmh, topic(3) AS rig FROM 'rigs/+/+/live' WHERE speed_kmh > 250",
    awsIotSqlVersion: '2016-03-23',
    actions: [{ republish: { topic: 'alerts/${topic(3)}', roleArn: 'arn:aws:iam::123456789012:role/x' } }],
  }),
  {},
)
const live = (speed_kmh: number, topic = 'rigs/home/rig1/live') => ({
  topic,
  payload: Buffer.from(JSON.stringify(sampleLive({ speed_kmh }))),
  qos: 0 as const,
})

test('a trial shows what each action would receive, and delivers nothing', () => {
  const { explanation: _, ...fired } = { explanation: [], ...tryRule(tooFast, live(260), context) }
  assert.deepEqual(fired, {
    outcome: 'fired',
    output: '{"speed_kmh":260,"rig":"rig1"}',
    actions: [
      {
        kind: 'republish',
        resource: 'alerts/${topic(3)}',
        parameters: { topic: 'alerts/rig1', roleArn: 'arn:aws:iam::123456789012:role/x' },
      },
    ],
  })
  const silent = tryRule(tooFast, live(240), context)
  assert.ok(silent.outcome === 'silent')
  const [where] = silent.explanation
  assert.deepEqual(
    [where?.clause, where?.part.value, where?.part.parts[0]],
    ['WHERE', 'false', { text: 'speed_kmh', value: '240', parts: [] }],
  )
  assert.deepEqual(tryRule(tooFast, live(260, 'rigs/home/rig1/lap'), context), {
    outcome: 'other-topic',
    topic: 'rigs/home/rig1/lap',
    from: 'rigs/+/+/live',
  })
})

test('a rehearsal says when a rule would have fired', async () => {
  async function* past(): AsyncGenerator<Recorded> {
    for (let second = 0; second < 10; second++)
      yield { at_ms: second * 1000, message: live(240 + 3 * second) }
    yield { at_ms: 99_000, message: live(300, 'elsewhere') }
  }
  const { matched, fired, failed, firings } = await rehearse(tooFast, past(), context)
  assert.deepEqual({ matched, fired, failed }, { matched: 10, fired: 6, failed: 0 })
  assert.deepEqual(firings[0], {
    at_ms: 4000,
    topic: 'rigs/home/rig1/live',
    output: '{"speed_kmh":252,"rig":"rig1"}',
  })
})

test('switching a deployed rule off leaves its file alone, and switching it on leaves nothing behind', context => {
  const root = mkdtempSync(join(tmpdir(), 'pitwall-rules-'))
  context.after(() => rmSync(root, { recursive: true }))
  const ofUser = join(root, 'own')
  const text = JSON.stringify(tooFast.document)
  writeFileSync(join(root, 'too_fast.json'), text)
  const off = switchRule(root, ofUser, 'too_fast', false)
  assert.equal(JSON.parse(readFileSync(off.file, 'utf8')).ruleDisabled, true)
  assert.equal(readFileSync(join(root, 'too_fast.json'), 'utf8'), text)
  switchRule(root, ofUser, 'too_fast', true)
  assert.deepEqual(readdirSync(ofUser), [])
  assert.throws(() => switchRule(root, ofUser, 'no_such', true), /there is no rule "no_such"/)
})
