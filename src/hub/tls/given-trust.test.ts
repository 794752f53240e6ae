import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { issue, makeAuthority } from './certificate.ts'
import { trustOf } from './given-trust.ts'

const term = { from: Date.now() - 1000, to: Date.now() + 3_600_000 }
const authority = makeAuthority('house', ['example.org', '10.0.0.0/8'], term)
const signer = { cert: new X509Certificate(authority.cert), key: createPrivateKey(authority.key) }
const shown = (...names: readonly string[]) => issue(signer, names[0] ?? 'nobody', names, term).cert
const same = (one: string | undefined, other: string) =>
  assert.ok(new X509Certificate(one ?? '').raw.equals(new X509Certificate(other).raw))

test('a certificate of an authority that everybody trusts is known by its name alone', () => {
  const roots = [makeAuthority('another', ['example.org'], term).cert, authority.cert]
  assert.deepEqual(trustOf(shown('pit.example.org'), roots), { name: 'pit.example.org' })
  // With the authority in the file as well.
  assert.deepEqual(trustOf(shown('pit.example.org') + authority.cert, roots), { name: 'pit.example.org' })
})

test('an authority of one’s own is handed over with the name, whatever order the file has', () => {
  const leaf = shown('pit.example.org')
  const { name, authority: top } = trustOf(
    leaf + makeAuthority('another', ['x'], term).cert + authority.cert,
    [],
  )
  assert.equal(name, 'pit.example.org')
  same(top, authority.cert)
})

test('a certificate that stands alone is handed over itself', () => {
  const leaf = shown('pit.example.org')
  same(trustOf(leaf, []).authority, leaf)
  const own = makeAuthority('signed by itself', ['example.org'], term).cert
  const known = trustOf(own, [])
  same(known.authority, own)
  assert.equal(known.name, 'signed by itself')
})

test('names are taken before addresses, and of a wildcard a name that it covers', () => {
  assert.equal(trustOf(shown('10.0.0.5', 'pit.example.org'), []).name, 'pit.example.org')
  assert.equal(trustOf(shown('10.0.0.5'), []).name, '10.0.0.5')
  assert.equal(trustOf(shown('*.example.org'), []).name, 'hub.example.org')
  assert.deepEqual(trustOf('no certificate', []), {})
})
