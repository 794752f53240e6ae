// The rigs of bench/hub.ts: one drive of the virtual car, sent by many clients under their own names.
import { setTimeout as sleep } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { decodePage } from '../src/model/frame.ts'
import { rigId, siteId } from '../src/model/identity.ts'
import { readFrame } from '../src/model/messages.ts'
import { type Outgoing, Recorder } from '../src/rig/recorder.ts'
import { virtualSource } from '../src/rig/virtual/source.ts'
import { unixMillis } from '../src/units/quantity.ts'

export type LoadTask = { readonly url: string; readonly rigs: number; readonly seconds: number }
export type LoadReport = {
  readonly frames: number
  readonly acknowledged: number
  readonly live: number
  readonly bytes: number
  readonly rowsPerFrame: number
  readonly columns: number
}

type Timed = Outgoing & { readonly at_ms: number }
const original = 'home-rig1'
const count = { frames: 0, acknowledged: 0, live: 0, bytes: 0 }

const task: LoadTask = JSON.parse(process.argv[2] ?? '{}')
const drive = await record(task.seconds)
const frames = drive
  .filter(({ stream }) => stream === 'frame')
  .map(({ json }) => readFrame(JSON.parse(text(json))))
const rows = frames.reduce((sum, frame) => sum + (decodePage(frame, 'physics')?.count ?? 0), 0)
const [first] = frames
const columns = ['physics', 'graphics'] as const
await Promise.all(Array.from({ length: task.rigs }, (_, index) => send(index)))
process.send?.({
  ...count,
  rowsPerFrame: rows / frames.length,
  columns: columns.reduce((sum, page) => sum + Object.keys(first?.pages[page]?.c ?? {}).length, 0),
} satisfies LoadReport)
process.disconnect?.()

/** One drive at 60 Hz, message by message with its time. */
async function record(seconds: number): Promise<readonly Timed[]> {
  const messages: Timed[] = []
  let at_ms = 0
  const recorder = new Recorder({
    ...{ site: siteId('home'), rig: rigId('rig1'), origin: 'virtual', liveHz: 60 },
    send: message => messages.push({ ...message, at_ms }),
  })
  const startedAt = unixMillis(Date.UTC(2026, 0, 1))
  await virtualSource({ startedAt, rate: 60, speed: 'max', seconds: seconds + 2 }).run(
    {
      page: (page, bytes, at) => {
        at_ms = at / 1000
        recorder.page(page, bytes, at)
      },
      state: (_state, _detail, at) => recorder.startedAt(at),
    },
    new AbortController().signal,
  )
  recorder.end()
  return messages
}

async function send(index: number): Promise<void> {
  const rig = `load${index}`
  const client = await connectAsync(task.url, { clientId: rig, username: rig, password: '' })
  await sleep(Math.random() * 1000)
  const from = performance.now()
  const waiting: Promise<unknown>[] = []
  for (const { stream, json, at_ms } of drive) {
    const wait = at_ms - (performance.now() - from)
    if (wait > 4) await sleep(wait)
    const own = Buffer.from(
      text(json).replaceAll(original, `home-${rig}`).replaceAll('"rig":"rig1"', `"rig":"${rig}"`),
    )
    count.bytes += own.length
    waiting.push(publish(client, `rigs/home/${rig}/${stream}`, own, stream))
  }
  await Promise.all(waiting)
  await client.endAsync()
}

async function publish(client: MqttClient, topic: string, json: Buffer, stream: string): Promise<void> {
  if (stream === 'live') count.live++
  if (stream === 'frame') count.frames++
  await client.publishAsync(topic, json, { qos: stream === 'live' ? 0 : 1 })
  if (stream === 'frame') count.acknowledged++
}

function text(json: Uint8Array): string {
  return Buffer.from(json).toString('utf8')
}
