// Pairing against a hub over its real HTTP and MQTT, where everybody is asked for a secret; with TLS and without.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import { pair } from '../../rig/pairing/pair.ts'
import { pairingLine } from '../../rig/pairing/pairing-line.ts'
import type { Told } from '../configuration.ts'
import { type KeyedHub, withKeyedHub } from '../testing/keyed-hub.ts'

const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } })
const codeOf = (keyed: KeyedHub) => keyed.hub.pairing.desk.list().at(-1)?.code ?? 'none'

const pairWith = (keyed: KeyedHub, rig: string, askCode = async () => codeOf(keyed)) =>
  pair({
    ...{ hub: 'the hub', site: 'home', rig, version: '0.1.0', report: () => undefined, look_ms: 50 },
    line: pairingLine(new URL(keyed.hub.url).origin),
    askCode,
  })

async function letsPublish(keyed: KeyedHub, secret: string, topic: string, ca?: string): Promise<boolean> {
  const client = await connectAsync(
    `${ca === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${keyed.hub.mqttPort}`,
    {
      ...{ username: 'rig', password: secret, protocolVersion: 4, reconnectPeriod: 0 },
      ...(ca !== undefined && { ca }),
    },
  )
  client.on('error', () => undefined)
  const thrownOut = new Promise<false>(resolve => client.once('close', () => resolve(false)))
  const taken = client.publishAsync(topic, '{}', { qos: 1 }).then(
    () => true,
    () => false,
  )
  const result = await Promise.race([taken, thrownOut])
  await client.endAsync(true)
  return result
}

const withTls: Partial<Told> = { token: 'the told token', tls: 'own' }

for (const [words, told] of [
  ['without TLS', { token: 'the told token' }],
  ['over TLS', withTls],
] as const) {
  test(`a rig that was nobody is let in ${words}, may publish as itself, and as nobody else`, () =>
    withKeyedHub(async keyed => {
      const { secret, authority, mqtt_port } = await pairWith(keyed, 'rig7')
      assert.equal(mqtt_port, keyed.hub.mqttPort)
      assert.equal(authority !== undefined, told === withTls)
      assert.equal(await letsPublish(keyed, secret, 'rigs/home/rig7/status', authority), true)
      assert.equal(await letsPublish(keyed, secret, 'rigs/home/rig8/status', authority), false)
    }, told))
}

test('who was paired anew comes in with the new secret, and with the old one no more', () =>
  withKeyedHub(async keyed => {
    const first = await pairWith(keyed, 'rig7')
    const second = await pairWith(keyed, 'rig7')
    assert.equal(await letsPublish(keyed, second.secret, 'rigs/home/rig7/status'), true)
    await assert.rejects(letsPublish(keyed, first.secret, 'rigs/home/rig7/status'))
    const kept = JSON.parse((await keyed.ask('/api/access', bearer(keyed.secrets.owner))).text)
    const states = kept
      .filter((of: { rig?: string }) => of.rig === 'rig7')
      .map((of: { revoked_at?: string }) => of.revoked_at !== undefined)
    assert.deepEqual(states, [true, false])
  }))

test('codes are shown to an owner alone, and stand in no log', () =>
  withKeyedHub(async keyed => {
    let code = ''
    const paired = pairWith(keyed, 'rig7', async () => {
      code = codeOf(keyed)
      for (const role of ['reader', 'steward', 'rig'] as const)
        assert.equal((await keyed.ask('/api/pairing', bearer(keyed.secrets[role]))).status, 403, role)
      assert.equal((await keyed.ask('/api/pairing')).status, 401)
      const { text } = await keyed.ask('/api/pairing', bearer(keyed.secrets.owner))
      assert.equal(JSON.parse(text).requests[0].code, code)
      return code
    })
    const { secret } = await paired
    assert.match(code, /^\d{6}$/)
    for (const said of keyed.logged) assert.ok(!said.includes(code) && !said.includes(secret), said)
  }))

test('the owner may refuse, and nobody else', () =>
  withKeyedHub(async keyed => {
    const never = new Promise<string>(() => undefined)
    const paired = pairWith(keyed, 'rig7', () => never)
    const refused = assert.rejects(paired, /the owner of the hub said no/)
    while (codeOf(keyed) === 'none') await new Promise(resolve => setTimeout(resolve, 10))
    const path = `/api/pairing/${keyed.hub.pairing.desk.list()[0]?.id}`
    const { status } = await keyed.ask(path, { method: 'DELETE', ...bearer(keyed.secrets.steward) })
    assert.equal(status, 403)
    const done = await keyed.ask(path, { method: 'DELETE', ...bearer(keyed.secrets.owner) })
    assert.equal(done.status, 200)
    await refused
  }))

test('what is no request, no share and no proof is one clear sentence and no try', () =>
  withKeyedHub(async ({ ask }) => {
    const post = (path: string, body: string) => ask(`/api/pairing${path}`, { method: 'POST', body })
    const right = { v: 1, site: 'home', rig: 'rig7', version: '0.1.0', nonce: 'A'.repeat(22) }
    for (const wrong of ['', '[]', '{"v":2}', JSON.stringify({ ...right, rig: '../x' }), 'x'.repeat(5000)])
      assert.equal((await post('', wrong)).status, 400, wrong.slice(0, 40))
    const { text } = await post('', JSON.stringify(right))
    const { id } = JSON.parse(text)
    for (const path of ['share', 'proof']) {
      const { status, text } = await post(`/${id}/${path}`, '{"element":"AA","proof":"AA"}')
      assert.equal(status, 400)
      assert.match(JSON.parse(text).error, /32 bytes as base64url/)
    }
    assert.equal((await post('/nobody/share', JSON.stringify({ element: 'A'.repeat(43) }))).status, 409)
    const waits = await ask(`/api/pairing/${id}`)
    assert.equal(waits.status, 200)
  }))

test('a phone comes in by its link, once, as a reader', () =>
  withKeyedHub(
    async keyed => {
      const { pairing } = keyed.hub
      const code = new URL(pairing.invite()?.links[0]?.url ?? 'http://none/').pathname
      const first = await keyed.ask(code, { headers: { accept: 'text/html', 'user-agent': 'iPhone' } })
      assert.equal(first.status, 200)
      const cookie = String(first.headers['set-cookie']).split(';')[0] ?? ''
      const who = await keyed.ask('/api/whoami', { headers: { cookie } })
      assert.deepEqual(JSON.parse(who.text), { role: 'reader', name: 'iPhone by QR code' })
      const second = await keyed.ask(code, { headers: { accept: 'text/html' } })
      assert.equal(second.status, 410)
      assert.match(second.text, /was used, or is older than two minutes/)
      for (const role of ['reader', 'steward', 'rig'] as const)
        assert.equal(
          (await keyed.ask('/api/phones', { method: 'POST', ...bearer(keyed.secrets[role]) })).status,
          403,
        )
    },
    { token: 'the told token', host: '0.0.0.0', tls: 'off' },
  ))

test('a hub that no phone can reach says so instead of drawing a picture', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const { status, text } = await ask('/api/phones', { method: 'POST', ...bearer(secrets.owner) })
    assert.equal(status, 409)
    assert.match(JSON.parse(text).error, /start it with --host 0\.0\.0\.0/)
  }))
