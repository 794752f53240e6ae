// A broker somewhere else that this hub takes messages from as well: its rigs need not know where the hub is.
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { Handler, Link } from '../broker/link.ts'
import { openMqttLink } from '../broker/mqtt-link.ts'

/** What rigs publish; Basic Ingest is AWS's own, and no other broker hands it on. */
const filters = ['rigs/#']

/**
 * Connects, and stays connected. The broker keeps what comes while the hub is away, because the client id is the same
 * for the same machine and folder; a message is acknowledged when `take` has made it safe.
 */
export function openUpstream(
  url: string,
  folder: string,
  take: Handler,
  report: (text: string) => void,
): Link {
  const place = createHash('sha256').update(`${hostname()} ${folder}`).digest('hex').slice(0, 12)
  const link = openMqttLink({ url, clientId: `pitwall-hub-${place}`, persistent: true, report })
  link.subscribe(filters, take).catch((error: unknown) => report(`could not subscribe: ${String(error)}`))
  return link
}
