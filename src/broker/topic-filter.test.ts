import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentials, isLoopback, mayPublish, maySubscribe, rigGrant } from './access.ts'
import { covers, coversFilter, isTopic, isTopicFilter } from './topic-filter.ts'

test('a filter covers what MQTT says it does [MQTT-4.7]', () => {
  for (const [filter, topic, is] of [
    ['rigs/home/one/lap', 'rigs/home/one/lap', true],
    ['rigs/+/+/lap', 'rigs/home/one/lap', true],
    ['rigs/+/lap', 'rigs/home/one/lap', false],
    ['rigs/#', 'rigs/home/one/lap', true],
    ['rigs/#', 'rigs', true],
    ['#', 'rigs/home', true],
    ['#', '$SYS/broker', false],
    ['+/broker', '$SYS/broker', false],
    ['$SYS/#', '$SYS/broker', true],
    ['+', '', true],
    ['a/+', 'a/', true],
    ['a/+', 'a', false],
    ['a/b', 'a/b/c', false],
    ['a/+', 'a/+', true],
  ] as const)
    assert.equal(covers(filter, topic), is, `${filter} and ${topic}`)
})

test('what may be subscribed to is checked against all that the filter could cover', () => {
  assert.ok(coversFilter('rigs/home/one/#', 'rigs/home/one/+'))
  assert.ok(coversFilter('rigs/+/+/lap', 'rigs/home/+/lap'))
  assert.ok(!coversFilter('rigs/home/one/#', 'rigs/home/+/lap'))
  assert.ok(!coversFilter('rigs/home/one/+', 'rigs/home/one/#'))
  assert.ok(!coversFilter('rigs/home/one/lap', 'rigs/#'))
})

test('a wildcard stands alone on its level, and a topic has none', () => {
  for (const filter of ['a/#', '+', '#', 'a/+/b', '/']) assert.ok(isTopicFilter(filter), filter)
  for (const filter of ['', 'a#', 'a/#/b', 'a+/b', 'a\0']) assert.ok(!isTopicFilter(filter), filter)
  assert.ok(isTopic('a/b'))
  for (const topic of ['', 'a/+', '#', 'a\0b']) assert.ok(!isTopic(topic), topic)
})

test('a rig may publish its own streams and nothing of its neighbour', () => {
  const grant = rigGrant('home', 'one')
  assert.ok(mayPublish(grant, 'rigs/home/one/frame'))
  for (const topic of ['rigs/home/two/frame', 'rigs/home/one', 'rigs/home/one/a/b', 'other']) {
    assert.ok(!mayPublish(grant, topic), topic)
  }
  assert.ok(maySubscribe(grant, 'rigs/home/one/#'))
  assert.ok(!maySubscribe(grant, 'rigs/home/+/frame'))
})

test('a token opens for any user, a password only for its own', async () => {
  const [rig, hub] = [{ name: 'rig' }, { name: 'hub' }]
  const authenticate = credentials([
    { user: 'one', secret: 'password', grant: rig },
    { secret: 'token', grant: hub },
  ])
  assert.equal(await authenticate('one', 'password'), rig)
  assert.equal(await authenticate('two', 'password'), undefined)
  assert.equal(await authenticate('anyone', 'token'), hub)
  assert.equal(await authenticate(undefined, 'token'), hub)
  assert.equal(await authenticate('one', ''), undefined)
})

test('this machine is known by every name that a socket gives it', () => {
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.1.2.3', 'localhost']) {
    assert.ok(isLoopback(address), address)
  }
  for (const address of ['0.0.0.0', '::', '192.168.0.1', '10.127.0.0.1', undefined])
    assert.ok(!isLoopback(address))
})
