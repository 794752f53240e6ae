// What a stranger may send: seeded damage to bytes, for tests. The same seed damages the same way.

/** A small generator (mulberry32): numbers from 0 up to but not including 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const extremes = [0x00, 0xff, 0x7f, 0x80, 0x01]

/** A copy of `bytes` that is cut, stretched, or changed in one to eight places. */
export function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  const any = (below: number) => Math.floor(random() * below)
  const kind = any(4)
  if (kind === 0) return bytes.slice(0, any(bytes.length + 1))
  if (kind === 1) {
    const longer = new Uint8Array(bytes.length + 1 + any(64))
    longer.set(bytes)
    return longer.map((byte, index) => (index < bytes.length ? byte : any(256)))
  }
  const changed = bytes.slice()
  for (let count = 1 + any(8); count > 0 && changed.length > 0; count--) {
    const at = any(changed.length)
    const extreme = extremes[any(extremes.length)] ?? 0
    if (kind === 2) changed[at] = any(256)
    else changed.fill(extreme, at, at + 1 + any(4))
  }
  return changed
}
