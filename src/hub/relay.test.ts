import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBroker } from '../broker/embedded.ts'
import { openLive } from '../live/live.ts'
import type { Told } from '../live/sink.ts'
import type { ServerMessage } from '../model/live-protocol.ts'
import { manualClock } from '../model/testing/manual-clock.ts'
import { sampleLap, sampleStatus } from '../model/testing/messages.ts'
import { openRelay, type Relay } from './relay.ts'

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
    const relay = openRelay('track', id, live, pages, text => void reported.push(text))
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

test('words from one hub reach a driver’s page at another, and what became of them comes back', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const hubs = ['wall', 'driver'].map(id => {
    const handed: { relay?: Relay } = {}
    const pages = openLive({ clock: manualClock(), said: said => handed.relay?.hand(said) })
    const relay = openRelay('track', id, pages, pages, assert.fail)
    handed.relay = relay
    const link = broker.link()
    relay.listen(link)
    pages.tell({ type: 'status', status: sampleStatus() })
    const heard: ServerMessage[] = []
    const page = pages.join({
      send: text => void heard.push(JSON.parse(text)),
      waiting: 0,
      close: () => undefined,
    })
    return { pages, relay, link, heard, page }
  })
  const [wall, driver] = hubs
  assert.ok(wall !== undefined && driver !== undefined)
  const heardBy = async (one: typeof wall, what: (said: ServerMessage) => boolean) => {
    for (let waited = 0; waited < 30_000; waited += 10) {
      const found = one.heard.find(what)
      if (found !== undefined) return found
      await sleep(10)
    }
    return assert.fail(`it was never heard among ${one.heard.map(({ type }) => type).join()}`)
  }
  const fate = (state: string) => (said: ServerMessage) =>
    said.type === 'receipt' && said.receipt.id === 'w1' && said.receipt.state === state
  driver.page.said(JSON.stringify({ type: 'listen', rigs: ['home/rig1'] }))
  const page = { view: '/live', rig: 'home/rig1', reference: 'board' }
  driver.page.said(JSON.stringify({ type: 'ping', client_ms: 1, page }))
  const message = { id: 'w1', site: 'home', rig: 'rig1', text: 'BOX BOX', sent_ms: 1 }
  assert.equal(wall.pages.speak(message), 0)
  wall.relay.hand({ type: 'message', message })
  await heardBy(driver, said => said.type === 'message' && said.message.text === 'BOX BOX')
  await heardBy(wall, fate('shown'))
  driver.page.said(JSON.stringify({ type: 'receipt', id: 'w1', state: 'acknowledged' }))
  await heardBy(wall, fate('acknowledged'))
  await heardBy(wall, said => said.type === 'reference' && said.reference.reference === 'board')
  assert.equal(wall.pages.rigs()[0]?.reference, 'board', 'a page that is opened later is not told')
  const screen = { board: 'monza/GT3', banner: true, page: 2 }
  wall.relay.hand({ type: 'screen', screen })
  await heardBy(driver, said => said.type === 'screen' && said.screen.page === 2)
  const late: ServerMessage[] = []
  driver.pages.join({ send: text => void late.push(JSON.parse(text)), waiting: 0, close: () => undefined })
  assert.deepEqual(late[0]?.type === 'hello' && late[0].screens, [screen])
  for (const { link } of hubs) await link.close()
  await broker.close()
})
