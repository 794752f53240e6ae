// A message of quality 0 as bytes [MQTT-3.3]: a fixed header, the topic, the payload. The MQTT library makes the same, of a
// dozen objects and in several writes, which at sixty live messages a second is the dearest part of a rig.

/** One packet; `topic` has at most 65 535 bytes. */
export function publishPacket(topic: string, payload: Uint8Array, retain: boolean): Buffer {
  const topicBytes = Buffer.byteLength(topic)
  const rest = 2 + topicBytes + payload.byteLength
  const lengthBytes = rest < 128 ? 1 : rest < 16_384 ? 2 : rest < 2_097_152 ? 3 : 4
  const packet = Buffer.allocUnsafe(1 + lengthBytes + rest)
  packet[0] = publish | (retain ? 1 : 0)
  let left = rest
  // Seven bits a byte, the lowest first [MQTT-2.2.3].
  for (let at = 1; at <= lengthBytes; at++) {
    packet[at] = (left & 0x7f) | (at < lengthBytes ? 0x80 : 0)
    left >>>= 7
  }
  const topicAt = packet.writeUInt16BE(topicBytes, 1 + lengthBytes)
  packet.write(topic, topicAt)
  packet.set(payload, topicAt + topicBytes)
  return packet
}

const publish = 0x30
