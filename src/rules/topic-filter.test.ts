import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basicIngestOf, matcherOf, refuseFilter } from './topic-filter.ts'

const matches = (filter: string, topic: string) => matcherOf(filter)(topic)

test('a/# matches what lies below a, but not a itself, unlike MQTT', () => {
  assert.equal(matches('a/#', 'a/b'), true)
  assert.equal(matches('a/#', 'a/b/c'), true)
  assert.equal(matches('a/#', 'a/'), true)
  assert.equal(matches('a/#', 'a'), false)
  assert.equal(matches('a/#', 'ab'), false)
})

test('+ matches exactly one level, which may be empty', () => {
  assert.equal(matches('a/+/c', 'a/b/c'), true)
  assert.equal(matches('a/+/c', 'a//c'), true)
  assert.equal(matches('a/+', 'a'), false)
  assert.equal(matches('a/+', 'a/b/c'), false)
  assert.equal(matches('+/+/lap', 'site/rig/lap'), true)
})

test('+ and # together keep both of their meanings', () => {
  assert.equal(matches('+/x/#', 'a/x/y'), true)
  assert.equal(matches('+/x/#', 'a/x'), false)
  assert.equal(matches('+/#', 'a'), false)
  assert.equal(matches('+/#', 'a/'), true)
})

test('a leading wildcard never matches a topic that begins with $', () => {
  assert.equal(matches('#', '$aws/things/x'), false)
  assert.equal(matches('+/things/#', '$aws/things/x'), false)
  assert.equal(matches('$aws/things/#', '$aws/things/x'), true)
  assert.equal(matches('#', 'a'), true)
})

test('a wildcard that is not a whole level, or a # before the end, is no filter', () => {
  for (const wrong of ['', 'a/#/b', 'a#', 'a/b+', '+a/b', '##'])
    assert.notEqual(refuseFilter(wrong), undefined, wrong)
  for (const right of ['#', '+', 'a', 'a/+/b/#', '/', 'a//b'])
    assert.equal(refuseFilter(right), undefined, right)
})

test('a Basic Ingest topic names a rule and the topic that the rule sees', () => {
  assert.deepEqual(basicIngestOf('$aws/rules/laps/rigs/a/lap'), { rule: 'laps', topic: 'rigs/a/lap' })
  assert.deepEqual(basicIngestOf('$aws/rules/laps'), { rule: 'laps', topic: '' })
  assert.equal(basicIngestOf('$aws/rules/'), undefined)
  assert.equal(basicIngestOf('rigs/a/lap'), undefined)
})
