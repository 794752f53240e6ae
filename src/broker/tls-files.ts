// Certificates of a link, from files: who is trusted, and who this side is.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { BrokerFault } from './fault.ts'

/** Paths of PEM files. */
export type TlsFiles = {
  /** Trusted instead of the system's authorities. */
  readonly ca?: string | undefined
  /** Of this side; `cert` and `key` come together. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

/** The same, read. */
export type TlsMaterial = {
  /** An empty list trusts nobody. */
  readonly ca?: string | readonly string[]
  readonly cert?: string
  readonly key?: string
  /** Whom `ca` vouches for is trusted under any name: it vouches for nobody else. */
  readonly anyName?: true
  /** What the certificate of the other side must be made out to, wherever that is. */
  readonly name?: string
}

/** Of the options of a connection of Node's. */
type Trusting = {
  readonly ca?: string | string[]
  readonly allowPartialTrustChain?: true
  readonly checkServerIdentity?: (host: string, shown: PeerCertificate) => Error | undefined
  readonly servername?: string
}

/** Whom a connection of Node's trusts. What `ca` says is enough, whoever vouches for that in turn. */
export function trusting({ ca, anyName, name }: TlsMaterial): Trusting {
  return {
    ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca], allowPartialTrustChain: true }),
    ...(anyName && { checkServerIdentity: () => undefined }),
    ...(name !== undefined && {
      checkServerIdentity: (_host, shown) => checkServerIdentity(name, shown),
      ...(isIP(name) === 0 && { servername: name }),
    }),
  }
}

/**
 * Reads the files anew with each call. Throws BrokerFault `bad-option` that names the flag, at once and later: `--broker-ca`
 * and its like, or what stands for `broker`.
 */
export function tlsFrom(files: TlsFiles, flag = 'broker'): (() => TlsMaterial) | undefined {
  if (files.ca === undefined && files.cert === undefined && files.key === undefined) return undefined
  if ((files.cert === undefined) !== (files.key === undefined)) {
    const [given, missing] = files.cert === undefined ? ['key', 'cert'] : ['cert', 'key']
    throw new BrokerFault(
      'bad-option',
      `--${flag}-${missing}`,
      `a file, because there is --${flag}-${given}`,
      'none',
    )
  }
  const read = () => ({
    ...material(`--${flag}-ca`, 'ca', files.ca, 'CERTIFICATE'),
    ...material(`--${flag}-cert`, 'cert', files.cert, 'CERTIFICATE'),
    ...material(`--${flag}-key`, 'key', files.key, 'PRIVATE KEY'),
  })
  read()
  return read
}

function material(flag: string, name: keyof TlsFiles, path: string | undefined, holds: string): TlsMaterial {
  if (path === undefined) return {}
  const expected = `a PEM file with a ${holds.toLowerCase()}`
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BrokerFault('bad-option', flag, expected, why)
  }
  if (!new RegExp(`-----BEGIN [A-Z ]*${holds}-----`).test(text)) {
    throw new BrokerFault('bad-option', flag, expected, `${path} without one`)
  }
  return { [name]: text }
}
