import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBroker } from '../broker/embedded.ts'
import { openLive } from '../live/live.ts'
import type { Told } from '../live/sink.ts'
import { manualClock } from '../model/testing/manual-clock.ts'
import { sampleLap, sampleStatus } from '../model/testing/messages.ts'
import { openRelay } from './relay.ts'

test('what one hub of a group tells its pages, the pages of the others hear once, and its own not twice', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const reported: string[] = []
  const hubs = ['a', 'b'].map(id => {
    const pages = openLive({ clock: manualClock() })
    const told: Told[] = []
    const live = {
      ...pages,
      tell(message: Told) {
        told.push(message)
        pages.tell(message)
      },
    }
    const relay = openRelay('track', id, live, text => void reported.push(text))
    const link = broker.link()
    relay.listen(link)
    return { relay, told, link }
  })
  const [a, b] = hubs
  const { v: _v, type: _type, first_seq: _first, last_seq: _last, ...lap } = sampleLap()
  a?.relay.live.tell({ type: 'lap', lap })
  a?.relay.live.tell({ type: 'board', board: { board: 'monza/GT3', rows: [] } })
  a?.relay.live.tell({ type: 'status', status: sampleStatus() })
  for (let waited = 0; (b?.told.length ?? 0) < 2 && waited < 30_000; waited += 10) await sleep(10)
  await a?.link.publish({ topic: 'hubs/track/told', payload: Buffer.from('nonsense'), qos: 0 })
  await sleep(20)
  assert.deepEqual(
    b?.told.map(({ type }) => type),
    ['lap', 'board'],
    'a status comes to every hub by itself',
  )
  assert.deepEqual(
    a?.told.map(({ type }) => type),
    ['lap', 'board', 'status'],
  )
  assert.ok(reported.length > 0 && reported.every(text => /none of a hub/.test(text)))
  for (const { link } of hubs) await link.close()
  await broker.close()
})
