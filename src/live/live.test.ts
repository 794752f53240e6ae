import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServerMessage } from '../model/live-protocol.ts'
import { manualClock } from '../model/testing/manual-clock.ts'
import { sampleEntries, sampleField, sampleLap, sampleLive, sampleStatus } from '../model/testing/messages.ts'
import { openLive } from './live.ts'
import { behindBytes } from './pace.ts'

function page() {
  const heard: ServerMessage[] = []
  const closed: number[] = []
  const outlet = {
    send: (text: string) => void heard.push(JSON.parse(text)),
    waiting: 0,
    close: (code: number) => void closed.push(code),
  }
  const values = () =>
    heard.flatMap(message => (message.type === 'values' ? message.rigs.map(rig => rig.values) : []))
  return { outlet, heard, closed, values }
}

function drive(
  live: ReturnType<typeof openLive>,
  clock: ReturnType<typeof manualClock>,
  seconds: number,
  rig = 'rig1',
) {
  for (let step = 0; step < seconds * 60; step++) {
    live.put(sampleLive({ rig, seq: step }), clock.now())
    clock.pass(1000 / 60)
  }
}

test('a page is greeted with every rig, lap and board that is known, each lap once', () => {
  const clock = manualClock()
  const live = openLive({ clock, boards: [{ board: 'monza/GT3', rows: [] }] })
  live.put(sampleLive({ seq: 7 }), clock.now())
  live.tell({ type: 'status', status: sampleStatus() })
  for (let again = 0; again < 2; again++) live.tell({ type: 'lap', lap: sampleLap() })
  const { outlet, heard } = page()
  live.join(outlet)
  const hello = heard[0]
  assert.ok(hello?.type === 'hello')
  assert.equal(hello.rigs[0]?.live?.values.seq, 7)
  assert.equal(hello.rigs[0]?.status?.state, 'driving')
  assert.equal(hello.laps.length, 1)
  assert.deepEqual(hello.boards, [{ board: 'monza/GT3', rows: [] }])
})

test('a rig at 60 Hz reaches a page at 60, 30 or 10 Hz, as it asked for', () => {
  for (const [rate, expected] of [
    [60, 600],
    [30, 300],
    [10, 100],
  ] as const) {
    const clock = manualClock()
    const live = openLive({ clock })
    const { outlet, values } = page()
    live.join(outlet).said(JSON.stringify({ type: 'watch', rigs: { '*': rate } }))
    drive(live, clock, 10)
    assert.ok(Math.abs(values().length - expected) <= 2, `${values().length} of ${expected}`)
    assert.equal(live.counters().dropped, 0)
  }
})

test('a page sees the rigs that it watches and no others', () => {
  const clock = manualClock()
  const live = openLive({ clock })
  const { outlet, values } = page()
  live.join(outlet).said(JSON.stringify({ type: 'watch', rigs: { 'home/rig2': 60 } }))
  drive(live, clock, 1, 'rig1')
  drive(live, clock, 1, 'rig2')
  assert.deepEqual([...new Set(values().map(({ rig }) => rig))], ['rig2'])
})

test('a page that falls behind is told its rate and its losses, and that it has caught up', () => {
  const clock = manualClock()
  const live = openLive({ clock })
  const { outlet, heard } = page()
  live.join(outlet)
  outlet.waiting = behindBytes + 1
  drive(live, clock, 2)
  outlet.waiting = 0
  drive(live, clock, 30)
  const rates = heard.flatMap(message => (message.type === 'rate' ? [message] : []))
  assert.deepEqual(
    rates.map(({ rate_hz }) => rate_hz),
    [30, 10, 30, 60],
  )
  assert.equal(rates.at(-1)?.dropped, live.counters().dropped)
  assert.ok(live.counters().dropped > 100)
})

test('a page that does not take what happens is cut off, and the others hear it', () => {
  const live = openLive({ clock: manualClock() })
  const stuck = page()
  const fine = page()
  live.join(stuck.outlet)
  live.join(fine.outlet)
  stuck.outlet.waiting = 2 * 1024 * 1024
  live.tell({ type: 'lap', lap: sampleLap() })
  assert.deepEqual(stuck.closed, [1013])
  assert.equal(fine.heard.at(-1)?.type, 'lap')
  assert.equal(live.counters().cut_off, 1)
})

test('what is no message is refused with a reason, and a page that sends nothing else is closed', () => {
  const live = openLive({ clock: manualClock() })
  const { outlet, heard, closed } = page()
  const { said } = live.join(outlet)
  const nonsense = ['', '[1]', '{"type":"watch","rigs":{"../etc":60}}', '{"type":"watch","rigs":{"*":61}}']
  for (const text of nonsense) said(text)
  assert.deepEqual(
    heard.slice(1).map(({ type }) => type),
    nonsense.map(() => 'refused'),
  )
  for (let index = 0; index < 100; index++) said('x')
  assert.ok(closed.includes(1008))
})

test('a thousand rigs are remembered; the one that was silent longest makes room', () => {
  const clock = manualClock()
  const live = openLive({ clock })
  for (let index = 0; index <= 1000; index++) live.put(sampleLive({ rig: `rig-${index}` }), clock.now())
  assert.equal(live.rigs().length, 1000)
  assert.equal(live.rigs()[0]?.rig, 'rig-1')
  assert.equal(live.counters().forgotten, 1)
})

