// TLS of the hub's listeners: with an authority of its own, with the user's files, or not at all.
import { hostname } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { type TlsMaterial, tlsFrom } from '../../broker/tls-files.ts'
import { nearest, reachable } from '../addresses.ts'
import { type Configuration, isOpen } from '../configuration.ts'
import { fingerprintOf, type Identity } from './certificate.ts'
import { type GivenTrust, trustOf } from './given-trust.ts'
import { ownIdentity } from './own-identity.ts'

export type HubTls = {
  /** What is shown now; asked for again each hour. */
  readonly material: () => Identity
  /** SHA-256 of the certificate that is shown now, in hexadecimal. */
  readonly fingerprint: () => string
  /** Of the hub's own: its certificate as PEM, and SHA-256 of it, by which rigs recognise the hub. */
  readonly authority: { readonly cert: string; readonly fingerprint: string } | undefined
  /** By what a rig that is let in knows this hub again. */
  readonly trust: () => GivenTrust
}

/** Undefined for a hub without TLS. Throws HubFault or BrokerFault for files that cannot be used. */
export function openHubTls(
  configuration: Configuration,
  root: string,
  now: () => number,
  report: (text: string) => void,
): HubTls | undefined {
  const { tls, tlsCert: cert, tlsKey: key } = configuration
  const read = tlsFrom({ cert, key }, 'tls')
  if (read !== undefined && tls !== 'off') return givenTls(read, report)
  const asked = tls ?? (isOpen(configuration) ? 'own' : 'off')
  return asked === 'off' ? undefined : ownTls(configuration, join(root, 'tls'), now, report)
}

function ownTls(
  configuration: Configuration,
  folder: string,
  now: () => number,
  report: (text: string) => void,
): HubTls {
  let told = ''
  const material = () => {
    const { shown, authority, uncovered } = ownIdentity(
      folder,
      namesOf(configuration),
      now(),
      // A hub that is alone today may be opened to the network tomorrow.
      reachable('0.0.0.0'),
    )
    const text = uncovered.join(', ')
    if (text !== '' && text !== told) {
      report(
        `the authority of this hub was made before it was called ${text} and does not cover that; remove ${folder} and start again to make a new one, which every device must then be told of`,
      )
    }
    told = text
    return { shown, authority }
  }
  const { authority } = material()
  return {
    material: () => material().shown,
    fingerprint: () => fingerprintOf(material().shown.cert),
    authority: { cert: authority, fingerprint: fingerprintOf(authority) },
    trust: () => ({ authority }),
  }
}

function givenTls(read: () => TlsMaterial, report: (text: string) => void): HubTls {
  let last = identityOf(read())
  const material = () => {
    try {
      last = identityOf(read())
    } catch (error) {
      report(`the certificate stays as it was: ${error instanceof Error ? error.message : String(error)}`)
    }
    return last
  }
  return {
    material,
    fingerprint: () => fingerprintOf(material().cert),
    authority: undefined,
    trust: () => trustOf(material().cert, rootCertificates),
  }
}

const identityOf = ({ cert = '', key = '' }: TlsMaterial): Identity => ({ cert, key })

/** All that this machine is called, the likeliest first. */
function namesOf({ host, hosts, mqttHost = host }: Configuration): readonly string[] {
  const machine = hostname().toLowerCase()
  const local = machine.includes('.') ? [] : [`${machine}.local`]
  const names = [machine, ...local, ...hosts, 'localhost']
    .map(name => name.toLowerCase())
    .filter(name => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name))
  const addresses = ['127.0.0.1', '::1', nearest(host), ...reachable(host), ...reachable(mqttHost)]
  return [...new Set([...names, ...addresses.filter(address => !names.includes(address))])]
}

/** In groups of four, to be compared by eye. */
export const spelled = (fingerprint: string): string => (fingerprint.match(/.{4}/g) ?? []).join(' ')
