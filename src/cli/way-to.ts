// What `pitwall up` says of where the hub is and how to come in: the only place that ever shows the first secret.
import { reachable, urlOf } from '../hub/addresses.ts'
import { isOpen } from '../hub/configuration.ts'
import type { Hub } from '../hub/hub.ts'
import { spelled } from '../hub/tls/hub-tls.ts'

export function wayTo(hub: Hub): readonly string[] {
  const { configuration, url, mqttPort, tls } = hub
  const { host, mqttHost = host } = configuration
  const mqtt = tls === undefined ? 'mqtt' : 'mqtts'
  if (!isOpen(configuration))
    return [`pitwall is at ${url}`, `  rigs connect to ${mqtt}://${host}:${mqttPort}`]
  const [address = host, ...others] = reachable(host)
  const at = (of: string) => urlOf(tls === undefined ? 'http' : 'https', of, hub.port)
  return [
    `pitwall is at ${at(address)}`,
    ...(others.length === 0 ? [] : [`  and at ${others.map(at).join(', ')}`]),
    ...owner(hub.makeFirstOwner(), at(address)),
    ...trust(hub, at(address)),
    `  rigs connect to ${mqtt}://${reachable(mqttHost)[0] ?? mqttHost}:${mqttPort}, each with a secret of its own: run "pitwall rig" there, and "pitwall pair" here`,
  ]
}

const owner = (firstSecret: string | undefined, url: string): readonly string[] =>
  firstSecret === undefined
    ? ['  whoever came in before still may; "pitwall access add" lets in others']
    : [
        '  open this once in each of your own browsers; it makes them the owner’s, and is shown only now:',
        `    ${url}?token=${firstSecret}`,
        '  "pitwall access add" lets in others, who may less',
      ]

function trust({ tls }: Hub, url: string): readonly string[] {
  if (tls === undefined)
    return ['  without TLS: whoever is on this network can read along, secrets as well; leave --tls off away']
  if (tls.authority === undefined) return []
  return [
    `  browsers warn of its certificate until they trust it: ${url}trust says how; its fingerprint is`,
    `    ${spelled(tls.authority.fingerprint)}`,
  ]
}
