// A broker somewhere else that this hub takes messages from as well: its rigs need not know where the hub is.
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { Handler, Link } from '../broker/link.ts'
import { openMqttLink } from '../broker/mqtt-link.ts'
import { receipting } from '../broker/receipts.ts'
import { type TlsFiles, tlsFrom } from '../broker/tls-files.ts'

/** What rigs publish; Basic Ingest is AWS's own, and no other broker hands it on. */
const everything = ['rigs/#']
/** What one hub of a group keeps for all of them, and what each of them shows. */
const kept = ['frame', 'lap', 'session']
const shown = ['live', 'event', 'status', 'field', 'entries']

export type UpstreamOptions = {
  readonly url: string
  /** The data folder: with the machine's name it makes the client id, when none is said. */
  readonly folder: string
  readonly clientId?: string | undefined
  readonly tls: TlsFiles
  /** Hubs of one group share what is to be kept. */
  readonly group?: string | undefined
  readonly report: (text: string) => void
}

/**
 * Connects, and stays connected. Of each message that `take` has made safe rigs are told: they keep it until then, because
 * a broker may lose what it has confirmed. Alone, a hub is known to the broker by the same client id for the same machine
 * and folder, so that it also keeps what others send while the hub is away. In a group nothing may wait for a hub that
 * does not come back: the broker keeps nothing.
 * Throws BrokerFault `bad-option` for certificates that cannot be read.
 */
export function openUpstream(options: UpstreamOptions, take: Handler): Link {
  const { url, folder, clientId, tls, group, report } = options
  const place = createHash('sha256').update(`${hostname()} ${folder}`).digest('hex').slice(0, 12)
  const material = tlsFrom(tls)
  const link = openMqttLink({
    url,
    clientId: clientId ?? `pitwall-hub-${place}`,
    persistent: group === undefined,
    ...(material && { tls: material }),
    report,
  })
  const of = (streams: readonly string[], share = '') => streams.map(stream => `${share}rigs/+/+/${stream}`)
  const filters = group === undefined ? everything : [...of(shown), ...of(kept, `$share/${group}/`)]
  link
    .subscribe(filters, receipting(link, take))
    .catch((error: unknown) => report(`could not subscribe: ${String(error)}`))
  return link
}
