import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newSecret } from './access/secret.ts'
import { keepLog, withoutSecrets } from './kept-log.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

test('the last 200 lines are kept, with level and part, and passed on as they were', () => {
  const passed: string[] = []
  const { log, lines } = keepLog({ ...silent, warn: (_, text) => passed.push(text) }, () => 7, [])
  for (let line = 0; line < 250; line++) log.warn({ part: 'lake', lap_id: 'x' }, `line ${line}`)
  log.error({}, 'the last')
  assert.equal(lines().length, 200)
  assert.deepEqual(lines()[0], { at_ms: 7, level: 'warn', part: 'lake', text: 'line 51' })
  assert.deepEqual(lines().at(-1), { at_ms: 7, level: 'error', text: 'the last' })
  assert.equal(passed.length, 250)
})

test('nothing that would let somebody in is kept', () => {
  const minted = newSecret().text
  const secrets = ['correct-horse', minted, 'hunter2', 'abc.def']
  const said = `pass correct-horse, ${minted}, mqtt://user:hunter2@host:1883, /?token=hunter2&x=1, Authorization: Bearer abc.def`
  const kept = withoutSecrets(said, ['correct-horse'])
  for (const secret of secrets) assert.ok(!kept.includes(secret), `${secret} in ${kept}`)
  assert.match(kept, /@host:1883/)
  assert.match(kept, /x=1/)
})
