// Reads JSON without losing a digit, within bounds, and without touching a prototype.
import { SqlFault } from './fault.ts'
import { Exact, isFaithful, numberOf } from './number.ts'
import { type Draft, type Maybe, put, type Value } from './value.ts'

export type JsonLimits = {
  /** Arrays and objects within one another. */
  readonly depth: number
  /** Members of all objects together. */
  readonly keys: number
}

/** AWS documents no such bounds; these are far above any payload that IoT Core admits. */
export const jsonLimits: JsonLimits = { depth: 200, keys: 200_000 }

/**
 * The value of a JSON text, or Undefined when it is no JSON. Doubles serve wherever they print back as written; when
 * `lexical` is set every number with a point or an exponent keeps its form, as 2015-10-08 needs. Throws `limit`.
 */
export function readJson(text: string, lexical = false, limits: JsonLimits = jsonLimits): Maybe {
  if (lexical || text.length > limits.keys * shortestMember || mayLoseDigits(text)) {
    return new Reader(text, lexical, limits).read()
  }
  if (hasManyBrackets(text, limits.depth)) refuseDepth(text, limits.depth)
  try {
    const value: Value = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

const shortestMember = '"":0,'.length

// More than 15 digits have at least 9 after the point, or 8 before it, or 16 and no point. This finds that, or an
// exponent, in a fraction of the time that parsing takes; hardly a payload has to be looked at twice.
const manyDigits = /\.\d{9}|\d{8}(?:\.|\d{8})/
const exponent = /\d[eE]/

// A number is preceded by one of these; strings that look the same only cost the check.
const suspect = /(?:^|[:,[\s])(-?\d(?:[\d.]{15,}(?:[eE][-+]?\d+)?|[\d.]*[eE][-+]?\d+))/g

function mayLoseDigits(text: string): boolean {
  if (!manyDigits.test(text) && !exponent.test(text)) return false
  suspect.lastIndex = 0
  for (let match = suspect.exec(text); match !== null; match = suspect.exec(text)) {
    const lexeme = match[1] ?? ''
    if (!isFaithful(lexeme, Number(lexeme))) return true
  }
  return false
}

function hasManyBrackets(text: string, limit: number): boolean {
  let left = limit
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (left === 0) return true
      left -= 1
    }
  }
  return false
}

function refuseDepth(text: string, limit: number): void {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) inString = !inString
    else if (inString) at += code === 0x5c ? 1 : 0
    else if (code === 0x7b || code === 0x5b) {
      depth += 1
      if (depth > limit) throw tooDeep(limit)
    } else if (code === 0x7d || code === 0x5d) depth -= 1
  }
}

function tooDeep(limit: number): SqlFault {
  return new SqlFault('limit', { expected: `a payload nested at most ${limit} deep`, found: 'a deeper one' })
}

class NotJson extends Error {}

const numberPattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y
const spacePattern = /[ \t\r\n]*/y

/** The slow, exact reader: taken only when a digit or a form would be lost. */
class Reader {
  readonly #text: string
  readonly #lexical: boolean
  readonly #limits: JsonLimits
  #at = 0
  #depth = 0
  #keys = 0

  constructor(text: string, lexical: boolean, limits: JsonLimits) {
    this.#text = text
    this.#lexical = lexical
    this.#limits = limits
  }

  read(): Maybe {
    try {
      const value = this.#value()
      this.#match(spacePattern)
      return this.#at === this.#text.length ? value : undefined
    } catch (error) {
      if (error instanceof NotJson) return undefined
      throw error
    }
  }

  #value(): Value {
    this.#match(spacePattern)
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#array())
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #nested(read: () => Value): Value {
    this.#depth += 1
    if (this.#depth > this.#limits.depth) throw tooDeep(this.#limits.depth)
    this.#at += 1
    const value = read()
    this.#depth -= 1
    return value
  }

  #object(): Value {
    const draft: Draft = {}
    if (this.#skip('}')) return draft
    do {
      this.#match(spacePattern)
      const key = this.#string()
      if (!this.#skip(':')) throw new NotJson()
      this.#keys += 1
      if (this.#keys > this.#limits.keys) {
        const expected = `a payload of at most ${this.#limits.keys} members`
        throw new SqlFault('limit', { expected, found: 'more' })
      }
      put(draft, key, this.#value())
    } while (this.#skip(','))
    if (!this.#skip('}')) throw new NotJson()
    return draft
  }

  #array(): Value {
    const items: Value[] = []
    if (this.#skip(']')) return items
    do items.push(this.#value())
    while (this.#skip(','))
    if (!this.#skip(']')) throw new NotJson()
    return items
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw new NotJson()
    const start = this.#at
    let close = this.#text.indexOf('"', start + 1)
    while (close !== -1 && this.#isEscaped(close)) close = this.#text.indexOf('"', close + 1)
    if (close === -1) throw new NotJson()
    this.#at = close + 1
    return decoded(this.#text.slice(start, close + 1))
  }

  #isEscaped(at: number): boolean {
    let backslashes = 0
    while (this.#text[at - 1 - backslashes] === '\\') backslashes += 1
    return backslashes % 2 === 1
  }

  #number(): Value {
    const match = this.#match(numberPattern)
    if (match === null) throw new NotJson()
    const [lexeme, fraction, exponent] = match
    if (this.#lexical && (fraction !== undefined || exponent !== undefined)) return new Exact(lexeme)
    return numberOf(lexeme)
  }

  #word(word: string, value: Value): Value {
    if (!this.#text.startsWith(word, this.#at)) throw new NotJson()
    this.#at += word.length
    return value
  }

  #skip(mark: string): boolean {
    this.#match(spacePattern)
    if (this.#text[this.#at] !== mark) return false
    this.#at += 1
    return true
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match !== null) this.#at = pattern.lastIndex
    return match
  }
}

function decoded(quoted: string): string {
  try {
    const content: string = JSON.parse(quoted)
    return content
  } catch {
    throw new NotJson()
  }
}
