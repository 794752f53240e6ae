import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, explain, explanationText, Payload } from './index.ts'

test('a rule that does not fire says which part was not true, and where a path broke off', () => {
  const statement = compile(
    "SET @fast = 200 SELECT car.name AS n FROM 'pit/#' WHERE speed > @fast AND car.lap.time < 90",
  )
  const message = {
    topic: 'pit/box',
    payload: new Payload(Buffer.from('{"speed":201.5,"car":{"name":"M4"}}')),
    context: { timestamp: 0, newUuid: () => '', random: () => 0 },
  }
  assert.equal(
    explanationText(explain(statement, message)),
    [
      'SET @fast',
      '  200 → 200',
      'WHERE',
      '  speed > @fast AND car.lap.time < 90 → Undefined',
      '    speed > @fast → true',
      '      speed → 201.5',
      '      @fast → 200',
      '    car.lap.time < 90 → Undefined',
      '      car.lap.time → Undefined',
      '        car.lap → Undefined',
      '          car → {"name":"M4"}',
      'SELECT n',
      '  car.name → "M4"',
    ].join('\n'),
  )
})

test('a part that fails says so, and the others have their values', () => {
  const statement = compile("SELECT aws_lambda('arn', a) AS x, a FROM 'pit/#'")
  const message = {
    topic: 'pit/box',
    payload: new Payload(Buffer.from('{"a":1}')),
    context: { timestamp: 0, newUuid: () => '', random: () => 0 },
  }
  const [first, second] = explain(statement, message)
  assert.match(first?.part.value ?? '', /^failed: .*aws_lambda/)
  assert.equal(second?.part.value, '1')
})
