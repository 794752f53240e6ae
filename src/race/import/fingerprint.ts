// A short name for bytes: the same bytes give the same name, so that a file that is imported again is recognised.

/** 16 hexadecimal digits (two 32-bit mixes of FNV-1a and MurmurHash3's finish). Not meant to withstand forgers. */
export function fingerprint(bytes: Uint8Array): string {
  let [low, high] = [0x811c9dc5, 0x9747b28c]
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, 0x01000193)
    high = Math.imul(high ^ byte, 0x85ebca6b) + 0x9e3779b9
  }
  return [finish(low ^ bytes.byteLength), finish(high)]
    .map(half => half.toString(16).padStart(8, '0'))
    .join('')
}

function finish(half: number): number {
  let mixed = half ^ (half >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
