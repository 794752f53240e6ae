// A key that is made here and stays here, and the request to have it certified: PKCS #10 [RFC 2986], as PEM.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export type SigningRequest = {
  /** The private key, PKCS #8 as PEM. */
  readonly key: string
  /** What an authority is sent: the public key, signed with the private one. */
  readonly csr: string
}

/** A new key on the curve P-256 and a request for it under a common name of at most 64 characters [RFC 5280, ub-common-name]. */
export function makeSigningRequest(commonName: string): SigningRequest {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { key, csr: pem('CERTIFICATE REQUEST', requestOf(commonName.slice(0, 64), publicKey, privateKey)) }
}

function requestOf(commonName: string, publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const name = sequence(der(tags.set, sequence(oid.commonName, der(tags.utf8, Buffer.from(commonName)))))
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  // Version 0, and no attributes.
  const info = sequence(der(tags.integer, Buffer.of(0)), name, spki, der(tags.attributes))
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', info, privateKey)])
  return sequence(info, sequence(oid.ecdsaWithSha256), der(tags.bits, signature))
}

const tags = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  attributes: 0xa0,
} as const

/** [X.690, 8.1.3]: a length below 128 is one byte, a longer one says how many bytes it takes. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.of(tag, ...length), body])
}

const sequence = (...content: readonly Buffer[]): Buffer => der(tags.sequence, ...content)

const oid = {
  /** 2.5.4.3 */
  commonName: der(tags.oid, Buffer.of(0x55, 0x04, 0x03)),
  /** 1.2.840.10045.4.3.2 */
  ecdsaWithSha256: der(tags.oid, Buffer.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)),
} as const

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
