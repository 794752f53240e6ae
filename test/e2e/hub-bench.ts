// A whole hub in a folder of its own, and a rig that speaks MQTT to it over TCP, for tests from end to end.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { WebSocket } from 'ws'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import type { Log } from '../../src/hub/log.ts'
import { openQueries, rowObjects } from '../../src/lake/queries.ts'
import type { ServerMessage } from '../../src/model/live-protocol.ts'

export type HubBench = {
  readonly hub: Hub
  readonly data: string
  /** Sentences of the log, warnings and worse. */
  readonly warnings: string[]
  readonly rig: () => Promise<MqttClient>
  readonly page: () => Promise<{ readonly heard: ServerMessage[]; readonly socket: WebSocket }>
  readonly get: <Answer>(path: string) => Promise<Answer>
  readonly sql: (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
}

export async function withHub(
  body: (bench: HubBench) => Promise<void>,
  change: Partial<Parameters<typeof startHub>[0]> = {},
): Promise<void> {
  const data = change.data ?? mkdtempSync(join(tmpdir(), 'pitwall-e2e-'))
  const warnings: string[] = []
  const warn: Log['warn'] = (_, text) => void warnings.push(text)
  const log: Log = { info: () => undefined, warn, error: warn }
  const hub = await startHub({ port: 0, mqttPort: 0, ...change, data }, {}, log)
  const closers: (() => unknown)[] = [() => hub.close()]
  try {
    await body({
      hub,
      data,
      warnings,
      async rig() {
        const client = await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, { reconnectPeriod: 50 })
        closers.push(() => client.endAsync(true))
        return client
      },
      async page() {
        const socket = new WebSocket(`${hub.url.replace('http', 'ws')}live`)
        const heard: ServerMessage[] = []
        socket.on('message', data => heard.push(JSON.parse(data.toString())))
        closers.push(() => socket.terminate())
        await until(() => heard.length > 0)
        return { heard, socket }
      },
      async get<Answer>(path: string) {
        const answer: Answer = JSON.parse(await (await fetch(new URL(path, hub.url))).text())
        return answer
      },
      async sql(text) {
        const queries = openQueries(join(data, 'lake'))
        try {
          return rowObjects(await queries.run(text))
        } finally {
          await queries.close()
        }
      },
    })
  } finally {
    for (const closer of closers.reverse()) await closer()
    if (change.data === undefined) rmSync(data, { recursive: true })
  }
}

export async function until(holds: () => boolean | Promise<boolean>, within_ms = 30_000): Promise<void> {
  const from = performance.now()
  while (!(await holds())) {
    assert.ok(performance.now() - from < within_ms, 'it did not happen in time')
    await delay(10)
  }
}
