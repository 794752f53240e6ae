import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Loop, type PaintRate } from './loop.ts'

function display() {
  let waiting: ((now_ms: number) => void) | undefined
  const reported: unknown[] = []
  const loop = new Loop(
    frame => {
      waiting = frame
    },
    problem => reported.push(problem),
  )
  /** Shows frames at 60 Hz; ends early when nobody asks for another. */
  const show = (frames: number, from_ms = 0) => {
    let shown = 0
    for (; shown < frames && waiting !== undefined; shown++) {
      const frame = waiting
      waiting = undefined
      frame(from_ms + (shown * 1000) / 60)
    }
    return shown
  }
  return { loop, reported, show }
}

test('every painter is called at its own rate', () => {
  const { loop, show } = display()
  const counts: Partial<Record<PaintRate, number>> = {}
  for (const rate of ['display', 20, 10, 5, 2, 1] as const) {
    counts[rate] = 0
    loop.add(rate, () => {
      counts[rate] = (counts[rate] ?? 0) + 1
    })
  }
  show(600)
  for (const [rate, expected] of [
    ['display', 600],
    [20, 200],
    [10, 100],
    [5, 50],
    [2, 20],
    [1, 10],
  ] as const) {
    assert.ok(Math.abs((counts[rate] ?? 0) - expected) <= 1, `${rate}: ${counts[rate]} of ${expected}`)
  }
})

test('what is looked at first is looked at before anything is painted, whenever it was added', () => {
  const { loop, show } = display()
  const order: string[] = []
  loop.add('display', () => order.push('paint'))
  loop.first(() => order.push('look'))
  show(1)
  assert.deepEqual(order, ['look', 'paint'])
})

test('a painter that throws is reported once and taken out; the others go on', () => {
  const { loop, reported, show } = display()
  let painted = 0
  loop.add('display', () => {
    throw new Error('no ink')
  })
  loop.add('display', () => {
    painted += 1
  })
  show(60)
  assert.equal(painted, 60)
  assert.equal(reported.length, 1)
})

test('without painters there are no frames, and the next painter starts them again', () => {
  const { loop, show } = display()
  const remove = loop.add('display', () => undefined)
  show(2)
  remove()
  assert.equal(show(10), 1)
  let painted = 0
  loop.add('display', () => {
    painted += 1
  })
  show(3, 5000)
  assert.equal(painted, 3)
})