test('a page that watches a field gets who is in it and where they are, and others get nothing of it', () => {
  const clock = manualClock()
  const live = openLive({ clock })
  const watching = page()
  const other = page()
  live.join(other.outlet)
  live.putField(sampleField(), clock.now())
  live.putField(sampleEntries(), clock.now())
  const { said } = live.join(watching.outlet)
  const hello = watching.heard[0]
  assert.ok(hello?.type === 'hello')
  assert.equal(hello.rigs[0]?.field_cars, 2)
  said(JSON.stringify({ type: 'watch', rigs: { '*': 10 }, fields: ['home/rig1'] }))
  clock.pass(1)
  assert.deepEqual(
    watching.heard.slice(1).map(({ type }) => type),
    ['entries', 'field'],
  )
  clock.pass(1000)
  for (let seq = 1; seq <= 120; seq++) {
    live.putField(sampleField({ seq }), clock.now())
    clock.pass(1000 / 60)
  }
  const seqs = watching.heard.flatMap(message => (message.type === 'field' ? [message.field.seq] : []))
  assert.ok(seqs.length > 18 && seqs.length < 24, `${seqs.length} of 120, at ten a second`)
  clock.pass(200)
  const last = watching.heard.at(-1)
  assert.ok(last?.type === 'field' && last.field.seq === 120, 'the newest arrives')
  assert.deepEqual(
    other.heard.map(({ type }) => type),
    ['hello'],
  )
  said(JSON.stringify({ type: 'watch', rigs: { '*': 10 }, fields: [] }))
  const { length } = watching.heard
  live.putField(sampleField({ seq: 121 }), clock.now())
  clock.pass(200)
  assert.equal(watching.heard.length, length)
})

test('a page that falls behind is not fed fields until it keeps up, and then the newest', () => {
  const clock = manualClock()
  const live = openLive({ clock })
  const { outlet, heard } = page()
  live.join(outlet).said(JSON.stringify({ type: 'watch', rigs: { '*': 60 }, fields: ['*'] }))
  outlet.waiting = behindBytes + 1
  const feed = (from: number) => {
    for (let seq = from; seq < from + 300; seq++) {
      live.putField(sampleField({ seq }), clock.now())
      clock.pass(1000 / 60)
    }
  }
  feed(0)
  const before = heard.filter(({ type }) => type === 'field').length
  assert.ok(before < 10, `${before}`)
  outlet.waiting = 0
  feed(300)
  const last = heard.findLast(message => message.type === 'field')
  assert.ok(last?.type === 'field' && last.field.seq > 590)
})

test('words reach the pages that listen for that rig, and what became of them every page', () => {
  const clock = manualClock()
  const live = openLive({ clock })
  const [driver, other, wall] = [page(), page(), page()]
  const [atDriver, atOther] = [live.join(driver.outlet), live.join(other.outlet)]
  live.join(wall.outlet)
  const words = { id: 'w1', site: 'home', rig: 'rig1', text: 'BOX BOX', sent_ms: clock.now() }
  const told = ({ heard }: typeof driver, type: string) => heard.filter(message => message.type === type)

  assert.equal(live.speak(words), 0, 'nobody has agreed to words')
  atDriver.said(JSON.stringify({ type: 'listen', rigs: ['home/rig1'] }))
  atOther.said(JSON.stringify({ type: 'listen', rigs: ['home/rig2'] }))
  assert.equal(live.speak({ ...words, id: 'w2' }), 1)
  assert.deepEqual(
    [driver, other, wall].map(one => told(one, 'message').length),
    [1, 0, 0],
  )

  const confirm = (id: string, state: string) => JSON.stringify({ type: 'receipt', id, state })
  atOther.said(confirm('w2', 'acknowledged'))
  atDriver.said(confirm('w1', 'seen'))
  assert.deepEqual(told(wall, 'receipt'), [], 'neither was told these words')
  for (const state of ['seen', 'seen', 'acknowledged', 'seen']) atDriver.said(confirm('w2', state))
  const receipt = { id: 'w2', site: 'home', rig: 'rig1' }
  assert.deepEqual(told(wall, 'receipt'), [
    { type: 'receipt', receipt: { ...receipt, state: 'seen' } },
    { type: 'receipt', receipt: { ...receipt, state: 'acknowledged' } },
  ])

  atDriver.said(JSON.stringify({ type: 'listen', rigs: [] }))
  assert.equal(live.speak({ ...words, id: 'w3' }), 0)
  atDriver.said(JSON.stringify({ type: 'listen', rigs: ['home/rig1'] }))
  atDriver.left()
  assert.equal(live.speak({ ...words, id: 'w4' }), 0, 'a page that has left listens no more')
})

test('of each page is known what it asked for, what it gets and what still waits', () => {
  const clock = manualClock()
  const live = openLive({ clock })
  const { outlet } = page()
  const joined = live.join(outlet)
  joined.said(JSON.stringify({ type: 'watch', rigs: { '*': 30 } }))
  drive(live, clock, 1)
  const [state] = live.pages()
  assert.deepEqual(state && { ...state, sent: 0 }, {
    ...{ asked_hz: 30, rate_hz: 30, waiting_bytes: 0, sent: 0, dropped: 0 },
  })
  assert.ok((state?.sent ?? 0) > 0)
  joined.left()
  assert.deepEqual(live.pages(), [])
})
