// A service on the local network and its records [RFC 6763]: one PTR, one SRV, one TXT, and addresses.
import type { Answer, Packet, Question, StringAnswer } from 'dns-packet'

/** What pitwall processes are on a network: the hub, and a connector, which listens nowhere. */
export const lanTypes = { hub: '_pitwall._tcp.local', rig: '_pitwall-rig._tcp.local' } as const
export type LanKind = keyof typeof lanTypes

export type LanService = {
  readonly kind: LanKind
  /** What people call it; two of one name are told apart by their addresses. */
  readonly name: string
  /** 0 for what listens nowhere. */
  readonly port: number
  readonly txt: Readonly<Record<string, string>>
}

/** A service of somebody else, as it said; nothing of it is proven. */
export type FoundService = LanService & { readonly addresses: readonly string[] }

const everything = '_services._dns-sd._udp.local'
/** Seconds: names of machines move with their leases, services stay [RFC 6762, 10]. */
const lifetimes = { host: 120, other: 4500 } as const
/** Of one packet: more than this no machine has to say. */
const most = { records: 200, services: 16, addresses: 8, txt: 16 } as const

/** The label of a name: 63 bytes at most, and no dot, at which it would be cut [RFC 1035, 2.3.4]. */
export function labelOf(name: string): string {
  let label = name.replaceAll('.', '-').trim() || 'pitwall'
  while (Buffer.byteLength(label) > 63) label = label.slice(0, -1)
  return label
}

const fullName = ({ kind, name }: LanService): string => `${labelOf(name)}.${lanTypes[kind]}`

/** Everything about a service, as seen from the network where `address` is; `lifetime` 0 says that it goes. */
export function recordsOf(service: LanService, address: string, lifetime?: 0): readonly Answer[] {
  const [type, name] = [lanTypes[service.kind], fullName(service)]
  const target = `${labelOf(service.name).replaceAll(/[^A-Za-z0-9-]/g, '-')}-${service.kind}.local`
  const [ttl, hostTtl] = [lifetime ?? lifetimes.other, lifetime ?? lifetimes.host]
  const data = Object.entries(service.txt).map(([key, value]) => `${key}=${value}`)
  return [
    { type: 'PTR', name: type, ttl, data: name },
    {
      type: 'SRV',
      name,
      ttl: hostTtl,
      flush: true,
      data: { port: service.port, target, priority: 0, weight: 0 },
    },
    { type: 'TXT', name, ttl, flush: true, data },
    { type: 'A', name: target, ttl: hostTtl, flush: true, data: address },
  ]
}

/** The answers to `questions`; none when nobody asked for this service. */
export function answersTo(
  questions: readonly Question[],
  service: LanService,
  address: string,
): readonly Answer[] {
  const records = recordsOf(service, address)
  const asked = questions
    .slice(0, most.records)
    .map(({ name, type }) => ({ name: name.toLowerCase(), type: String(type) }))
  if (asked.some(({ name, type }) => name === lanTypes[service.kind] && (type === 'PTR' || type === 'ANY')))
    return records
  const listed: StringAnswer = {
    type: 'PTR',
    name: everything,
    ttl: lifetimes.other,
    data: lanTypes[service.kind],
  }
  const single = records.filter(record =>
    asked.some(
      ({ name, type }) => name === record.name.toLowerCase() && (type === record.type || type === 'ANY'),
    ),
  )
  return asked.some(({ name }) => name === everything) ? [listed, ...single] : single
}

/** The services that a packet from `sender` tells of; what is not whole is passed over. */
export function servicesIn(packet: Packet, sender: string): readonly FoundService[] {
  const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])].slice(0, most.records)
  const named = (name: string) => records.filter(record => record.name.toLowerCase() === name.toLowerCase())
  return kinds.flatMap(kind =>
    named(lanTypes[kind])
      .slice(0, most.services)
      .flatMap(pointer => {
        if (pointer.type !== 'PTR' || pointer.ttl === 0) return []
        const suffix = `.${lanTypes[kind]}`
        if (!pointer.data.toLowerCase().endsWith(suffix)) return []
        const own = named(pointer.data)
        const place = own.find(record => record.type === 'SRV')
        if (place === undefined) return []
        const words = own.find(record => record.type === 'TXT')
        const told = named(place.data.target).flatMap(record => (record.type === 'A' ? [record.data] : []))
        return [
          {
            kind,
            name: pointer.data.slice(0, -suffix.length),
            port: place.data.port,
            txt: wordsOf(words?.data),
            addresses: addressesOf(told, sender),
          },
        ]
      }),
  )
}

const kinds: readonly LanKind[] = ['hub', 'rig']

/** The address that the packet came from first, when it is one of those: that one can be reached from here. */
function addressesOf(told: readonly string[], sender: string): readonly string[] {
  if (told.length === 0) return [sender]
  return [...new Set([...told.filter(address => address === sender), ...told])].slice(0, most.addresses)
}

function wordsOf(
  data: string | Buffer | readonly (string | Buffer)[] | undefined,
): Readonly<Record<string, string>> {
  const list = data === undefined ? [] : typeof data === 'string' || Buffer.isBuffer(data) ? [data] : data
  const pairs = list.slice(0, most.txt).map(item => /^([a-z]{1,20})=(.*)$/s.exec(item.toString()))
  return Object.fromEntries(pairs.flatMap(pair => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])))
}
