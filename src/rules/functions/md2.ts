// MD2, which OpenSSL 3 no longer has. Source: RFC 1319, sections 3.1 to 3.5.

/** Hexadecimal digest of any number of bytes, 16 bytes long. */
export function md2(bytes: Uint8Array): string {
  const padding = 16 - (bytes.length % 16)
  const message = new Uint8Array(bytes.length + padding + 16)
  message.set(bytes)
  message.fill(padding, bytes.length, bytes.length + padding)
  appendChecksum(message)
  const state = new Uint8Array(48)
  for (let block = 0; block < message.length; block += 16) mix(state, message, block)
  return Buffer.from(state.subarray(0, 16)).toString('hex')
}

// The substitution table comes from the digits of pi (RFC 1319, 3.2): a shuffle of 0 to 255 that those digits steer.
const substitutes = shuffledByPi()

function appendChecksum(message: Uint8Array): void {
  const start = message.length - 16
  let last = 0
  for (let at = 0; at < start; at += 1) {
    const slot = start + (at % 16)
    last = at_(message, slot) ^ at_(substitutes, at_(message, at) ^ last)
    message[slot] = last
  }
}

function mix(state: Uint8Array, message: Uint8Array, block: number): void {
  for (let at = 0; at < 16; at += 1) {
    const byte = at_(message, block + at)
    state[16 + at] = byte
    state[32 + at] = byte ^ at_(state, at)
  }
  let carry = 0
  for (let round = 0; round < 18; round += 1) {
    for (let at = 0; at < 48; at += 1) {
      carry = at_(state, at) ^ at_(substitutes, carry)
      state[at] = carry
    }
    carry = (carry + round) % 256
  }
}

function at_(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function shuffledByPi(): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, at) => at)
  const digits = digitsOfPi(722)
  let next = 0
  const drawBelow = (limit: number): number => {
    const [first, second, third] = [digits[next] ?? 0, digits[next + 1] ?? 0, digits[next + 2] ?? 0]
    const [width, range] = limit <= 10 ? [1, 10] : limit <= 100 ? [2, 100] : [3, 1000]
    next += width
    const drawn = width === 1 ? first : width === 2 ? first * 10 + second : (first * 10 + second) * 10 + third
    return drawn < limit * Math.floor(range / limit) ? drawn % limit : drawBelow(limit)
  }
  for (let limit = 2; limit <= 256; limit += 1) {
    const other = drawBelow(limit)
    const kept = at_(table, other)
    table[other] = at_(table, limit - 1)
    table[limit - 1] = kept
  }
  return table
}

/** Decimal digits of pi, the 3 first. Machin: pi = 16 atan(1/5) - 4 atan(1/239). */
function digitsOfPi(count: number): readonly number[] {
  const unit = 10n ** BigInt(count + 10)
  const arctangent = (inverse: bigint): bigint => {
    let power = unit / inverse
    let sum = power
    for (let odd = 3n, sign = -1n; power > 0n; odd += 2n, sign = -sign) {
      power /= inverse * inverse
      sum += (sign * power) / odd
    }
    return sum
  }
  const pi = 16n * arctangent(5n) - 4n * arctangent(239n)
  return [...pi.toString().slice(0, count)].map(Number)
}
