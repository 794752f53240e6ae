import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode, type Packet } from 'dns-packet'
import { answersTo, type LanService, lanTypes, recordsOf, servicesIn } from './dns-records.ts'
import { hubService, readHub, readRig, rigService } from './notices.ts'
import { plainText } from './plain-text.ts'

const fingerprint = 'ab'.repeat(32)
const hub = { name: 'Box 7. Süd', version: '0.1.0', tls: true, fingerprint, port: 8080, mqttPort: 8883 }

/** Over the wire and back, as the bytes that a network carries. */
const heard = (packet: Packet, from = '10.0.0.5') =>
  servicesIn(decode(encode({ type: 'response', ...packet })), from)
const said = (service: LanService, address = '10.0.0.5') => [...recordsOf(service, address)]

test('a hub that says who it is on the wire reads as the same hub', () => {
  const [found] = heard({ answers: said(hubService(hub)) })
  assert.deepEqual(found && readHub(found), { ...hub, name: 'Box 7- Süd', addresses: ['10.0.0.5'] })
})

test('a connector says its site, its rig and whether it has a hub, and is no hub', () => {
  const notice = { site: 'home', rig: 'rig1', version: '0.1.0', state: 'looking' } as const
  const [found] = heard({ answers: said(rigService(notice)) })
  assert.ok(found)
  assert.deepEqual(readRig(found), { ...notice, addresses: ['10.0.0.5'] })
  assert.equal(readHub(found), undefined)
})

test('who is asked answers for itself, for the list of all services, and not for others', () => {
  const service = hubService(hub)
  const answers = (name: string, type: 'PTR' | 'SRV') => answersTo([{ name, type }], service, '10.0.0.5')
  assert.equal(answers(lanTypes.hub.toUpperCase(), 'PTR').length, 4)
  assert.equal(answers('_services._dns-sd._udp.local', 'PTR').length, 1)
  assert.equal(answers(`Box 7- Süd.${lanTypes.hub}`, 'SRV').length, 1)
  assert.deepEqual(answers(lanTypes.rig, 'PTR'), [])
  assert.deepEqual(answers('printer.local', 'SRV'), [])
})

test('a goodbye takes a hub away, and a hub without a place is none', () => {
  assert.deepEqual(heard({ answers: [...recordsOf(hubService(hub), '10.0.0.5', 0)] }), [])
  assert.deepEqual(heard({ answers: said(hubService(hub)).filter(({ type }) => type !== 'SRV') }), [])
})

test('the address that answered comes first, and one that told none is where it came from', () => {
  const answers = [...said(hubService(hub), '192.168.56.1'), ...said(hubService(hub), '10.0.0.5').slice(3)]
  assert.deepEqual(heard({ answers })[0]?.addresses, ['10.0.0.5', '192.168.56.1'])
  assert.deepEqual(heard({ answers: said(hubService(hub)).slice(0, 3) }, '10.0.0.9')[0]?.addresses, [
    '10.0.0.9',
  ])
})

test('what a stranger sends is bounded: services, addresses and words', () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    said(hubService({ ...hub, name: `hub ${index}` })).slice(0, 2),
  )
  const services = heard({ answers: many.flat() })
  assert.ok(services.length > 0 && services.length <= 16, String(services.length))
  const addresses = Array.from({ length: 50 }, (_, index) => said(hubService(hub), `10.0.1.${index}`)[3])
  const answers = [...said(hubService(hub)), ...addresses.filter(record => record !== undefined)]
  assert.equal(heard({ answers })[0]?.addresses.length, 8)
  const words = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`k${'x'.repeat(index)}`, 'v']))
  assert.ok(
    Object.keys(heard({ answers: said({ ...hubService(hub), txt: words }) })[0]?.txt ?? {}).length <= 16,
  )
})

test('a hub that lies about its words is no hub', () => {
  const lies: Readonly<Record<string, string>>[] = [
    { mqtt: '99999' },
    { mqtt: '0' },
    { version: '\u001b[2J' },
    { tls: 'maybe' },
    { fp: 'AB' },
    { v: '2' },
  ]
  for (const lie of lies) {
    const service = hubService(hub)
    const [found] = heard({ answers: said({ ...service, txt: { ...service.txt, ...lie } }) })
    assert.ok(found, JSON.stringify(lie))
    assert.equal(readHub(found), undefined, JSON.stringify(lie))
  }
})

test('a name cannot move the cursor, turn the line round or fill the screen', () => {
  const [found] = heard({ answers: said(hubService({ ...hub, name: '\u001b[31mhub\u202egnp\r\n!' })) })
  assert.equal(found && readHub(found)?.name, '·[31mhub·gnp··!')
  assert.equal(plainText('x'.repeat(500)).length, 60)
  assert.equal(plainText('Nürburgring 24h 🏁'), 'Nürburgring 24h 🏁')
})
