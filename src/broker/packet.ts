// Messages as aedes holds them.
import type { PublishPacket } from 'aedes'
import type { Message } from './link.ts'

export function messageOf({ topic, payload, qos, retain }: PublishPacket, client: string): Message {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  return { topic, payload: bytes, qos: qos === 0 ? 0 : 1, ...(retain === true && { retain }), client }
}

export function packetOf({ topic, payload, qos, retain = false }: Message): PublishPacket {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  return { cmd: 'publish', topic, payload: bytes, qos, retain, dup: false }
}

/** `$aws/rules/<rule>/<topic>` is published to `topic`, past the broker and straight to one rule. */
export const withoutBasicIngest = (topic: string): string => topic.replace(/^\$aws\/rules\/[^/]+\//, '')

/**
 * Aedes acknowledges a QoS 1 message before it hands it to anyone, and lets younger messages overtake it. So it is left
 * with an empty one on a topic that nobody reads, and the real one goes its own way. QoS 2 keeps its handshake.
 */
export function mute(packet: PublishPacket): void {
  if (packet.qos === 1) packet.qos = 0
  packet.retain = false
  packet.topic = '$held'
  packet.payload = nothing
}

const nothing = Buffer.alloc(0)
