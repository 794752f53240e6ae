// By what a rig knows a hub again that shows a certificate of its user's: such a certificate is renewed, so it is known by
// the name that it is made out to, and by the authority above it, where that is none that everybody trusts.
import { X509Certificate } from 'node:crypto'

export type GivenTrust = {
  /** As PEM. */
  readonly authority?: string
  readonly name?: string
}

/**
 * Of a file with the certificate first, and those above it; `roots` are trusted everywhere. A certificate without any
 * name is trusted itself, until it is renewed.
 */
export function trustOf(chain: string, roots: readonly string[]): GivenTrust {
  const certificates = (chain.match(block) ?? []).map(pem => new X509Certificate(pem))
  const [shown] = certificates
  if (shown === undefined) return {}
  const name = nameOf(shown)
  if (name === undefined) return { authority: shown.toString() }
  const top = topOf(shown, certificates)
  const isKnown = roots
    .map(root => new X509Certificate(root))
    .some(root => root.raw.equals(top.raw) || isIssuedBy(top, root))
  return isKnown ? { name } : { name, authority: top.toString() }
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

function topOf(shown: X509Certificate, certificates: readonly X509Certificate[]): X509Certificate {
  let top = shown
  for (const _ of certificates) top = certificates.find(above => isIssuedBy(top, above)) ?? top
  return top
}

const isIssuedBy = (below: X509Certificate, above: X509Certificate): boolean =>
  below.checkIssued(above) && below.verify(above.publicKey)

/** A name of DNS, or an address; of `*.example.org` any name below will do. */
function nameOf({ subjectAltName = '', subject }: X509Certificate): string | undefined {
  const told = (kind: string) => new RegExp(`(?:^|, )${kind}:([^,]+)`).exec(subjectAltName)?.[1]
  const name = told('DNS') ?? told('IP Address') ?? /^CN=(.+)$/m.exec(subject)?.[1]
  return name?.replace(/^\*\./, 'hub.')
}
