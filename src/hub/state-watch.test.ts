import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PartHealth } from '../model/health.ts'
import { StateWatch } from './state-watch.ts'

const part = (name: string, state: PartHealth['state']): PartHealth => ({ part: name, state, detail: state })

test('only what becomes another state is noted, and a part that goes is told once', () => {
  const watch = new StateWatch()
  watch.note([part('lake', 'ok'), part('page 1', 'caution')], 0)
  watch.note([part('lake', 'ok'), part('page 1', 'caution')], 1000)
  watch.note([part('lake', 'serious')], 2000)
  watch.note([part('lake', 'serious')], 3000)
  assert.deepEqual(
    watch.changes(3000).map(({ at_ms, part: name, state }) => [at_ms, name, state]),
    [
      [0, 'lake', 'ok'],
      [0, 'page 1', 'caution'],
      [2000, 'lake', 'serious'],
      [2000, 'page 1', 'off'],
    ],
  )
})

test('an hour is remembered, with how each part was at its start, and a part that flutters forgets no more than that', () => {
  const watch = new StateWatch()
  watch.note([part('lake', 'ok')], 0)
  watch.note([part('lake', 'caution')], 1000)
  watch.note([part('lake', 'ok')], 4_000_000)
  assert.deepEqual(
    watch.changes(4_000_500).map(({ state }) => state),
    ['caution', 'ok'],
  )
  for (let n = 0; n < 2000; n++) watch.note([part('lake', n % 2 === 0 ? 'ok' : 'caution')], 4_001_000 + n)
  assert.ok(watch.changes(4_003_000).length <= 500)
})
