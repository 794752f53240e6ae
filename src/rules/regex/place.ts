// Places between characters, where a pattern may match nothing: ends, lines and edges of words, as Java sees them.

/** Whether a pattern may go on at a position of a text. */
export type Place = (text: string, at: number) => boolean

/** Places that are written with a backslash. */
export const placesByLetter: Readonly<Record<string, Place | undefined>> = {
  A: isStart,
  G: (_, at) => at === 0,
  z: (text, at) => at === text.length,
  Z: isBeforeLastLineEnd,
  b: isWordEdge,
  B: (text, at) => !isWordEdge(text, at),
}

/** The other case of an ASCII letter; Java folds no others unless told to. */
export function otherCase(code: number): number {
  const isUpper = code >= 0x41 && code <= 0x5a
  const isLower = code >= 0x61 && code <= 0x7a
  return isUpper || isLower ? code ^ 0x20 : code
}

/** The start of the text. One function, so that a pattern that begins with it is known by it. */
export function isStart(_: string, at: number): boolean {
  return at === 0
}

export function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029
}

export function isLineStart(text: string, at: number): boolean {
  if (at === 0) return true
  const before = text.charCodeAt(at - 1)
  if (before === 0x0d && text.charCodeAt(at) === 0x0a) return false
  return at < text.length && isLineEnd(before)
}

export function isBeforeLineEnd(text: string, at: number): boolean {
  if (at === text.length) return true
  if (text.charCodeAt(at) === 0x0a && text.charCodeAt(at - 1) === 0x0d) return false
  return isLineEnd(text.charCodeAt(at))
}

export function isBeforeLastLineEnd(text: string, at: number): boolean {
  const left = text.length - at
  if (left === 2) return text.charCodeAt(at) === 0x0d && text.charCodeAt(at + 1) === 0x0a
  if (left !== 1) return left === 0
  return isLineEnd(text.charCodeAt(at)) && !(text.charCodeAt(at) === 0x0a && text.charCodeAt(at - 1) === 0x0d)
}

function isWordEdge(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at))
}

/** NaN stands for the place beyond an end, and is no part of a word. */
function isWord(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
  return isDigit || isLetter || code === 0x5f
}
