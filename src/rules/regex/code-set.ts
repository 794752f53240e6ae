// Sets of characters in a Java regular expression: escapes, properties, and classes in brackets.
import { PatternError, type PatternSource } from './pattern-source.ts'

/** Whether a code point belongs to a set. */
export type CodeSet = (code: number) => boolean

/** The set after a backslash: a class such as \d, a property, or one character. Throws `PatternError`. */
export function predefinedSet(source: PatternSource): CodeSet {
  const property = source.takeMatch(/([pP])(?:\{(\^?)([A-Za-z_ =-]+)\}|([A-Z]))/y)
  if (property !== null) {
    const [, letter, , long, short] = property
    const set = propertySet(long ?? short ?? '')
    return letter === 'P' ? code => !set(code) : set
  }
  const set = sets[source.next ?? '']
  if (set !== undefined) {
    source.take()
    return set
  }
  const code = escapedCode(source)
  return other => other === code
}

/** The class whose [ has just been taken, up to its ]. Throws `PatternError`. */
export function parseClass(source: PatternSource, depth = 0): CodeSet {
  if (depth > 20) throw new PatternError('more than 20 classes in one another')
  const negated = source.takeIf('^')
  let intersected: CodeSet | undefined
  let union: CodeSet[] = []
  const join = () => {
    const parts = union
    const part: CodeSet = code => parts.some(set => set(code))
    const before = intersected
    intersected = before === undefined ? part : code => before(code) && part(code)
    union = []
  }
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst && source.takeIf(']')) break
    if (source.takeIf('&&')) join()
    else if (source.takeIf('[')) union.push(parseClass(source, depth + 1))
    else union.push(rangeOrSet(source))
  }
  join()
  const set = intersected ?? (() => false)
  return negated ? code => !set(code) : set
}

function rangeOrSet(source: PatternSource): CodeSet {
  const first = codeOrSet(source)
  if (typeof first === 'function') return first
  const isRange = source.next === '-' && !/^-(?:\]|\[|&&)/.test(source.text.slice(source.at, source.at + 3))
  if (!isRange) return code => code === first
  source.take()
  const last = codeOrSet(source)
  if (typeof last === 'function' || last < first) throw new PatternError('a range that runs backwards')
  return code => code >= first && code <= last
}

function codeOrSet(source: PatternSource): number | CodeSet {
  const mark = source.take()
  if (mark !== '\\') return mark.codePointAt(0) ?? 0
  if (/[dDwWsShHvVpP]/.test(source.next ?? '')) return predefinedSet(source)
  return escapedCode(source)
}

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }

function escapedCode(source: PatternSource): number {
  const hex = source.takeMatch(/x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})/y)
  if (hex !== null) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16)
    if (code > 0x10ffff) throw new PatternError('a code beyond Unicode')
    return code
  }
  const octal = source.takeMatch(/0([0-3]?[0-7]{1,2})/y)?.[1]
  if (octal !== undefined) return Number.parseInt(octal, 8)
  const control = source.takeMatch(/c([@-_])/y)?.[1]
  if (control !== undefined) return control.charCodeAt(0) ^ 0x40
  const mark = source.take()
  const known = controls[mark]
  if (known !== undefined) return known
  if (/[A-Za-z0-9]/.test(mark)) throw new PatternError(`\\${mark} has no meaning`)
  return mark.codePointAt(0) ?? 0
}

const isDigit: CodeSet = code => code >= 0x30 && code <= 0x39
const isUpper: CodeSet = code => code >= 0x41 && code <= 0x5a
const isLower: CodeSet = code => code >= 0x61 && code <= 0x7a
const isAlpha: CodeSet = code => isUpper(code) || isLower(code)
const isWord: CodeSet = code => isAlpha(code) || isDigit(code) || code === 0x5f
const isSpace: CodeSet = code => code === 0x20 || (code >= 9 && code <= 13)
const isVertical: CodeSet = code =>
  (code >= 10 && code <= 13) || code === 0x85 || code === 0x2028 || code === 0x2029
const isHorizontal: CodeSet = code => code === 9 || isMember('Zs', code)
const isPunctuation: CodeSet = code => code > 0x20 && code < 0x7f && !isAlpha(code) && !isDigit(code)

const sets: Readonly<Record<string, CodeSet | undefined>> = {
  d: isDigit,
  D: code => !isDigit(code),
  w: isWord,
  W: code => !isWord(code),
  s: isSpace,
  S: code => !isSpace(code),
  h: isHorizontal,
  H: code => !isHorizontal(code),
  v: isVertical,
  V: code => !isVertical(code),
}

// POSIX classes are ASCII only in Java.
const posix: ReadonlyMap<string, CodeSet> = new Map(
  Object.entries<CodeSet>({
    Lower: isLower,
    Upper: isUpper,
    ASCII: code => code < 0x80,
    Alpha: isAlpha,
    Digit: isDigit,
    Alnum: code => isAlpha(code) || isDigit(code),
    Punct: isPunctuation,
    Graph: code => code > 0x20 && code < 0x7f,
    Print: code => code >= 0x20 && code < 0x7f,
    Blank: code => code === 0x20 || code === 9,
    Cntrl: code => code < 0x20 || code === 0x7f,
    XDigit: code => isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66),
    Space: isSpace,
  }),
)

function propertySet(name: string): CodeSet {
  const known = posix.get(name)
  if (known !== undefined) return known
  const bare = name.replace(/^Is/, '')
  for (const property of [bare, `Script=${bare}`]) {
    try {
      const pattern = new RegExp(`\\p{${property}}`, 'u')
      return code => pattern.test(String.fromCodePoint(code))
    } catch {
      // Not a property under this name: the next one may be.
    }
  }
  throw new PatternError(`no property ${name}`)
}

const categories = new Map<string, RegExp>()

function isMember(category: string, code: number): boolean {
  const pattern = categories.get(category) ?? new RegExp(`\\p{${category}}`, 'u')
  categories.set(category, pattern)
  return pattern.test(String.fromCodePoint(code))
}
