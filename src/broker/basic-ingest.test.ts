import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basicIngest } from './basic-ingest.ts'
import type { Link, Message } from './link.ts'

test('frames go to their rule, everything else to the broker as ever', async () => {
  const sent: Message[] = []
  const link: Link = {
    connected: true,
    publish: async message => void sent.push(message),
    subscribe: async () => async () => undefined,
    onConnected: () => () => undefined,
    close: async () => undefined,
  }
  const payload = Buffer.from('{}')
  const ingest = basicIngest(link)
  for (const stream of ['frame', 'live', 'lap']) {
    await ingest.publish({ topic: `rigs/home/rig1/${stream}`, payload, qos: 1 })
  }
  assert.deepEqual(
    sent.map(({ topic }) => topic),
    ['$aws/rules/sim_frame/rigs/home/rig1/frame', 'rigs/home/rig1/live', 'rigs/home/rig1/lap'],
  )
  assert.equal(ingest.connected, true)
})
