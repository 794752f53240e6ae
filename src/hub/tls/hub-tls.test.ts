import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { connect as connectSecure, createServer, type PeerCertificate } from 'node:tls'
import { connectAsync } from 'mqtt'
import { WebSocket } from 'ws'
import { openMqttLink } from '../../broker/mqtt-link.ts'
import { pinned } from '../../broker/pinned.ts'
import { configure } from '../configuration.ts'
import { withKeyedHub } from '../testing/keyed-hub.ts'
import { fingerprintOf, issue, makeAuthority } from './certificate.ts'
import { openHubTls } from './hub-tls.ts'
import { ownIdentity } from './own-identity.ts'

const noon = Date.UTC(2026, 10, 25, 12)
const day = 86_400_000
const names = ['sim-pc', 'sim-pc.local', 'localhost', '127.0.0.1', '192.168.1.20', 'fd00::20']

function folder(context: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'pitwall-tls-'))
  context.after(() => rmSync(root, { recursive: true }))
  return join(root, 'tls')
}

/** Why a client that trusts `ca` does not take what `server` shows as `name`; undefined when it does. */
async function refusalOf(
  shown: { readonly cert: string; readonly key: string },
  ca: string,
  name: string,
): Promise<string | undefined> {
  const server = createServer(shown, socket => socket.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = connectSecure({
    host: '127.0.0.1',
    port,
    ca,
    servername: '',
    checkServerIdentity: check(name),
  })
  try {
    return await new Promise<string | undefined>(resolve => {
      socket.once('secureConnect', () => resolve(undefined))
      socket.once('error', error => resolve(String(error)))
    })
  } finally {
    socket.destroy()
    server.close()
  }
}

const check =
  (name: string) =>
  (_host: string, { raw }: PeerCertificate) => {
    const cert = new X509Certificate(raw)
    return (cert.checkHost(name) ?? cert.checkIP(name)) === undefined ? new Error('another name') : undefined
  }

test('the authority and the certificate are what a phone asks for: names, days, purpose, and no other use', context => {
  const { shown, authority, uncovered } = ownIdentity(folder(context), names, noon)
  const ca = new X509Certificate(authority)
  const cert = new X509Certificate(shown.cert)
  assert.deepEqual([ca.ca, cert.ca, uncovered], [true, false, []])
  assert.ok(cert.verify(ca.publicKey) && cert.checkIssued(ca))
  assert.deepEqual(cert.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  const days = (cert.validToDate.getTime() - cert.validFromDate.getTime()) / day
  assert.ok(days > 360 && days <= 397, String(days))
  for (const name of names) assert.ok(cert.checkHost(name) ?? cert.checkIP(name), name)
  assert.equal(createPrivateKey(shown.key).asymmetricKeyDetails?.namedCurve, 'prime256v1')
})

test('a client that trusts the authority takes the hub under its names, and nobody else', async context => {
  const { shown, authority } = ownIdentity(folder(context), names, Date.now())
  for (const name of names) assert.equal(await refusalOf(shown, authority, name), undefined, name)
  assert.match((await refusalOf(shown, authority, '192.168.1.21')) ?? '', /another name/)
  const stranger = makeAuthority('stranger', ['local'], { from: Date.now() - day, to: Date.now() + day })
  assert.match((await refusalOf(shown, stranger.cert, 'localhost')) ?? '', /self-signed|unable to verify/)
})

test('whoever steals the key of the authority cannot play a bank with it', async context => {
  const root = folder(context)
  const { authority } = ownIdentity(root, names, Date.now())
  const by = {
    cert: new X509Certificate(authority),
    key: createPrivateKey(readFileSync(join(root, 'ca.key'), 'utf8')),
  }
  const term = { from: Date.now() - day, to: Date.now() + day }
  for (const name of ['bank.example', '8.8.8.8', '2001:4860:4860::8888']) {
    const forged = issue(by, name, [name], term)
    assert.match((await refusalOf(forged, authority, name)) ?? '', /permitted subtree violation/, name)
  }
})

test('the same is shown after a restart, another when its days end, its names change, or half of it is lost', context => {
  const root = folder(context)
  const first = ownIdentity(root, names, noon)
  const again = (now: number, called = names) => ownIdentity(root, called, now)
  assert.deepEqual(again(noon + 100 * day), first)
  const renewed = again(noon + 370 * day)
  assert.notEqual(renewed.shown.cert, first.shown.cert)
  assert.equal(renewed.authority, first.authority, 'devices trust the same authority still')
  assert.notEqual(again(noon + 370 * day, [...names, '10.0.0.7']).shown.cert, renewed.shown.cert)
  const moved = again(noon + 370 * day, [...names, '203.0.113.9', 'wall.example'])
  assert.deepEqual(moved.uncovered, ['203.0.113.9', 'wall.example'])
  writeFileSync(join(root, 'hub.key'), 'half a key')
  assert.ok(
    new X509Certificate(again(noon).shown.cert).checkPrivateKey(createPrivateKey(again(noon).shown.key)),
  )
  writeFileSync(join(root, 'ca.key'), 'half a key')
  assert.throws(() => again(noon), { code: 'data-unusable', message: /ca\.crt: expected .* remove both/ })
})

test('nobody but the owner of the data folder reads the keys', {
  skip: process.platform === 'win32',
}, context => {
  const root = folder(context)
  ownIdentity(root, names, noon)
  for (const name of ['ca.key', 'hub.key']) assert.equal(statSync(join(root, name)).mode & 0o777, 0o600)
})

test('a hub that others can reach speaks TLS unless it is told not to, one on this machine does when it is told', context => {
  const root = folder(context)
  const has = (told: object) =>
    openHubTls(configure({ data: root, ...told }), root, Date.now, () => undefined) !== undefined
  assert.deepEqual(
    [has({}), has({ tls: 'own' }), has({ host: '0.0.0.0' }), has({ host: '0.0.0.0', tls: 'off' })],
    [false, true, true, false],
  )
  assert.throws(
    () => has({ tlsCert: '/none.pem' }),
    /--tls-key: expected a file, because there is --tls-cert/,
  )
})

const told = { token: 'the told token', tls: 'own' } as const
const authorityIn = (data: string) => readFileSync(join(data, 'tls', 'ca.crt'), 'utf8')

/** Asks over HTTPS as a browser that trusts the hub. */
async function secureAsk(
  port: number,
  ca: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const asked = request({ host: '127.0.0.1', port, path, headers, ca })
  asked.end()
  const [answer] = await once(asked, 'response')
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return { status: Number(answer.statusCode), headers: answer.headers, text }
}

test('page, live line and both MQTT ways speak TLS on their ports, with cookies that never leave it', () =>
  withKeyedHub(async ({ hub, data, secrets }) => {
    const ca = authorityIn(data)
    assert.match(hub.url, /^https:/)
    const bearer = { authorization: `Bearer ${secrets.reader}` }
    assert.equal((await secureAsk(hub.port, ca, '/api/laps', bearer)).status, 200)
    const linked = await secureAsk(hub.port, ca, `/?token=${secrets.reader}`)
    assert.match(
      String(linked.headers['set-cookie']),
      /; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+; Secure$/,
    )
    assert.equal(linked.headers['strict-transport-security'], undefined, 'others do not trust the authority')
    const socket = new WebSocket(`wss://127.0.0.1:${hub.port}/live`, { ca, headers: bearer })
    await once(socket, 'open')
    socket.terminate()
    for (const url of [`mqtts://127.0.0.1:${hub.mqttPort}`, `wss://127.0.0.1:${hub.port}/mqtt`]) {
      const rig = await connectAsync(url, { ca, username: 'rig', password: secrets.rig, reconnectPeriod: 0 })
      await rig.publishAsync('rigs/home/one/event', '{}', { qos: 1 })
      await rig.endAsync(true)
    }
  }, told))

test('whoever comes without TLS is sent to the page with it, and hung up on by the broker', () =>
  withKeyedHub(async ({ hub, ask, secrets, logged }) => {
    const sent = await ask('/lake?q=1')
    assert.deepEqual(
      [sent.status, sent.headers['location']],
      [307, `https://127.0.0.1:${hub.port}/lake?q=1`].map(of => of),
    )
    const posted = await ask('/api/sql', {
      method: 'POST',
      body: '{}',
      headers: { authorization: `Bearer ${secrets.reader}` },
    })
    assert.deepEqual([posted.status, posted.headers['location']], [400, undefined])
    assert.equal((await ask('/', { headers: { host: 'evil.example/x' } })).headers['location'], undefined)
    const said: string[] = []
    const link = openMqttLink({
      ...{ url: `mqtt://127.0.0.1:${hub.mqttPort}`, clientId: 'plain', secret: secrets.rig },
      report: text => said.push(text),
    })
    while (said.length === 0) await new Promise(resolve => setTimeout(resolve, 10))
    await link.close()
    assert.match(said[0] ?? '', /it hung up before it answered; if it speaks TLS, write mqtts:\/\//)
    assert.ok(logged.some(line => line.includes('spoke MQTT without TLS; it must be told mqtts://')))
    assert.ok(!logged.some(line => line.includes(secrets.rig)))
  }, told))

test('a rig that was told the fingerprint of the authority says nothing to any other hub', () =>
  withKeyedHub(async ({ hub, data, secrets }) => {
    const url = `mqtts://127.0.0.1:${hub.mqttPort}`
    const open = (fingerprint: string) => {
      const pin = pinned(url, fingerprint)
      const said: string[] = []
      const link = openMqttLink({
        ...{ url, clientId: 'pinned', user: 'rig', secret: secrets.rig, tls: pin.tls },
        report: text => said.push(text),
      })
      return { link, said }
    }
    const right = open(
      fingerprintOf(authorityIn(data))
        .toUpperCase()
        .replaceAll(/(..)(?=.)/g, '$1:'),
    )
    while (!right.link.connected) await new Promise(resolve => setTimeout(resolve, 10))
    await right.link.publish({ topic: 'rigs/home/one/event', payload: Buffer.from('{}'), qos: 1 })
    await right.link.close()
    const clients = hub.figures().find(({ name }) => name === 'pitwall_broker_received_total')?.value
    const wrong = open('0'.repeat(64))
    while (wrong.said.length === 0) await new Promise(resolve => setTimeout(resolve, 10))
    await wrong.link.close()
    assert.match(
      wrong.said[0] ?? '',
      /self-signed certificate.*; pin its authority with --broker-fingerprint/,
    )
    assert.equal(hub.figures().find(({ name }) => name === 'pitwall_broker_received_total')?.value, clients)
    assert.throws(() => open('12:34'), /--broker-fingerprint: expected SHA-256 of a certificate/)
  }, told))

test('the authority is there for whoever asks, with words on how to install it, and no key', () =>
  withKeyedHub(async ({ hub, data }) => {
    const ca = authorityIn(data)
    const file = await secureAsk(hub.port, ca, '/ca.crt')
    assert.equal(file.headers['content-type'], 'application/x-x509-ca-cert')
    assert.equal(file.text, ca)
    const page = await secureAsk(hub.port, ca, '/trust')
    assert.ok(page.text.includes(fingerprintOf(ca).slice(0, 4)))
    assert.doesNotMatch(file.text + page.text, /PRIVATE/)
  }, told))

test('with certificates of the user, browsers are told to come with TLS only', async context => {
  const root = folder(context)
  const { shown, authority } = ownIdentity(root, ['localhost', '127.0.0.1'], Date.now())
  writeFileSync(join(root, 'mine.pem'), shown.cert)
  writeFileSync(join(root, 'mine.key'), shown.key)
  await withKeyedHub(
    async ({ hub }) => {
      const { headers } = await secureAsk(hub.port, authority, '/entrance.css')
      assert.match(String(headers['strict-transport-security']), /max-age=\d{8}/)
      assert.equal((await secureAsk(hub.port, authority, '/ca.crt')).status, 404)
    },
    { token: 'the told token', tlsCert: join(root, 'mine.pem'), tlsKey: join(root, 'mine.key') },
  )
})
