// What `pitwall up` says of where the hub is and how to come in: the only place that ever shows the first secret.
import { reachable, urlOf } from '../hub/addresses.ts'
import { isOpen } from '../hub/configuration.ts'
import type { Hub } from '../hub/hub.ts'

export function wayTo(hub: Hub): readonly string[] {
  const { configuration, url, mqttPort } = hub
  const { host, mqttHost = host } = configuration
  if (!isOpen(configuration)) return [`pitwall is at ${url}`, `  rigs connect to mqtt://${host}:${mqttPort}`]
  const firstSecret = hub.makeFirstOwner()
  const [address = host, ...others] = reachable(host)
  const at = (of: string) => urlOf(new URL(url).protocol.slice(0, -1), of, hub.port)
  const elsewhere = others.length === 0 ? [] : [`  and at ${others.map(at).join(', ')}`]
  return [
    `pitwall is at ${at(address)}`,
    ...elsewhere,
    ...(firstSecret === undefined
      ? ['  whoever came in before still may; "pitwall access add" lets in others']
      : [
          '  open this once in each of your own browsers; it makes them the owner’s, and is shown only now:',
          `    ${at(address)}?token=${firstSecret}`,
          '  "pitwall access add" lets in others, who may less',
        ]),
    `  rigs connect to mqtt://${reachable(mqttHost)[0] ?? mqttHost}:${mqttPort}, each with a secret from "pitwall access add --role rig"`,
  ]
}
