import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { lintRule, lintRules } from './lint.ts'
import { loadRules, ruleOf } from './rule-document.ts'

const role = 'arn:aws:iam::123456789012:role/pitwall-rules'

const codesOf = (document: object): readonly string[] =>
  lintRule(ruleOf('it', 'it.json', JSON.stringify(document), {})).map(({ code }) => code)

const sound = {
  sql: "SELECT * FROM 'rigs/+/+/lap'",
  awsIotSqlVersion: '2016-03-23',
  actions: [{ s3: { bucketName: 'laps', key: '${lap_id}.json', roleArn: role } }],
  errorAction: { s3: { bucketName: 'errors', key: '${timestamp()}.json', roleArn: role } },
}

test('the deployed rules would run on AWS as they run here', () => {
  const deployed = fileURLToPath(new URL('../../rules', import.meta.url))
  assert.deepEqual(lintRules(loadRules([deployed], {})), [])
})

test('a sound document has no finding', () => {
  assert.deepEqual(codesOf(sound), [])
})

test('each trap is found by its name', () => {
  const { errorAction: _, ...unwatched } = sound
  const { awsIotSqlVersion: __, ...unversioned } = sound
  const action = (one: object) => ({ ...sound, actions: [one] })
  assert.deepEqual(codesOf(unwatched), ['no-error-action'])
  assert.deepEqual(codesOf(unversioned), ['no-version'])
  assert.deepEqual(codesOf({ ...sound, sql: 'SELECT *' }), ['no-topic'])
  assert.deepEqual(codesOf({ ...sound, sql: "SELECT * FROM 'a/b/c/d/e/f/g/h/+'" }), ['deep-topic'])
  assert.deepEqual(codesOf(action({ sns: { targetArn: 'x', roleArn: role } })), ['not-here'])
  assert.deepEqual(codesOf(action({ s3: { bucketName: 'laps', key: 'newest.json', roleArn: role } })), [
    'one-object',
  ])
  assert.deepEqual(codesOf(action({ republish: { topic: 'rigs/a/b/lap', roleArn: role } })), ['feeds-itself'])
  const search = {
    endpoint: 'https://search.example',
    index: 'laps',
    type: '_doc',
    id: '${newuuid()}',
    roleArn: role,
  }
  assert.deepEqual(codesOf(action({ openSearch: search })), ['random-id'])
  assert.deepEqual(
    codesOf({ ...sound, description: 'x'.repeat(500), sql: `SELECT '${'y'.repeat(130_900)}' AS y FROM 'a'` }),
    ['large-document'],
  )
})
