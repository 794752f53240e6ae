// One socket for multicast DNS on one network [RFC 6762]: packets in and out, bounded before they are read.
import { createSocket, type Socket } from 'node:dgram'
import { decode, encode, type Packet } from 'dns-packet'
import type { LanInterface } from './interfaces.ts'

export const mdnsPort = 5353
const group = '224.0.0.251'

export type Sender = { readonly address: string; readonly port: number }

export type Multicast = {
  /** To everybody on the network, or to one. */
  readonly send: (packet: Packet, to?: Sender) => void
  readonly close: () => void
}

/** Bytes of a packet [RFC 6762, 17], and packets a second that are looked at: reading one costs 20 to 200 µs. */
const most = { bytes: 9000, perSecond: 100 } as const

/**
 * Opens it. Who `listens` shares port 5353 with the other programs of this machine and hears the whole network; who
 * does not asks from a port of its own, and is answered there alone [RFC 6762, 6.7], which firewalls let through.
 * `take` never throws what a packet holds back at the socket; `failed` is told once why there is none.
 */
export function openMulticast(
  { address, reaches }: LanInterface,
  listens: boolean,
  take: (packet: Packet, from: Sender) => void,
  failed: (why: Error) => void,
): Multicast {
  const socket = createSocket({ type: 'udp4', reuseAddr: listens })
  let [open, second, taken] = [false, 0, 0]
  const close = () => {
    open = false
    closeQuietly(socket)
  }
  socket.once('error', error => {
    close()
    failed(error)
  })
  socket.on('message', (bytes, from) => {
    const now = Math.floor(performance.now() / 1000)
    if (now !== second) [second, taken] = [now, 0]
    if (bytes.length > most.bytes || ++taken > most.perSecond || !reaches(from.address)) return
    const packet = read(bytes)
    if (packet !== undefined) take(packet, from)
  })
  const waiting: (readonly [Packet, Sender | undefined])[] = []
  const send = (packet: Packet, to: Sender = { address: group, port: mdnsPort }) => {
    // An interface that has just gone away: the next look at the interfaces sees it.
    socket.send(encode(packet), to.port, to.address, () => undefined)
  }
  const bound = () => {
    socket.setMulticastInterface(address)
    socket.setMulticastTTL(255)
    if (listens) socket.addMembership(group, address)
    open = true
    for (const [packet, to] of waiting.splice(0)) send(packet, to)
  }
  socket.bind(listens ? { port: mdnsPort } : { address, port: 0 }, () => {
    try {
      bound()
    } catch (error) {
      close()
      failed(error instanceof Error ? error : new Error(String(error)))
    }
  })
  return {
    send(packet, to) {
      if (open) send(packet, to)
      else if (waiting.length < 8) waiting.push([packet, to])
    },
    close,
  }
}

/** Undefined for bytes that are no packet: on this port everybody may say anything. */
function read(bytes: Buffer): Packet | undefined {
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close()
  } catch {
    // It was closed already.
  }
}
