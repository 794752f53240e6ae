import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TlsMaterial } from '../../broker/tls-files.ts'
import type { Found, HubNotice } from '../../lan/notices.ts'
import { elsewhere, followHub } from './follow-hub.ts'
import type { PairedHub } from './paired-hub.ts'

const [own, foreign] = ['a'.repeat(64), 'b'.repeat(64)]
const kept: PairedHub = {
  ...{ v: 1, hub: 'Box 7', broker: 'mqtts://10.0.0.1:1883', secret: 'pw_x' },
  ...{ authority: 'PEM', fingerprint: own },
}
const { authority: _, fingerprint: __, ...plain } = { ...kept, broker: 'mqtt://10.0.0.1:1883' }

const seen = (more: Partial<Found<HubNotice>> = {}): Found<HubNotice> => ({
  ...{ name: 'Box 7', version: '1.0.0', tls: true, fingerprint: own, port: 8080, mqttPort: 1883 },
  ...{ addresses: ['10.0.0.2'] },
  ...more,
})

/** A line that is lost, and everything that following it said and did. */
async function followed(
  hub: PairedHub,
  hubs: readonly Found<HubNotice>[],
  genuine: readonly string[],
): Promise<{
  readonly moved: readonly string[]
  readonly said: readonly string[]
  readonly asked: number
  readonly trusted: readonly TlsMaterial[]
}> {
  const trusted: TlsMaterial[] = []
  const listeners = new Set<(connected: boolean) => void>()
  const link = {
    connected: false,
    onConnected(listener: (connected: boolean) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const stop = new AbortController()
  const [moved, said]: string[][] = [[], []]
  let asked = 0
  await followHub(
    hub,
    link,
    {
      search: async () => {
        if (++asked === 4) stop.abort()
        return hubs
      },
      async proves(broker, trust) {
        trusted.push(trust)
        return genuine.includes(broker)
      },
      moved(next) {
        moved?.push(next.broker)
        link.connected = true
        for (const listener of listeners) listener(true)
        stop.abort()
      },
      report: text => void said?.push(text),
      ...{ patience_ms: 1, pause_ms: 1 },
    },
    stop.signal,
  )
  return { moved: moved ?? [], said: said ?? [], asked, trusted }
}

test('a hub is the same one by the fingerprint of its authority, whatever it is called and wherever it is', () => {
  const hubs = [
    seen({ name: 'Box 8', addresses: ['10.0.0.2', 'fd00::2'], mqttPort: 1884 }),
    seen({ fingerprint: foreign, addresses: ['10.0.0.3'] }),
    seen({ tls: false, addresses: ['10.0.0.4'] }),
    seen({ addresses: ['10.0.0.1'] }),
  ]
  assert.deepEqual(elsewhere(kept, hubs), ['mqtts://10.0.0.2:1884', 'mqtts://[fd00::2]:1884'])
})

test('a hub with a certificate of its user’s is found by what it is called, and proven by the name in that', async () => {
  const { fingerprint: _, ...rest } = kept
  const named: PairedHub = { ...rest, name: 'pit.example.org' }
  const hubs = [
    seen({ tls: false, addresses: ['10.0.0.4'] }),
    seen({ fingerprint: foreign }),
    seen({ name: 'x' }),
  ]
  assert.deepEqual(elsewhere(named, hubs), ['mqtts://10.0.0.2:1883'])
  const { moved, trusted } = await followed(named, hubs, ['mqtts://10.0.0.2:1883'])
  assert.deepEqual(moved, ['mqtts://10.0.0.2:1883'])
  assert.deepEqual(trusted, [{ name: 'pit.example.org', ca: 'PEM' }])
  const { authority: __, ...everybodys } = named
  assert.deepEqual((await followed(everybodys, hubs, [])).trusted[0], { name: 'pit.example.org' })
})

test('a hub that has moved is followed once it has proven itself, past those that play it', async () => {
  const hubs = [seen({ addresses: ['10.0.0.66'] }), seen({ addresses: ['10.0.0.2'] })]
  const { moved, said } = await followed(kept, hubs, ['mqtts://10.0.0.2:1883'])
  assert.deepEqual(moved, ['mqtts://10.0.0.2:1883'])
  assert.match(said.join('\n'), /10\.0\.0\.66:1883 says to be Box 7 and is not; nothing is sent there/)
  assert.match(said.at(-1) ?? '', /Box 7 has moved: it is at 10\.0\.0\.2:1883 now/)
})

test('who only shows the fingerprint gets nothing, and is told of once', async () => {
  const { moved, said, asked } = await followed(kept, [seen()], [])
  assert.deepEqual([moved, asked], [[], 4])
  assert.equal(said.filter(text => text.includes('and is not')).length, 1)
})

test('a hub without TLS is not followed by its name', async () => {
  const { moved, said } = await followed(plain, [seen({ tls: false })], ['mqtt://10.0.0.2:1883'])
  assert.deepEqual(moved, [])
  assert.match(said.join('\n'), /cannot show that it is the hub of this rig.*pitwall rig --pair/)
})

test('while nobody answers, what is waited for and what helps is said once', async () => {
  const { said, asked } = await followed(kept, [], [])
  assert.equal(asked, 4)
  assert.equal(said.length, 1)
  assert.match(said[0] ?? '', /Box 7 does not answer at 10\.0\.0\.1:1883; what is driven waits on this disk/)
})
