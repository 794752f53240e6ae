// Trust by a fingerprint: the authority behind a broker is asked for once, by a handshake in which nothing is said, and
// taken only when it is the one that was named.
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { BrokerFault } from './fault.ts'
import { type TlsMaterial, trusting } from './tls-files.ts'

const patience_ms = 10_000
const pause_ms = 2_000

/**
 * What to trust at `url`: nobody, until the certificate whose SHA-256 is `fingerprint` was seen there, then that one and
 * whom it vouches for. `ready` resolves when it was seen; until then it is looked for whenever a connection asks.
 */
export function pinned(
  url: string,
  fingerprint: string,
): { readonly tls: () => TlsMaterial; readonly ready: Promise<void> } {
  const wanted = fingerprint.replaceAll(/[\s:]/g, '').toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(wanted)) {
    const expected = 'SHA-256 of a certificate, 64 hexadecimal digits, as "pitwall up" prints it'
    throw new BrokerFault('bad-option', '--broker-fingerprint', expected, JSON.stringify(fingerprint))
  }
  const { promise: ready, resolve } = Promise.withResolvers<void>()
  let known: string | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  const look = () => {
    if (known !== undefined || performance.now() - askedAt < pause_ms) return
    askedAt = performance.now()
    authorityAt(url, wanted).then(
      found => {
        known = found
        if (found !== undefined) resolve()
      },
      // It is away; the next connection asks again.
      () => undefined,
    )
  }
  look()
  return {
    ready,
    tls() {
      look()
      // The authority vouches for that hub alone, under whatever address it has today.
      return known === undefined ? { ca: [] } : { ca: known, anyName: true }
    },
  }
}

/** Whether who answers at `url` is to be trusted by `trust`; nothing is said there but a handshake. */
export function vouchesFor(trust: TlsMaterial, url: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ ...placeOf(url), ...trusting(trust) }, () => {
      resolve(socket.authorized)
      socket.destroy()
    })
    socket.setTimeout(patience_ms, () => socket.destroy())
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
  })
}

/** The certificate of that fingerprint, as PEM, when the other side shows it; undefined when it shows others. */
function authorityAt(url: string, wanted: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    // Nothing is trusted yet, so nothing is said: the chain is looked at, and the line is closed.
    const socket: TLSSocket = connect({ ...placeOf(url), rejectUnauthorized: false }, () => {
      resolve(inChain(socket.getPeerCertificate(true), wanted))
      socket.destroy()
    })
    socket.setTimeout(patience_ms, () => socket.destroy())
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed')))
  })
}

function placeOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'wss:' ? 443 : 8883)) }
}

function inChain(first: DetailedPeerCertificate, wanted: string): string | undefined {
  const seen = new Set<DetailedPeerCertificate>()
  for (let at = first; at?.raw !== undefined && !seen.has(at); at = at.issuerCertificate) {
    seen.add(at)
    if (at.fingerprint256.replaceAll(':', '').toLowerCase() === wanted)
      return `-----BEGIN CERTIFICATE-----\n${at.raw.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  }
  return undefined
}
