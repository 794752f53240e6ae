// What every sink of the live stream must do, run by each against its real other side.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { LiveSink, Told } from '../../src/live/sink.ts'
import type { LiveMessage } from '../../src/model/messages.ts'
import { sampleEvent, sampleLive } from '../../src/model/testing/messages.ts'
import { unixMillis } from '../../src/units/quantity.ts'

export type LiveSinkSubject = {
  readonly sink: LiveSink
  /** What the one reader has got so far, in order. */
  readonly values: () => readonly LiveMessage[]
  readonly told: () => readonly Told[]
  /** The reader stops taking anything, and takes again. */
  readonly stall: () => void
  readonly resume: () => void
  readonly end: () => Promise<void>
}

export function liveSinkContract(name: string, make: () => Promise<LiveSinkSubject>): void {
  const run = (title: string, body: (subject: LiveSinkSubject) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const subject = await make()
      try {
        await body(subject)
      } finally {
        await subject.end()
      }
    })

  run('the newest values of every rig arrive, and never older ones after them', async subject => {
    for (let seq = 0; seq < 50; seq++) {
      subject.sink.put(sampleLive({ seq }), at(seq))
      subject.sink.put(sampleLive({ rig: 'rig2', seq }), at(seq))
      if (seq % 10 === 0) await delay(5)
    }
    await until(() => ['rig1', 'rig2'].every(rig => last(subject, rig)?.seq === 49))
    for (const rig of ['rig1', 'rig2']) {
      const seqs = subject.values().flatMap(values => (values.rig === rig ? [values.seq] : []))
      assert.deepEqual(
        seqs,
        [...new Set(seqs)].sort((a, b) => a - b),
      )
    }
  })

  run('what is told arrives whole and in order', async subject => {
    const ids = Array.from({ length: 500 }, (_, index) => `event-${index}`)
    for (const id of ids) {
      subject.sink.put(sampleLive(), at(0))
      subject.sink.tell({ type: 'event', event: sampleEvent({ id }) })
    }
    await until(() => subject.told().length === ids.length)
    const arrived = subject.told().flatMap(message => (message.type === 'event' ? [message.event.id] : []))
    assert.deepEqual(arrived, ids)
  })

  run('a reader that stands still costs old values only, and each is counted', async subject => {
    subject.sink.put(sampleLive(), at(0))
    await until(() => subject.values().length === 1)
    subject.stall()
    const rigs = Array.from({ length: 500 }, (_, index) => `rig-${index}`)
    let seq = 0
    await until(() => {
      seq += 1
      for (const rig of rigs) subject.sink.put(sampleLive({ rig, seq }), at(seq))
      return subject.sink.counters().dropped >= rigs.length
    }, 60_000)
    subject.resume()
    await until(() => rigs.every(rig => last(subject, rig)?.seq === seq), 60_000)
    await until(() => {
      const { received, sent, dropped, thinned } = subject.sink.counters()
      return received === sent + dropped + thinned
    })
  })

  run('it ends although its reader stands still', async subject => {
    subject.stall()
    for (let index = 0; index < 500; index++) subject.sink.put(sampleLive({ rig: `rig-${index}` }), at(0))
    await subject.sink.close()
    subject.sink.put(sampleLive(), at(0))
    subject.sink.tell({ type: 'event', event: sampleEvent() })
  })
}

const at = (ms: number) => unixMillis(Date.UTC(2026, 10, 24) + ms)

const last = (subject: LiveSinkSubject, rig: string): LiveMessage | undefined =>
  subject.values().findLast(values => values.rig === rig)

async function until(holds: () => boolean, within_ms = 20_000): Promise<void> {
  const from = performance.now()
  while (!holds()) {
    assert.ok(performance.now() - from < within_ms, 'it did not happen in time')
    await delay(4)
  }
}
