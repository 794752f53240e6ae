// What `pitwall up` says of where the hub is and how to come in: the only place that ever shows the first secret, and to
// nobody but whoever sits at a terminal. Elsewhere words end in logs, and the secret in a file.
import { join } from 'node:path'
import { writeWhole } from '../hub/access/access-file.ts'
import { reachable, urlOf } from '../hub/addresses.ts'
import { isOpen } from '../hub/configuration.ts'
import type { Hub } from '../hub/hub.ts'
import { spelled } from '../hub/tls/hub-tls.ts'

export function wayTo(hub: Hub, isTerminal: boolean): readonly string[] {
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
    ...owner(hub, at(address), isTerminal),
    ...trust(hub, at(address)),
    `  rigs connect to ${urlOf(mqtt, reachable(mqttHost)[0] ?? mqttHost, mqttPort).slice(0, -1)}, each with a secret of its own: run "pitwall rig" there, and "pitwall pair" here`,
  ]
}

function owner({ makeFirstOwner, configuration }: Hub, url: string, isTerminal: boolean): readonly string[] {
  const secret = makeFirstOwner()
  if (secret === undefined) return ['  whoever came in before still may; "pitwall access add" lets in others']
  const link = `${url}?token=${secret}`
  const others = '  "pitwall access add" lets in others, who may less'
  if (isTerminal) {
    return [
      '  open this once in each of your own browsers; it makes them the owner’s, and is shown only now:',
      `    ${link}`,
      others,
    ]
  }
  const file = join(configuration.data, 'owner-link')
  writeWhole(file, `${link}\n`)
  return [
    '  nobody sits at this terminal, so the link that makes a browser the owner’s lies where its owner alone may read it:',
    `    ${file}`,
    '  open it once in each of your own browsers, and remove the file',
    others,
  ]
}

function trust({ tls }: Hub, url: string): readonly string[] {
  if (tls === undefined)
    return ['  without TLS: whoever is on this network can read along, secrets as well; leave --tls off away']
  if (tls.authority === undefined) return []
  return [
    `  browsers warn of its certificate until they trust it: ${url}trust says how; its fingerprint is`,
    `    ${spelled(tls.authority.fingerprint)}`,
  ]
}
