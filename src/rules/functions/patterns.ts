// A table: the regular expressions of AWS IoT SQL, in the syntax of Java, matched in bounded time.
import type { Frame } from '../frame.ts'
import { type Match, Matcher } from '../regex/matcher.ts'
import { parsePattern } from '../regex/pattern.ts'
import { PatternError } from '../regex/pattern-source.ts'
import { compileProgram, type Program } from '../regex/program.ts'
import type { Maybe } from '../value.ts'
import { type FunctionDefinition, type ResultType, undefinedForBoth } from './definition.ts'
import { textOf } from './text.ts'

export const patterns: readonly FunctionDefinition[] = [
  {
    ...shared('regexp_matches', '(String, String)', 2, 'Boolean'),
    summary: 'Whether the pattern matches anywhere in the string.',
    call: ([value, pattern], frame) => {
      const search = searchOf(value, pattern, frame)
      return search && search.matcher.find(0) !== undefined
    },
  },
  {
    ...shared('regexp_replace', '(String, String, String)', 3, 'String'),
    summary:
      'The string with every match replaced; $1 stands for the first group, \\ for the next character as it is.',
    call: ([value, pattern, replacement], frame) => {
      const search = searchOf(value, pattern, frame)
      const by = textOf(replacement, frame)
      return search === undefined || by === undefined ? undefined : replaceAll(search, by, frame)
    },
  },
  {
    ...shared('regexp_substr', '(String, String)', 2, 'String'),
    summary: 'The first match in the string.',
    call: ([value, pattern], frame) => {
      const search = searchOf(value, pattern, frame)
      const match = search?.matcher.find(0)
      return match && search?.text.slice(match.start, match.end)
    },
  },
]

function shared(name: string, parameters: string, count: number, result: ResultType) {
  return {
    name,
    parameters,
    arity: [count, count],
    since: '2015-10-08',
    category: 'pattern',
    result,
    missing: `${undefinedForBoth}; so does a pattern that is none`,
    anchor: `iot-func-${name.replace('regexp_', 'regex-')}`,
  } as const
}

type Search = { readonly text: string; readonly program: Program; readonly matcher: Matcher }

function searchOf(value: Maybe, pattern: Maybe, frame: Frame): Search | undefined {
  const [text, source] = [textOf(value, frame), textOf(pattern, frame)]
  if (text === undefined || source === undefined) return undefined
  const program = programOf(source)
  return program && { text, program, matcher: new Matcher(program, text, steps => frame.spend(steps)) }
}

const kept = 256
const programs = new Map<string, Program | undefined>()

/** A compiled pattern, of which the last few hundred are kept; Undefined for a text that is none. */
function programOf(source: string): Program | undefined {
  if (programs.has(source)) return programs.get(source)
  if (programs.size >= kept) programs.clear()
  const program = compiled(source)
  programs.set(source, program)
  return program
}

function compiled(source: string): Program | undefined {
  try {
    return compileProgram(parsePattern(source))
  } catch (error) {
    if (error instanceof PatternError) return undefined
    throw error
  }
}

function replaceAll({ text, program, matcher }: Search, by: string, frame: Frame): string | undefined {
  const parts = replacementOf(by, program)
  if (parts === undefined) return undefined
  let replaced = ''
  let from = 0
  let next = 0
  for (
    let match = matcher.find(0);
    match !== undefined;
    match = next > text.length ? undefined : matcher.find(next)
  ) {
    const piece = text.slice(from, match.start) + filled(parts, match, text)
    frame.spend(piece.length)
    replaced += piece
    from = match.end
    next = match.end > match.start ? match.end : match.end + 1
  }
  return replaced + text.slice(from)
}

/** Text, and numbers of groups; as Java reads it, a group number goes on while such a group exists. */
function replacementOf(by: string, program: Program): readonly (string | number)[] | undefined {
  const parts: (string | number)[] = []
  for (let at = 0; at < by.length; at += 1) {
    const mark = by[at] ?? ''
    if (mark === '\\') {
      at += 1
      if (at === by.length) return undefined
      parts.push(by[at] ?? '')
    } else if (mark === '$') {
      const name = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(by.slice(at + 1))
      const digits = name === null ? groupDigits(by.slice(at + 1, at + 5), program.groups) : undefined
      const group = name === null ? digits && Number(digits) : program.names.get(name[1] ?? '')
      if (group === undefined) return undefined
      parts.push(group)
      at += name === null ? (digits ?? '').length : name[0].length
    } else parts.push(mark)
  }
  return parts
}

function groupDigits(text: string, groups: number): string | undefined {
  let digits = ''
  for (const digit of text) {
    if (!/\d/.test(digit) || Number(digits + digit) > groups) break
    digits += digit
  }
  return digits === '' ? undefined : digits
}

function filled(parts: readonly (string | number)[], { slots }: Match, text: string): string {
  let whole = ''
  for (const part of parts) {
    if (typeof part === 'string') whole += part
    else {
      const [start = -1, end = -1] = [slots[part * 2], slots[part * 2 + 1]]
      if (start >= 0) whole += text.slice(start, end)
    }
  }
  return whole
}
