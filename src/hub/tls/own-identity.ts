// The hub's own authority and the certificate that it shows: made on first start, renewed when it must be.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { join } from 'node:path'
import { writeWhole } from '../access/access-file.ts'
import { HubFault } from '../fault.ts'
import { type Identity, issue, makeAuthority, permittedBy } from './certificate.ts'

export type OwnIdentity = {
  /** The certificate with the authority's behind it, and its key. */
  readonly shown: Identity
  /** The authority's certificate, which others may trust. */
  readonly authority: string
  /** Names and addresses that the authority may not vouch for. */
  readonly uncovered: readonly string[]
}

const day = 86_400_000
/** Browsers take no longer ones of a server; devices would have to be told of a new authority by hand. */
const terms = { server: 397 * day, authority: 3650 * day, renew: 30 * day, clocksDiffer: day }

/** What any house may have; an authority covers these and what its machine was called when it was made. */
const houses = [
  ...['localhost', 'local', 'lan', 'home', 'internal', 'home.arpa', 'fritz.box'],
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'],
  ...['::1/128', 'fc00::/7', 'fe80::/10'],
] as const

/**
 * Reads `folder`, and makes there what is missing or no longer fits: a certificate for `names` that goes on for a month.
 * An authority that is made covers what this machine is `alsoCalled` too. Throws HubFault `data-unusable` for files that
 * are none of ours.
 */
export function ownIdentity(
  folder: string,
  names: readonly string[],
  now: number,
  alsoCalled: readonly string[] = [],
): OwnIdentity {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const [machine = 'pitwall'] = names
  const authority =
    kept(folder, 'ca') ??
    keep(
      folder,
      'ca',
      makeAuthority(
        `pitwall on ${machine}`,
        [...new Set([...houses, ...[...names, ...alsoCalled].filter(outside)])],
        {
          from: now - terms.clocksDiffer,
          to: now + terms.authority,
        },
      ),
    )
  const by = { cert: new X509Certificate(authority.cert), key: createPrivateKey(authority.key) }
  const permitted = permittedBy(by.cert)
  const covered = names.filter(name => isWithin(name, permitted))
  const found = kept(folder, 'hub')
  const own =
    found !== undefined && fits(found, by.cert, covered, now)
      ? found
      : keep(
          folder,
          'hub',
          issue(by, machine, covered, {
            from: now - terms.clocksDiffer,
            to: now - terms.clocksDiffer + terms.server,
          }),
        )
  return {
    shown: { cert: `${own.cert}${authority.cert}`, key: own.key },
    authority: authority.cert,
    uncovered: names.filter(name => !covered.includes(name)),
  }
}

function fits({ cert }: Identity, by: X509Certificate, names: readonly string[], now: number): boolean {
  const shown = new X509Certificate(cert)
  const covers = (name: string) =>
    (isIP(name) === 0 ? shown.checkHost(name) : shown.checkIP(name)) !== undefined
  return (
    shown.verify(by.publicKey) &&
    now >= shown.validFromDate.getTime() &&
    now < shown.validToDate.getTime() - terms.renew &&
    names.every(covers)
  )
}

/** Undefined while neither file is there. */
function kept(folder: string, name: 'ca' | 'hub'): Identity | undefined {
  const paths = pathsOf(folder, name)
  const [cert, key] = [read(paths.cert), read(paths.key)]
  if (cert === undefined && key === undefined) return undefined
  try {
    if (
      cert !== undefined &&
      key !== undefined &&
      new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
    )
      return { cert, key }
  } catch {
    // As a pair that does not match.
  }
  // A crash between the two files; the certificate of the hub is simply made again.
  if (name === 'hub') return undefined
  throw new HubFault(
    'data-unusable',
    `${paths.cert}: expected a certificate and its key in ${paths.key}, found none that match. Put both back, or remove both: then a new authority is made, which every device must be told of.`,
  )
}

function keep(folder: string, name: 'ca' | 'hub', identity: Identity): Identity {
  const paths = pathsOf(folder, name)
  writeWhole(paths.key, identity.key)
  writeWhole(paths.cert, identity.cert)
  return identity
}

const pathsOf = (folder: string, name: string) => ({
  cert: join(folder, `${name}.crt`),
  key: join(folder, `${name}.key`),
})

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new HubFault('data-unusable', `${path} cannot be read: ${String(error)}.`, error)
  }
}

const outside = (name: string): boolean => !isWithin(name, houses)

/** Whether a name or an address is one of `permitted`, or below one. */
function isWithin(name: string, permitted: readonly string[]): boolean {
  const family = isIP(name)
  if (family === 0) return permitted.some(of => name === of || name.endsWith(`.${of}`))
  const list = new BlockList()
  for (const of of permitted) {
    const [address = '', bits] = of.split('/')
    const kind = isIP(address)
    if (kind === family)
      list.addSubnet(address, Number(bits ?? (kind === 4 ? 32 : 128)), kind === 4 ? 'ipv4' : 'ipv6')
  }
  return list.check(name, family === 4 ? 'ipv4' : 'ipv6')
}
