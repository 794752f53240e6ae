// A broker somewhere else that this hub takes messages from as well: its rigs need not know where the hub is.
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { Handler, Link } from '../broker/link.ts'
import { openMqttLink } from '../broker/mqtt-link.ts'
import { type TlsFiles, tlsFrom } from '../broker/tls-files.ts'

/** What rigs publish; Basic Ingest is AWS's own, and no other broker hands it on. */
const filters = ['rigs/#']

export type UpstreamOptions = {
  readonly url: string
  /** The data folder: with the machine's name it makes the client id, when none is said. */
  readonly folder: string
  readonly clientId?: string | undefined
  readonly tls: TlsFiles
  readonly report: (text: string) => void
}

/**
 * Connects, and stays connected. The broker keeps what comes while the hub is away, because the client id is the same
 * for the same machine and folder; a message is acknowledged when `take` has made it safe. Throws BrokerFault
 * `bad-option` for certificates that cannot be read.
 */
export function openUpstream({ url, folder, clientId, tls, report }: UpstreamOptions, take: Handler): Link {
  const place = createHash('sha256').update(`${hostname()} ${folder}`).digest('hex').slice(0, 12)
  const material = tlsFrom(tls)
  const link = openMqttLink({
    url,
    clientId: clientId ?? `pitwall-hub-${place}`,
    persistent: true,
    ...(material && { tls: material }),
    report,
  })
  link.subscribe(filters, take).catch((error: unknown) => report(`could not subscribe: ${String(error)}`))
  return link
}
