// The few packets of MQTT 3.1.1 that a page says and hears. [MQTT 3.1.1, chapter 3]

/** What a broker says to a listener; anything else is passed over. */
export type Heard =
  | { readonly kind: 'connack'; readonly accepted: boolean }
  | { readonly kind: 'suback' }
  | { readonly kind: 'pingresp' }
  | { readonly kind: 'publish'; readonly topic: string; readonly payload: Uint8Array }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** [MQTT-3.1]: a clean session under a name, with a user and a password. */
export function connectPacket(
  clientId: string,
  user: string,
  password: string,
  keepalive_s: number,
): Uint8Array<ArrayBuffer> {
  const cleanSession = 0x02
  const withUser = 0x80
  const withPassword = 0x40
  const flags = cleanSession | withUser | withPassword
  const head = [...text('MQTT'), 4, flags, keepalive_s >> 8, keepalive_s & 0xff]
  return packet(0x10, [...head, ...text(clientId), ...text(user), ...text(password)])
}

/** [MQTT-3.8]: at most once, whatever the filters match. */
export const subscribePacket = (id: number, filters: readonly string[]): Uint8Array<ArrayBuffer> =>
  packet(0x82, [id >> 8, id & 0xff, ...filters.flatMap(filter => [...text(filter), 0])])

/** [MQTT-3.3]: at most once, kept by nobody. */
export const publishPacket = (topic: string, payload: string): Uint8Array<ArrayBuffer> =>
  packet(0x30, [...text(topic), ...encoder.encode(payload)])

/** [MQTT-3.12] */
export const pingPacket = (): Uint8Array<ArrayBuffer> => packet(0xc0, [])

function text(value: string): readonly number[] {
  const bytes = encoder.encode(value)
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes]
}

function packet(type: number, body: readonly number[]): Uint8Array<ArrayBuffer> {
  const length: number[] = []
  // [MQTT-2.2.3]: seven bits a byte, the lowest first.
  for (let rest = body.length, more = true; more; ) {
    const digit = rest % 128
    rest = Math.floor(rest / 128)
    more = rest > 0
    length.push(more ? digit | 0x80 : digit)
  }
  return Uint8Array.from([type, ...length, ...body])
}

/** More than IoT Core lets anybody publish. */
const longest = 256 * 1024

/** Takes the bytes as they come, in pieces or several packets at once. Throws RangeError for a packet that is too long. */
export class PacketReader {
  #rest: Uint8Array = new Uint8Array(0)

  take(bytes: Uint8Array): readonly Heard[] {
    const found: Heard[] = []
    const all = new Uint8Array(this.#rest.length + bytes.length)
    all.set(this.#rest)
    all.set(bytes, this.#rest.length)
    let at = 0
    for (;;) {
      const size = sizeAt(all, at)
      if (size === undefined || at + size.head + size.body > all.length) break
      const heard = read(all[at] ?? 0, all.subarray(at + size.head, at + size.head + size.body))
      if (heard !== undefined) found.push(heard)
      at += size.head + size.body
    }
    this.#rest = all.slice(at)
    return found
  }
}

function sizeAt(bytes: Uint8Array, at: number): { readonly head: number; readonly body: number } | undefined {
  let body = 0
  for (let digit = 0; digit < 4; digit++) {
    const byte = bytes[at + 1 + digit]
    if (byte === undefined) return undefined
    body += (byte & 0x7f) * 128 ** digit
    if (body > longest) break
    if ((byte & 0x80) === 0) return { head: 2 + digit, body }
  }
  throw new RangeError(`a packet of MQTT: expected at most ${longest} bytes, found more`)
}

function read(first: number, body: Uint8Array): Heard | undefined {
  switch (first >> 4) {
    case 2:
      return { kind: 'connack', accepted: body[1] === 0 }
    case 3: {
      const size = ((body[0] ?? 0) << 8) | (body[1] ?? 0)
      // A packet id stands there only above QoS 0, which is never asked for.
      const id = (first & 0x06) === 0 ? 0 : 2
      return {
        kind: 'publish',
        topic: decoder.decode(body.subarray(2, 2 + size)),
        payload: body.slice(2 + size + id),
      }
    }
    case 9:
      return { kind: 'suback' }
    case 13:
      return { kind: 'pingresp' }
    default:
      return undefined
  }
}
