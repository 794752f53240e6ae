// Asks every network of this machine who is there, for a few seconds.
import { randomInt } from 'node:crypto'
import type { Packet } from 'dns-packet'
import { type FoundService, type LanKind, lanTypes, servicesIn } from './dns-records.ts'
import { lanInterfaces } from './interfaces.ts'
import { type Multicast, openMulticast } from './multicast.ts'

export type Search = {
  readonly kinds: readonly LanKind[]
  /** How long answers are waited for. */
  readonly wait_ms: number
  /** Ends the search at once with what was found. */
  readonly signal?: AbortSignal
}

/** A question may be lost, and Wi-Fi holds multicasts back. */
const asked_ms = [0, 400, 1200, 2500]
/** A network with more than this is no paddock but an attack on memory. */
const mostServices = 64

/** Everybody who answered, each once by name and address, in the order of their names. */
export async function seek({ kinds, wait_ms, signal }: Search): Promise<readonly FoundService[]> {
  const found = new Map<string, FoundService>()
  const id = randomInt(1, 0xffff)
  const take = (packet: Packet, sender: { readonly address: string }) => {
    if (packet.type !== 'response' || packet.id !== id) return
    for (const service of servicesIn(packet, sender.address)) {
      const key = `${service.kind} ${service.name} ${service.addresses[0]} ${service.port}`
      if (kinds.includes(service.kind) && (found.has(key) || found.size < mostServices))
        found.set(key, service)
    }
  }
  const ears = new Map<string, Multicast>()
  const question: Packet = {
    type: 'query',
    id,
    questions: kinds.map(kind => ({ type: 'PTR', name: lanTypes[kind] })),
  }
  // A network may come up meanwhile, for example on a machine that has just been started.
  const ask = () => {
    for (const one of lanInterfaces().filter(({ address }) => !ears.has(address)))
      ears.set(
        one.address,
        openMulticast(one, false, take, () => undefined),
      )
    for (const ear of ears.values()) ear.send(question)
  }
  const timers = asked_ms.filter(at => at < wait_ms).map(at => setTimeout(ask, at))
  await new Promise<void>(resolve => {
    const end = setTimeout(resolve, wait_ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(end)
      resolve()
    })
  })
  for (const timer of timers) clearTimeout(timer)
  for (const ear of ears.values()) ear.close()
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
