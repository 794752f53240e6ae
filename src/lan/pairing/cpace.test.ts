import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cpaceHalf, cpaceKey, generatorOf, prefixed } from './cpace.ts'

// [draft-irtf-cfrg-cpace-15, B.3: ristretto255 and SHA-512]
const context = {
  password: Buffer.from('Password'),
  channel: Buffer.from('6f630b425f726573706f6e6465720b415f696e69746961746f72', 'hex'),
  session: Buffer.from('7e4b4791d6a8ef019b936c79fb7f2c57', 'hex'),
}
const hex = (text: string) => Buffer.from(text, 'hex')
const scalarOf = (text: string) => BigInt(`0x${hex(text).reverse().toString('hex')}`)
const a = {
  scalar: scalarOf('da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08'),
  element: hex('d40fb265a7abeaee7939d91a585fe59f7053f982c296ec413c624c669308f87a'),
}
const b = {
  scalar: scalarOf('d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d'),
  element: hex('08bcf6e9777a9c313a3db6daa510f2d398403319c2341bd506a92e672eb7e307'),
}
const [fromA, fromB] = [
  { element: a.element, words: Buffer.from('ADa') },
  { element: b.element, words: Buffer.from('ADb') },
]

test('generator, halves and key are those of the draft', () => {
  const generator = generatorOf(context)
  assert.equal(generator.toHex(), 'a6fc82c3b8968fbb2e06fee81ca858586dea50d248f0c7ca6a18b0902a30b36b')
  assert.deepEqual(Buffer.from(generator.multiply(a.scalar).toBytes()), a.element)
  assert.deepEqual(Buffer.from(generator.multiply(b.scalar).toBytes()), b.element)
  const key =
    '4c5469a16b2364c4b944ebc1a79e51d1674ad47db26e8718154f59faebfaa52d' +
    '8346f30aa58377117eb20d527f2cbc5c76381f7fd372e89df8239f87f2e02ed1'
  assert.equal(cpaceKey(a, b.element, context.session, fromA, fromB)?.toString('hex'), key)
  assert.equal(cpaceKey(b, a.element, context.session, fromA, fromB)?.toString('hex'), key)
})

test('an element that is none, or the neutral one, leads to no key', () => {
  const key = (element: Uint8Array) => cpaceKey(a, element, context.session, fromA, fromB)
  // [B.3.6: invalid inputs]
  assert.equal(key(hex('2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c')), undefined)
  assert.equal(key(Buffer.alloc(32)), undefined)
  assert.equal(key(Buffer.alloc(32, 255)), undefined)
  assert.equal(key(Buffer.alloc(7)), undefined)
})

test('whatever is different at the two ends makes their keys different', () => {
  const random = Buffer.alloc(32, 7)
  const key = (change: Partial<typeof context>) => {
    const [one, other] = [
      cpaceHalf(context, random),
      cpaceHalf({ ...context, ...change }, Buffer.alloc(32, 9)),
    ]
    const shares = [one, other].map(({ element }) => ({ element, words: Buffer.from('x') }))
    const [first, second] = shares
    assert.ok(first && second)
    const { session } = { ...context, ...change }
    return [
      cpaceKey(one, other.element, context.session, first, second)?.toString('hex'),
      cpaceKey(other, one.element, session, first, second)?.toString('hex'),
    ]
  }
  const [same, too] = key({})
  assert.equal(same, too)
  for (const change of [
    { password: Buffer.from('Passwore') },
    { channel: Buffer.from('another') },
    { session: Buffer.alloc(16) },
  ]) {
    const [one, other] = key(change)
    assert.notEqual(one, other)
  }
})

test('a length stands before what follows, so that no two texts run together', () => {
  assert.equal(prefixed(Buffer.alloc(0)).toString('hex'), '00')
  assert.equal(prefixed(Buffer.from('1234')).toString('hex'), '0431323334')
  assert.equal(prefixed(Buffer.alloc(128)).subarray(0, 2).toString('hex'), '8001')
})
