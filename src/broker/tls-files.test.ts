import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { tlsFrom } from './tls-files.ts'

test('certificates are read again with each call, and what is wrong with one is said by its flag', t => {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-tls-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  assert.equal(tlsFrom({}), undefined)
  assert.throws(
    () => tlsFrom({ cert }),
    /--broker-key: expected a file, because there is --broker-cert, found none/,
  )
  assert.throws(
    () => tlsFrom({ cert, key }),
    /--broker-cert: expected a PEM file with a certificate, found ENOENT/,
  )
  writeFileSync(cert, '-----BEGIN CERTIFICATE-----\nfirst')
  writeFileSync(key, 'no key at all')
  assert.throws(
    () => tlsFrom({ cert, key }),
    /--broker-key: expected a PEM file with a private key, found .* without one/,
  )
  writeFileSync(key, '-----BEGIN EC PRIVATE KEY-----\nkey')
  const read = tlsFrom({ cert, key })
  assert.match(read?.().cert ?? '', /first/)
  writeFileSync(cert, '-----BEGIN CERTIFICATE-----\nsecond')
  assert.match(read?.().cert ?? '', /second/)
})
