// The syntax of Java regular expressions (java.util.regex.Pattern, JDK 11), read into a tree.
import { type CodeSet, parseClass, predefinedSet } from './code-set.ts'
import { PatternError, PatternSource } from './pattern-source.ts'
import {
  isBeforeLastLineEnd,
  isBeforeLineEnd,
  isLineEnd,
  isLineStart,
  isStart,
  otherCase,
  placesByLetter,
} from './place.ts'

export type PatternNode =
  | { readonly kind: 'set'; readonly has: CodeSet }
  | { readonly kind: 'place'; readonly holds: (text: string, at: number) => boolean }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | {
      readonly kind: 'repeat'
      readonly node: PatternNode
      readonly fewest: number
      readonly most: number
      readonly mode: 'greedy' | 'lazy' | 'possessive'
    }
  | { readonly kind: 'group'; readonly node: PatternNode; readonly index: number }
  | { readonly kind: 'back'; readonly index: number; readonly fold: boolean }
  | { readonly kind: 'look'; readonly node: PatternNode; readonly behind: boolean; readonly negated: boolean }
  | { readonly kind: 'atomic'; readonly node: PatternNode }

export type ParsedPattern = {
  readonly node: PatternNode
  /** Capturing groups, the whole match not counted. */
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
  readonly hasBackReference: boolean
}

/** Reads a pattern. Throws `PatternError`. */
export function parsePattern(source: string): ParsedPattern {
  return new PatternReader(source).read()
}

type Flags = {
  readonly ignoreCase: boolean
  readonly dotAll: boolean
  readonly multiline: boolean
  readonly comments: boolean
}

const maxNesting = 50
const maxRepeat = 1000

class PatternReader {
  readonly #source: PatternSource
  readonly #names = new Map<string, number>()
  #flags: Flags = { ignoreCase: false, dotAll: false, multiline: false, comments: false }
  #groups = 0
  #nesting = 0
  #highestBack = 0

  constructor(source: string) {
    this.#source = new PatternSource(source)
  }

