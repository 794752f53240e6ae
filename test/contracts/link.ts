// What every link to a broker must do, whichever the broker and whatever lies between.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Link, Message } from '../../src/broker/link.ts'

/** A broker under test, and new links to it. */
export type LinkBench = {
  readonly link: () => Promise<Link>
  readonly close: () => Promise<void>
}

/** Registers the tests. `open` returns a reason to skip them when the broker is not installed. */
export function linkContract(name: string, open: () => Promise<LinkBench | string>): void {
  const proven = (title: string, prove: (bench: LinkBench) => Promise<void>) =>
    test(`${name}: ${title}`, { timeout: 30_000 }, async context => {
      const bench = await open()
      if (typeof bench === 'string') {
        context.skip(bench)
        return
      }
      try {
        await prove(bench)
      } finally {
        await bench.close()
      }
    })

  proven('a message reaches whoever subscribed to its topic, with its bytes and its quality', async bench => {
    const [sender, reader] = [await bench.link(), await bench.link()]
    const inbox = mailbox()
    await reader.subscribe(['rigs/+/+/lap'], inbox.handler)
    const payload = Uint8Array.from({ length: 3000 }, (_, index) => index % 256)
    await sender.publish({ topic: 'rigs/home/one/lap', payload, qos: 1 })
    await sender.publish({ topic: 'rigs/home/one/live', payload: text('other'), qos: 0 })
    const [message] = await inbox.expect(1)
    assert.equal(message?.topic, 'rigs/home/one/lap')
    assert.equal(message?.qos, 1)
    assert.deepEqual(Buffer.from(message?.payload ?? []), Buffer.from(payload))
    await quiet()
    assert.equal(inbox.messages.length, 1)
  })

  proven('messages of one sender arrive in the order in which they were sent', async bench => {
    const [sender, reader] = [await bench.link(), await bench.link()]
    const inbox = mailbox()
    await reader.subscribe(['order/#'], inbox.handler)
    const wanted = Array.from({ length: 300 }, (_, index) => `${index}`)
    await Promise.all(wanted.map(body => sender.publish({ topic: 'order/a', payload: text(body), qos: 1 })))
    const messages = await inbox.expect(300)
    assert.deepEqual(messages.map(bodyOf), wanted)
  })

  proven('a slow handler holds up neither later messages nor its own link', async bench => {
    const [sender, reader] = [await bench.link(), await bench.link()]
    const inbox = mailbox()
    const held = Promise.withResolvers<void>()
    await reader.subscribe(['slow/#'], async message => {
      await inbox.handler(message)
      if (bodyOf(message) === 'first') await held.promise
    })
    const first = sender.publish({ topic: 'slow/a', payload: text('first'), qos: 1 })
    const second = sender.publish({ topic: 'slow/a', payload: text('second'), qos: 1 })
    await sender.publish({ topic: 'slow/live', payload: text('live'), qos: 0 })
    await inbox.expect(3)
    await reader.publish({ topic: 'elsewhere', payload: text('from the reader'), qos: 1 })
    held.resolve()
    await Promise.all([first, second])
  })

  proven('a retained message is handed to a later subscriber, marked as retained', async bench => {
    const [sender, reader] = [await bench.link(), await bench.link()]
    await sender.publish({ topic: 'kept/status', payload: text('driving'), qos: 1, retain: true })
    const inbox = mailbox()
    await reader.subscribe(['kept/#'], inbox.handler)
    const [kept] = await inbox.expect(1)
    assert.equal(kept === undefined ? '' : bodyOf(kept), 'driving')
    assert.equal(kept?.retain, true)
    await sender.publish({ topic: 'kept/status', payload: text('paused'), qos: 1, retain: true })
    const [, changed] = await inbox.expect(2)
    assert.equal(changed === undefined ? '' : bodyOf(changed), 'paused')
    assert.equal(changed?.retain ?? false, false)
  })

  proven('nothing comes after unsubscribing', async bench => {
    const [sender, reader] = [await bench.link(), await bench.link()]
    const inbox = mailbox()
    const stop = await reader.subscribe(['stop/#'], inbox.handler)
    await sender.publish({ topic: 'stop/a', payload: text('before'), qos: 1 })
    await inbox.expect(1)
    await stop()
    await sender.publish({ topic: 'stop/a', payload: text('after'), qos: 1 })
    await quiet()
    assert.equal(inbox.messages.length, 1)
  })

  proven('a handler that throws does not end the subscription', async bench => {
    const [sender, reader] = [await bench.link(), await bench.link()]
    const inbox = mailbox()
    await reader.subscribe(['throws/#'], message => {
      void inbox.handler(message)
      throw new Error('the handler failed')
    })
    await sender.publish({ topic: 'throws/a', payload: text('one'), qos: 0 })
    await sender.publish({ topic: 'throws/a', payload: text('two'), qos: 0 })
    await inbox.expect(2)
  })

  proven('a closed link says so and publishes no more', async bench => {
    const link = await bench.link()
    const seen: boolean[] = []
    link.onConnected(connected => seen.push(connected))
    assert.equal(link.connected, true)
    await link.close()
    assert.equal(link.connected, false)
    assert.deepEqual(seen, [false])
    await assert.rejects(link.publish({ topic: 'late', payload: text('x'), qos: 1 }), /not|closed|away/)
    await assert.rejects(link.publish({ topic: 'late', payload: text('x'), qos: 0 }), /not|closed|away/)
  })

  proven('a topic with a wildcard is refused', async bench => {
    const link = await bench.link()
    await assert.rejects(link.publish({ topic: 'a/#', payload: text('x'), qos: 0 }), /without wildcards/)
  })
}

/** Collects messages and waits for a number of them. */
export function mailbox() {
  const messages: Message[] = []
  let waiting: (() => void) | undefined
  return {
    messages,
    handler: (message: Message) => {
      messages.push(message)
      waiting?.()
    },
    expect: async (count: number): Promise<readonly Message[]> => {
      while (messages.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting = resolve
        await promise
      }
      return messages
    },
  }
}

export const text = (body: string): Uint8Array => new TextEncoder().encode(body)
export const bodyOf = (message: Message): string => new TextDecoder().decode(message.payload)
/** Long enough for a message on this machine that should not come. */
export const quiet = () => new Promise(resolve => setTimeout(resolve, 100))
