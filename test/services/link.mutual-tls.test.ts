// AWS IoT Core's way in, played by mosquitto: TLS with a certificate on either side, and what a rig may publish by the
// name in its certificate.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createServer } from 'node:tls'
import type { Link } from '../../src/broker/link.ts'
import { openMqttLink } from '../../src/broker/mqtt-link.ts'
import { type TlsFiles, tlsFrom } from '../../src/broker/tls-files.ts'
import { bodyOf, linkContract, mailbox, quiet, text } from '../contracts/link.ts'
import { noMosquitto, startMosquitto } from '../contracts/mosquitto.ts'
import { newAuthority, noOpenssl } from './authority.ts'

const missing = noMosquitto ?? noOpenssl

if (missing !== undefined) test('a broker with mutual TLS', { skip: missing }, () => undefined)
else {
  const authority = await newAuthority()
  after(() => authority.close())
  const server = await authority.issue('broker', 'server')
  const [hub, rig1] = [await authority.issue('hub', 'client'), await authority.issue('rig1', 'client')]
  const acl = join(authority.ca, '..', 'acl')
  writeFileSync(
    acl,
    'user hub\ntopic readwrite #\n\npattern write rigs/home/%u/#\npattern read receipts/home/%u\n',
  )
  const access = [
    `cafile ${authority.ca}`,
    `certfile ${server.cert}`,
    `keyfile ${server.key}`,
    'require_certificate true',
    'use_identity_as_username true',
    `acl_file ${acl}`,
  ].join('\n')

  let clients = 0
  const linkTo = (port: number, files: TlsFiles, report?: (text: string) => void): Link => {
    const tls = tlsFrom(files)
    return openMqttLink({
      url: `mqtts://localhost:${port}`,
      clientId: `client-${process.pid}-${++clients}`,
      ...(tls && { tls }),
      ...(report && { report }),
    })
  }
  const whenConnected = async (link: Link) => {
    if (!link.connected) await new Promise<void>(done => link.onConnected(is => is && done()))
    return link
  }

  linkContract('MQTT over mutual TLS to mosquitto', async () => {
    const mosquitto = await startMosquitto({ access })
    const links: Link[] = []
    return {
      link: async () => {
        const link = await whenConnected(linkTo(mosquitto.port, { ca: authority.ca, ...hub }))
        links.push(link)
        return link
      },
      close: async () => {
        await Promise.all(links.map(link => link.close()))
        await mosquitto.close()
      },
    }
  })

  test('a rig publishes under the name in its certificate and under no other', async t => {
    const mosquitto = await startMosquitto({ access })
    const [rig, reader] = [
      await whenConnected(linkTo(mosquitto.port, { ca: authority.ca, ...rig1 })),
      await whenConnected(linkTo(mosquitto.port, { ca: authority.ca, ...hub })),
    ]
    t.after(() => Promise.all([rig.close(), reader.close()]).then(mosquitto.close))
    const inbox = mailbox()
    await reader.subscribe(['rigs/#'], inbox.handler)
    // MQTT 3.1.1 has no way to refuse a message: it is acknowledged and goes nowhere.
    await rig.publish({ topic: 'rigs/home/rig2/lap', payload: text('stolen'), qos: 1 })
    await rig.publish({ topic: 'rigs/home/rig1/lap', payload: text('own'), qos: 1 })
    await inbox.expect(1)
    await quiet()
    assert.deepEqual(inbox.messages.map(bodyOf), ['own'])
  })

  test('without a certificate, or without trust, there is no connection, and the reason is said', async t => {
    const mosquitto = await startMosquitto({ access })
    t.after(mosquitto.close)
    for (const files of [{ ca: authority.ca }, { ...rig1 }]) {
      const said = await new Promise<string>(done => {
        const link = linkTo(mosquitto.port, files, sentence => {
          void link.close().then(() => done(sentence))
        })
      })
      assert.match(said, /certificate|lost|ECONNRESET/i)
    }
  })

  test('a certificate that was renewed is used from the next connection on', async t => {
    const [cert, key] = [join(acl, '..', 'own.crt'), join(acl, '..', 'own.key')]
    const renew = (issued: { readonly cert: string; readonly key: string }) => {
      copyFileSync(issued.cert, cert)
      copyFileSync(issued.key, key)
    }
    renew(rig1)
    let mosquitto = await startMosquitto({ access })
    const link = await whenConnected(linkTo(mosquitto.port, { ca: authority.ca, cert, key }))
    t.after(() => link.close())
    const lost = new Promise<void>(done => link.onConnected(is => !is && done()))
    renew(await authority.issue('rig7', 'client'))
    await mosquitto.close()
    await lost
    mosquitto = await startMosquitto({ access, port: mosquitto.port })
    t.after(mosquitto.close)
    const reader = await whenConnected(linkTo(mosquitto.port, { ca: authority.ca, ...hub }))
    t.after(() => reader.close())
    const inbox = mailbox()
    await reader.subscribe(['rigs/home/rig7/#'], inbox.handler)
    await whenConnected(link)
    await link.publish({ topic: 'rigs/home/rig7/lap', payload: text('as rig7'), qos: 1 })
    assert.deepEqual((await inbox.expect(1)).map(bodyOf), ['as rig7'])
  })

  test('on port 443 the link asks for MQTT by the name that AWS IoT knows', async t => {
    const asked = Promise.withResolvers<readonly string[]>()
    const listener = createServer({
      cert: readFileSync(server.cert),
      key: readFileSync(server.key),
      ca: readFileSync(authority.ca),
      requestCert: true,
      ALPNCallback({ protocols }) {
        asked.resolve(protocols)
        return protocols[0]
      },
    })
    listener.on('tlsClientError', () => undefined)
    listener.on('secureConnection', socket => socket.on('error', () => undefined))
    listener.listen(443, '127.0.0.1')
    try {
      await once(listener, 'listening')
    } catch {
      t.skip('port 443 is not free here')
      return
    }
    const link = linkTo(443, { ca: authority.ca, ...rig1 })
    t.after(async () => {
      await link.close()
      listener.close()
    })
    assert.deepEqual(await asked.promise, ['x-amzn-mqtt-ca'])
  })
}