  read(): ParsedPattern {
    const node = this.#choice()
    if (this.#source.next !== undefined) throw new PatternError('a ) without its (')
    if (this.#highestBack > this.#groups) throw new PatternError('a reference to a group that is not there')
    return { node, groups: this.#groups, names: this.#names, hasBackReference: this.#highestBack > 0 }
  }

  #choice(): PatternNode {
    const flags = this.#flags
    const nodes = [this.#sequence()]
    while (this.#source.takeIf('|')) nodes.push(this.#sequence())
    this.#flags = flags
    const [only] = nodes
    return nodes.length === 1 && only !== undefined ? only : { kind: 'choice', nodes }
  }

  #sequence(): PatternNode {
    const nodes: PatternNode[] = []
    for (;;) {
      if (this.#flags.comments) this.#source.takeMatch(/(?:[ \t\n\v\f\r]|#[^\n\r]*)+/y)
      const { next } = this.#source
      if (next === undefined || next === '|' || next === ')') break
      const atom = this.#atom()
      if (atom !== undefined) nodes.push(this.#repeated(atom))
    }
    return { kind: 'sequence', nodes }
  }

  #atom(): PatternNode | undefined {
    const mark = this.#source.take()
    switch (mark) {
      case '(':
        return this.#group()
      case '[':
        return this.#set(parseClass(this.#source))
      case '\\':
        return this.#escape()
      case '.':
        return { kind: 'set', has: this.#flags.dotAll ? () => true : code => !isLineEnd(code) }
      case '^':
        return { kind: 'place', holds: this.#flags.multiline ? isLineStart : isStart }
      case '$':
        return { kind: 'place', holds: this.#flags.multiline ? isBeforeLineEnd : isBeforeLastLineEnd }
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternError(`${mark} has nothing to repeat`)
      default:
        return this.#set(only(mark))
    }
  }

  #repeated(node: PatternNode): PatternNode {
    const bounds = this.#bounds()
    if (bounds === undefined) return node
    const [fewest, most] = bounds
    if (fewest > most || fewest > maxRepeat || (Number.isFinite(most) && most > maxRepeat)) {
      throw new PatternError(`a repetition of ${fewest} to ${most}`)
    }
    const mode = this.#source.takeIf('?') ? 'lazy' : this.#source.takeIf('+') ? 'possessive' : 'greedy'
    return { kind: 'repeat', node, fewest, most, mode }
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#source.takeIf('*')) return [0, Number.POSITIVE_INFINITY]
    if (this.#source.takeIf('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.#source.takeIf('?')) return [0, 1]
    if (this.#source.next !== '{') return undefined
    const match = this.#source.takeMatch(/\{(\d{1,9})(,(\d{1,9})?)?\}/y)
    if (match === null) throw new PatternError('a { without a count')
    const [, fewest, comma, most] = match
    const least = Number(fewest)
    return [least, comma === undefined ? least : most === undefined ? Number.POSITIVE_INFINITY : Number(most)]
  }

  #group(): PatternNode | undefined {
    this.#nesting += 1
    if (this.#nesting > maxNesting) throw new PatternError(`more than ${maxNesting} groups in one another`)
    const node = this.#groupContent()
    this.#nesting -= 1
    return node
  }

  #groupContent(): PatternNode | undefined {
    const source = this.#source
    if (!source.takeIf('?')) return this.#capture()
    for (const [mark, behind, negated] of looks) {
      if (source.takeIf(mark)) return { kind: 'look', node: this.#closed(), behind, negated }
    }
    if (source.takeIf('>')) return { kind: 'atomic', node: this.#closed() }
    const name = source.takeMatch(/<([A-Za-z][A-Za-z0-9]*)>/y)?.[1]
    if (name !== undefined) return this.#capture(name)
    return this.#flagged()
  }

  #capture(name?: string): PatternNode {
    this.#groups += 1
    const index = this.#groups
    if (name !== undefined) {
      if (this.#names.has(name)) throw new PatternError(`two groups called ${name}`)
      this.#names.set(name, index)
    }
    return { kind: 'group', node: this.#closed(), index }
  }

  /** `(?i)` changes what follows in the group around it, `(?i:…)` only what is inside. */
  #flagged(): PatternNode | undefined {
    const match = this.#source.takeMatch(/([idmsuxU]*)(?:-([idmsuxU]*))?([:)])/y)
    if (match === null) throw new PatternError('an unknown kind of group')
    const [, on = '', off = '', end] = match
    const before = this.#flags
    const flag = (letter: string, old: boolean) => (off.includes(letter) ? false : on.includes(letter) || old)
    this.#flags = {
      ignoreCase: flag('i', before.ignoreCase),
      dotAll: flag('s', before.dotAll),
      multiline: flag('m', before.multiline),
      comments: flag('x', before.comments),
    }
    if (end === ')') return undefined
    const node = this.#closed()
    this.#flags = before
    return node
  }

  #closed(): PatternNode {
    const node = this.#choice()
    if (!this.#source.takeIf(')')) throw new PatternError('a ( without its )')
    return node
  }

  #escape(): PatternNode {
    const source = this.#source
    const digits = source.takeMatch(/[1-9]\d{0,2}/y)?.[0]
    if (digits !== undefined) return this.#reference(Number(digits))
    const name = source.takeMatch(/k<([A-Za-z][A-Za-z0-9]*)>/y)?.[1]
    if (name !== undefined) return this.#reference(this.#names.get(name) ?? Number.POSITIVE_INFINITY)
    const quoted = source.takeMatch(/Q([\s\S]*?)(?:\\E|$)/y)?.[1]
    if (quoted !== undefined) {
      return { kind: 'sequence', nodes: Array.from(quoted, mark => this.#set(only(mark))) }
    }
    const place = placesByLetter[source.next ?? '']
    if (place === undefined) return this.#set(predefinedSet(source))
    source.take()
    return { kind: 'place', holds: place }
  }

  #reference(index: number): PatternNode {
    this.#highestBack = Math.max(this.#highestBack, index)
    return { kind: 'back', index, fold: this.#flags.ignoreCase }
  }

  #set(has: CodeSet): PatternNode {
    return { kind: 'set', has: this.#flags.ignoreCase ? code => has(code) || has(otherCase(code)) : has }
  }
}

const looks = [
  ['=', false, false],
  ['!', false, true],
  ['<=', true, false],
  ['<!', true, true],
] as const

function only(mark: string): CodeSet {
  const wanted = mark.codePointAt(0)
  return code => code === wanted
}
