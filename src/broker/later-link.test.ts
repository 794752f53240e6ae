import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, linkContract } from '../../test/contracts/link.ts'
import { openBroker } from './embedded.ts'
import { laterLink } from './later-link.ts'
import type { Link } from './link.ts'

linkContract('a link that was not known at first', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const links: Link[] = []
  return {
    link: async () => {
      const link = laterLink('a hub')
      links.push(link)
      link.become(broker.link())
      return link
    },
    close: async () => {
      await Promise.all(links.map(link => link.close()))
      await broker.close()
    },
  }
})

test('until it is known nothing leaves, and who listens hears when it does', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const link = laterLink('a hub on this network')
  const heard: string[] = []
  try {
    await assert.rejects(
      link.publish({ topic: 'a', payload: Buffer.from('1'), qos: 1 }),
      /a hub on this network is waited for/,
    )
    const subscribed = link.subscribe(['a'], message => void heard.push(bodyOf(message)))
    link.onConnected(connected => void heard.push(`connected ${connected}`))
    link.become(broker.link())
    await subscribed
    await link.publish({ topic: 'a', payload: Buffer.from('2'), qos: 1 })
    assert.deepEqual(heard, ['connected true', '2'])
  } finally {
    await link.close()
    await broker.close()
  }
})

test('what it would have become is closed when nobody waits any more', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const link = laterLink('a hub')
  const waiting = assert.rejects(
    link.subscribe(['a'], () => undefined),
    /a hub is waited for/,
  )
  await link.close()
  await waiting
  const late = broker.link()
  link.become(late)
  await assert.rejects(late.publish({ topic: 'a', payload: Buffer.from('1'), qos: 1 }))
  await broker.close()
})
