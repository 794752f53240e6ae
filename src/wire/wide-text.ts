// Text of 16-bit characters in place: up to a NUL, or to the end of its room.

/** Reads at most `length` characters from `offset`; beyond the end of `bytes` there are none. */
export function wideText(bytes: Uint8Array, offset: number, length: number): string {
  let text = ''
  for (let index = 0; index < length; index++) {
    const at = offset + index * 2
    const unit = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
    if (unit === 0) break
    text += String.fromCharCode(unit)
  }
  return text
}
