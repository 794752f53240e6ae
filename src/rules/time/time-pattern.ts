// The shape that the time patterns of Joda and of the JDK share: runs of one letter, quoted text, and all else as it is.

export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  /** What stands in brackets in a pattern of the JDK. */
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] }

const piece = /([A-Za-z])\1*|''|'((?:[^']|'')*)'|[[\]]|[^A-Za-z'[\]]+/y
const longest = 1000
const deepest = 10

/** The parts of a pattern; Undefined for one with an open quote or a ] too many, or beyond a thousand characters. */
export function partsOfPattern(pattern: string, hasOptional: boolean): readonly PatternPart[] | undefined {
  if (pattern.length > longest || (hasOptional && /[{}#]/.test(pattern))) return undefined
  const root: PatternPart[] = []
  const open = [root]
  for (let at = 0; at < pattern.length; ) {
    piece.lastIndex = at
    const match = piece.exec(pattern)
    const parts = open.at(-1)
    if (match === null || parts === undefined) return undefined
    const [whole, letter, quoted] = match
    at += whole.length
    if (letter !== undefined) parts.push({ kind: 'field', letter, count: whole.length })
    else if (hasOptional && whole === '[') {
      const inner: PatternPart[] = []
      parts.push({ kind: 'optional', parts: inner })
      open.push(inner)
      if (open.length > deepest) return undefined
    } else if (hasOptional && whole === ']') {
      open.pop()
    } else parts.push({ kind: 'text', text: whole === "''" ? "'" : (quoted?.replaceAll("''", "'") ?? whole) })
  }
  return open.length > 0 ? root : undefined
}
