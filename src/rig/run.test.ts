import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { recording as recorded } from '../../test/conformance/recorded-data.ts'
import { openBroker } from '../broker/embedded.ts'
import type { FrameMessage } from '../model/frame.ts'
import { rigId, siteId } from '../model/identity.ts'
import {
  type LapMessage,
  lapMessage,
  readFrame,
  readMessage,
  type SessionMessage,
  type StatusMessage,
  sessionMessage,
  statusMessage,
} from '../model/messages.ts'
import { recording } from './recording/recording.ts'
import { runRig } from './run.ts'

const dump = recorded('acc-shm/acc-2026-04-10T02-55-22-777Z.bin.gz')

test('a replay sends every message once and ends when all are acknowledged', {
  skip: dump.skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-rig-'))
  const topics: Record<string, number> = {}
  const statuses: StatusMessage[] = []
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    ingest: ({ topic, payload }) => {
      topics[topic] = (topics[topic] ?? 0) + 1
      if (!topic.endsWith('/status')) return
      const status: unknown = JSON.parse(new TextDecoder().decode(payload))
      statuses.push(readMessage(statusMessage, status, topic))
    },
  })
  try {
    const summary = await runRig(
      {
        source: recording({ path: dump.path, speed: 'max' }),
        link: broker.link(),
        site: siteId('home'),
        rig: rigId('one'),
        spoolFolder: join(folder, 'spool'),
        report: () => undefined,
      },
      new AbortController().signal,
    )
    assert.equal(summary.source.empty, 107)
    assert.equal(summary.waiting, 0)
    assert.equal(summary.dropped, 0)
    assert.equal(topics['rigs/home/one/lap'], 2)
    assert.equal(topics['rigs/home/one/session'], 2)
    assert.ok((topics['rigs/home/one/frame'] ?? 0) >= 54)
    assert.ok((topics['rigs/home/one/live'] ?? 0) > 3000)
    const states = statuses.map(({ state }) => state)
    assert.equal(states.at(0), 'waiting')
    assert.ok(states.includes('replaying'))
    assert.equal(states.at(-1), 'offline')
    const last = statuses.at(-1)
    assert.equal(last?.live_per_s, undefined, 'as fast as it goes promises no rate')
    assert.ok(
      statuses.some(({ at }) => at === last?.acknowledged?.at),
      'an earlier one was acknowledged',
    )
  } finally {
    await broker.close()
    await rm(folder, { recursive: true })
  }
})

test('a connector that is killed in the middle of a lap closes it when it comes back', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-rig-'))
  const laps: LapMessage[] = []
  const frames: FrameMessage[] = []
  const sessions: SessionMessage[] = []
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    ingest: ({ topic, payload }) => {
      const message: unknown = JSON.parse(new TextDecoder().decode(payload))
      if (topic.endsWith('/lap')) laps.push(readMessage(lapMessage, message, topic))
      if (topic.endsWith('/frame')) frames.push(readFrame(message))
      if (topic.endsWith('/session')) sessions.push(readMessage(sessionMessage, message, topic))
    },
  })
  try {
    const rig = () =>
      fork(new URL('./testing/virtual-rig.ts', import.meta.url).pathname, [
        `mqtt://127.0.0.1:${broker.port}`,
        join(folder, 'spool'),
      ])
    const killed = rig()
    while (frames.length < 12 || laps.length < 1) await new Promise(resolve => setTimeout(resolve, 50))
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const [session] = sessions
    const open = new Set(frames.map(frame => frame.lap_id))
    for (const { lap_id } of laps) open.delete(lap_id)
    assert.equal(open.size, 1, 'one lap was being driven')
    const again = rig()
    while (
      !sessions.some(
        ({ session_id, ended_at }) => session_id === session?.session_id && ended_at !== undefined,
      )
    ) {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    again.kill('SIGKILL')
    await once(again, 'exit')
    const closed = laps.filter(lap => open.has(lap.lap_id))
    assert.equal(closed.length, 1)
    assert.equal(closed[0]?.kind, 'incomplete')
    const kinds = new Map<string, string>()
    for (const { lap_id, kind } of laps) {
      assert.equal(kinds.get(lap_id) ?? kind, kind, 'no lap is told of in two ways')
      kinds.set(lap_id, kind)
    }
  } finally {
    await broker.close()
    await rm(folder, { recursive: true })
  }
})
