// A rig enrols: over mutual TLS at a real broker, with a small program in AWS's place on the topics that AWS documents.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Link } from '../../src/broker/link.ts'
import { openMqttLink } from '../../src/broker/mqtt-link.ts'
import { tlsFrom } from '../../src/broker/tls-files.ts'
import { rigId, siteId } from '../../src/model/identity.ts'
import { provision } from '../../src/rig/provisioning/provision.ts'
import { noMosquitto, startMosquitto } from '../contracts/mosquitto.ts'
import { newAuthority, noOpenssl } from '../services/authority.ts'
import { pitwall } from './command.ts'

const missing = noMosquitto ?? noOpenssl
const template = 'rigs'
const code = 'monza-2026-eleven'
const create = '$aws/certificates/create-from-csr/json'
const register = `$aws/provisioning-templates/${template}/provision/json`

if (missing !== undefined) test('enrolling a rig', { skip: missing }, () => undefined)
else {
  const authority = await newAuthority()
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-enrol-'))
  const server = await authority.issue('broker', 'server')
  const claim = await authority.issue('claim', 'client')
  const aws = await authority.issue('aws', 'client')
  const acl = join(folder, 'acl')
  writeFileSync(
    acl,
    [
      'user aws\ntopic readwrite #\ntopic readwrite $aws/#',
      `user claim\ntopic write ${create}\ntopic read ${create}/+\ntopic write ${register}\ntopic read ${register}/+`,
      'pattern write rigs/home/rig7/+',
    ].join('\n\n'),
  )
  const mosquitto = await startMosquitto({
    access: [
      `cafile ${authority.ca}`,
      `certfile ${server.cert}`,
      `keyfile ${server.key}`,
      'require_certificate true',
      'use_identity_as_username true',
      `acl_file ${acl}`,
    ].join('\n'),
  })
  const url = `mqtts://localhost:${mosquitto.port}`
  const linkAs = (who: { readonly cert: string; readonly key: string }, clientId: string): Link => {
    const tls = tlsFrom({ ca: authority.ca, ...who })
    return openMqttLink({ url, clientId, ...(tls && { tls }) })
  }

  /** Everything that went over the broker, in its own bytes. */
  const overheard: string[] = []
  const broker = linkAs(aws, 'aws')
  const answer = (topic: string, value: object) =>
    broker.publish({ topic, payload: Buffer.from(JSON.stringify(value)), qos: 1 })
  await broker.subscribe([create, register, 'rigs/#'], async ({ topic, payload }) => {
    const said = Buffer.from(payload).toString()
    overheard.push(said)
    const asked = topic.startsWith('$aws/') ? JSON.parse(said) : {}
    if (topic === create) {
      const certificatePem = await authority.certify(asked.certificateSigningRequest)
      await answer(`${topic}/accepted`, {
        certificateId: 'f00d',
        certificateOwnershipToken: 'token-1',
        certificatePem,
      })
    }
    if (topic === register) {
      const { parameters, certificateOwnershipToken } = asked
      if (certificateOwnershipToken === 'token-1' && parameters.Code === code) {
        await answer(`${topic}/accepted`, {
          thingName: `${parameters.Site}:${parameters.Rig}`,
          deviceConfiguration: {},
        })
      } else {
        await answer(`${topic}/rejected`, {
          statusCode: 400,
          errorCode: 'AccessDenied',
          errorMessage: 'Pre-provisioning hook validation failed',
        })
      }
    }
  })
  after(async () => {
    await broker.close()
    await mosquitto.close()
    authority.close()
    rmSync(folder, { recursive: true })
  })

  const enrol = (...more: readonly string[]) =>
    pitwall(
      'rig',
      'provision',
      ...['--broker', url, '--broker-ca', authority.ca, '--claim-cert', claim.cert, '--claim-key', claim.key],
      ...['--template', template, '--site', 'home', '--rig', 'rig7', '--out', join(folder, 'own')],
      ...more,
    )
  const [cert, key] = [join(folder, 'own', 'home-rig7.crt'), join(folder, 'own', 'home-rig7.key')]

  test('a rig makes its key, gets a certificate for it, and is let in with both', async () => {
    const { code: exit, out, err } = await enrol('--code', code, '--json')
    assert.equal(exit, 0, err)
    assert.deepEqual(JSON.parse(out), { thing: 'home:rig7', cert, key })

    const certificate = new X509Certificate(readFileSync(cert))
    assert.equal(certificate.subject, 'CN=home:rig7')
    assert.equal(statSync(key).mode & 0o077, 0, 'nobody else may read the key')

    const heard = overheard.length
    const rig = linkAs({ cert, key }, 'home:rig7')
    await new Promise<void>(done => (rig.connected ? done() : rig.onConnected(is => is && done())))
    await rig.publish({ topic: 'rigs/home/rig7/status', payload: Buffer.from('here'), qos: 1 })
    while (overheard.length === heard) await new Promise(done => setTimeout(done, 20))
    assert.equal(overheard.at(-1), 'here')
    await rig.close()
  })

  test('the key of the rig never went over the broker', () => {
    const secret = readFileSync(key, 'utf8').split('\n').slice(1, -2)
    assert.ok(secret.length > 0)
    for (const said of overheard) {
      assert.doesNotMatch(said, /PRIVATE KEY/)
      // Its first lines hold what is private; the last ones the public key, which a request does hold.
      assert.ok(!said.includes(secret[0] ?? 'none'), 'the private key')
    }
  })

  test('a rig that is enrolled keeps its key unless it is told to renew it', async () => {
    const before = readFileSync(key, 'utf8')
    const again = await enrol('--code', code)
    assert.equal(again.code, 1)
    assert.match(again.err, /expected a rig that is not enrolled yet; --renew replaces its certificate/)
    assert.equal(readFileSync(key, 'utf8'), before)

    const renewed = await enrol('--code', code, '--renew')
    assert.equal(renewed.code, 0, renewed.err)
    assert.notEqual(readFileSync(key, 'utf8'), before)
    assert.match(renewed.out, /--broker-client home:rig7 --broker-cert /)
  })

  test('a wrong code is refused in the words of the other side, and leaves nothing behind', async () => {
    const link = linkAs(claim, 'claim-test')
    const wrong = { site: siteId('home'), rig: rigId('rig8'), code: 'guessed-it', template }
    await assert.rejects(provision(link, wrong), {
      code: 'not-enrolled',
      message: /AccessDenied Pre-provisioning hook validation failed/,
    })
    await link.close()
  })

  test('a broker that never answers is given up', async () => {
    const link = linkAs(claim, 'claim-late')
    const enrolment = { site: siteId('home'), rig: rigId('rig8'), code, template: 'nobody-listens' }
    await assert.rejects(provision(link, enrolment, 3_000), {
      code: 'not-enrolled',
      message: /none within 3 s/,
    })
    await link.close()
  })
}
