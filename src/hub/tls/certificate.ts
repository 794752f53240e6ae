// X.509 certificates on the curve P-256, made and signed here [RFC 5280]. The structures are the library's, the
// signatures Node's.
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { isIP } from 'node:net'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509'

/** A certificate and its key, as PEM. */
export type Identity = { readonly cert: string; readonly key: string }

export type Term = { readonly from: number; readonly to: number }

/**
 * An authority that signs itself and may vouch for nothing but `permitted`: names with all below them, addresses, and
 * networks as `10.0.0.0/8`. Whoever steals its key cannot play somebody's bank.
 */
export function makeAuthority(commonName: string, permitted: readonly string[], term: Term): Identity {
  const { publicKey, privateKey } = newKeys()
  const subject = named(commonName)
  const trees = permitted.map(name => new GeneralSubtree({ base: generalName(name, true) }))
  const constraints = new NameConstraints({ permittedSubtrees: new GeneralSubtrees(trees) })
  const usage = new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)
  const extensions = [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
    extension(id_ce_keyUsage, usage, true),
    extension(id_ce_nameConstraints, constraints, true),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyId(publicKey)), false),
  ]
  const cert = signed({ subject, issuer: subject, publicKey, extensions, term }, privateKey)
  return { cert, key: pemOf(privateKey) }
}

/** A certificate of a server for names and addresses. */
export function issue(
  authority: { readonly cert: X509Certificate; readonly key: KeyObject },
  commonName: string,
  names: readonly string[],
  term: Term,
): Identity {
  const { publicKey, privateKey } = newKeys()
  const { subject: issuer } = AsnConvert.parse(authority.cert.raw, Certificate).tbsCertificate
  const signer = new KeyIdentifier(keyId(authority.cert.publicKey))
  const extensions = [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
    extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
    extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth]), false),
    extension(
      id_ce_subjectAltName,
      new SubjectAlternativeName(names.map(name => generalName(name, false))),
      false,
    ),
    extension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: signer }), false),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyId(publicKey)), false),
  ]
  const cert = signed({ subject: named(commonName), issuer, publicKey, extensions, term }, authority.key)
  return { cert, key: pemOf(privateKey) }
}

/** What an authority may vouch for, as `makeAuthority` was told it. */
export function permittedBy(cert: X509Certificate): readonly string[] {
  const { extensions = [] } = AsnConvert.parse(cert.raw, Certificate).tbsCertificate
  const found = extensions.find(({ extnID }) => extnID === id_ce_nameConstraints)
  if (found === undefined) return []
  const { permittedSubtrees = [] } = AsnConvert.parse(found.extnValue.buffer, NameConstraints)
  return permittedSubtrees.flatMap(({ base }) => base.dNSName ?? base.iPAddress ?? [])
}

/** SHA-256 of a certificate in hexadecimal: how people and rigs recognise one. */
export const fingerprintOf = (cert: string): string =>
  createHash('sha256').update(new X509Certificate(cert).raw).digest('hex')

type Draft = {
  readonly subject: Name
  readonly issuer: Name
  readonly publicKey: KeyObject
  readonly extensions: Extension[]
  readonly term: Term
}

function signed({ subject, issuer, publicKey, extensions, term }: Draft, by: KeyObject): string {
  const algorithm = new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 })
  const serial = randomBytes(16)
  // Positive, and no longer than it must be [RFC 5280, 4.1.2.2].
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0)
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: bytes(serial),
    signature: algorithm,
    ...{ issuer, subject },
    validity: new Validity({ notBefore: new Date(term.from), notAfter: new Date(term.to) }),
    subjectPublicKeyInfo: AsnConvert.parse(
      publicKey.export({ type: 'spki', format: 'der' }),
      SubjectPublicKeyInfo,
    ),
    extensions: new Extensions(extensions),
  })
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), by)
  const whole = new Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm,
    signatureValue: bytes(signature),
  })
  return new X509Certificate(Buffer.from(AsnConvert.serialize(whole))).toString()
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2'
const commonNameId = '2.5.4.3'

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

const extension = (extnID: string, value: unknown, critical: boolean): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) })

/** A name with all below it is written without a dot before it in a constraint [RFC 5280, 4.2.1.10]. */
function generalName(name: string, constraint: boolean): GeneralName {
  const [address = ''] = name.split('/')
  if (isIP(address) === 0) return new GeneralName({ dNSName: name })
  const whole = isIP(address) === 4 ? 32 : 128
  return new GeneralName({ iPAddress: constraint && !name.includes('/') ? `${name}/${whole}` : name })
}

/** At most 64 characters [RFC 5280, ub-common-name]. */
const named = (text: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({
        type: commonNameId,
        value: new AttributeValue({ utf8String: text.slice(0, 64) }),
      }),
    ]),
  ])

/** SHA-1 of the key, by which certificates name one another, and nothing more [RFC 5280, 4.2.1.2]. */
function keyId(key: KeyObject): Uint8Array<ArrayBuffer> {
  const spki = AsnConvert.parse(
    createPublicKey({ key: key.export({ type: 'spki', format: 'der' }), type: 'spki', format: 'der' }).export(
      {
        type: 'spki',
        format: 'der',
      },
    ),
    SubjectPublicKeyInfo,
  )
  return new Uint8Array(createHash('sha1').update(new Uint8Array(spki.subjectPublicKey)).digest())
}

const bytes = (of: Buffer): ArrayBuffer => new Uint8Array(of).buffer
