// A table: the functions on strings of AWS IoT SQL. What is no string is converted to one first; indexes count UTF-16
// units from 0.
import { toNumeric, toText } from '../convert.ts'
import type { Frame } from '../frame.ts'
import { decimalOf } from '../number.ts'
import { isArray, type Maybe, type Value } from '../value.ts'
import { type FunctionDefinition, type ResultType, undefinedForBoth } from './definition.ts'

const mostSpaces = 1000

/** AWS names the fragments of its page in two ways. */
const asFunction: ReadonlySet<string> = new Set(['indexof', 'numbytes', 'upper'])

export const text: readonly FunctionDefinition[] = [
  {
    ...shared('chr', '(Int)', [1, 1], 'String'),
    summary: 'The ASCII character of a code, 0 to 127.',
    call: ([code]) => {
      const number = floorOf(code)
      return number !== undefined && number >= 0 && number < 128 ? String.fromCharCode(number) : undefined
    },
  },
  {
    ...shared('concat', '(Any, …)', [1, Number.POSITIVE_INFINITY], 'Any'),
    summary:
      'All arguments as one string; or, if one is an Array, one Array of them all, arrays flattened by one level.',
    call: (args, frame) => (args.some(isArray) ? concatArrays(args, frame) : concatTexts(args, frame)),
  },
  ofTwoTexts('endswith', 'Whether the first string ends with the second.', 'Boolean', (whole, part) =>
    whole.endsWith(part),
  ),
  {
    ...ofTwoTexts(
      'indexof',
      'Where the second string first stands in the first, from 0; -1 if nowhere.',
      'Int',
      (whole, part) => whole.indexOf(part),
    ),
    since: '2016-03-23',
  },
  {
    ...ofText('length', 'The number of characters, in UTF-16 units.', 'Int', whole => whole.length),
    since: '2016-03-23',
  },
  ofText('lower', 'The string in lower case.', 'String', whole => whole.toLowerCase()),
  padding('lpad', 'left', (whole, spaces) => spaces + whole),
  ofText('ltrim', 'The string without tabs and spaces on its left.', 'String', whole =>
    whole.replace(/^[\t ]+/, ''),
  ),
  {
    ...ofText('numbytes', 'The number of bytes in UTF-8.', 'Int', whole => Buffer.byteLength(whole)),
    since: '2016-03-23',
  },
  {
    ...shared('replace', '(String, String, String)', [3, 3], 'String'),
    summary: 'The first string with every occurrence of the second, taken literally, replaced by the third.',
    call: (args, frame) => {
      const [whole, part, by] = args.map(arg => textOf(arg, frame))
      return whole === undefined || part === undefined || by === undefined
        ? undefined
        : replaceAll(whole, part, by, frame)
    },
  },
  padding('rpad', 'right', (whole, spaces) => whole + spaces),
  ofText('rtrim', 'The string without tabs and spaces on its right.', 'String', trimRight),
  ofTwoTexts('startswith', 'Whether the first string starts with the second.', 'Boolean', (whole, part) =>
    whole.startsWith(part),
  ),
  {
    ...shared('substring', '(String, Int[, Int])', [2, 3], 'String'),
    summary:
      'The characters from the first index up to but not the second; indexes are rounded down and clamped.',
    call: (args, frame) => {
      const [value, first, last] = args
      const whole = textOf(value, frame)
      const from = floorOf(first)
      const to = args.length === 2 ? whole?.length : floorOf(last)
      if (whole === undefined || from === undefined || to === undefined) return undefined
      return from >= to ? '' : whole.slice(Math.max(from, 0), Math.max(to, 0))
    },
  },
  ofText(
    'trim',
    'The string without white space on either side, which is all up to U+0020 as in Java.',
    'String',
    trimBoth,
  ),
  ofText('upper', 'The string in upper case.', 'String', whole => whole.toUpperCase()),
]

/** A value as a string, its length counted against what an evaluation may spend. */
export function textOf(value: Maybe, frame: Frame): string | undefined {
  const converted = toText(value)
  if (converted !== undefined) frame.spend(converted.length)
  return converted
}

/** A number rounded down to a whole one, within the safe range of doubles; Undefined for what is no number. */
export function floorOf(value: Maybe): number | undefined {
  const number = toNumeric(value)
  if (number === undefined) return undefined
  const double = Math.floor(typeof number === 'number' ? number : decimalOf(number).toNumber())
  return Math.min(Math.max(double, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
}

function shared(name: string, parameters: string, arity: readonly [number, number], result: ResultType) {
  return {
    name,
    parameters,
    arity,
    since: '2015-10-08',
    category: 'text',
    result,
    missing: undefinedForBoth,
    anchor: `iot-${asFunction.has(name) ? 'sql-function' : 'func'}-${name}`,
  } as const
}

function ofText(
  name: string,
  summary: string,
  result: ResultType,
  apply: (whole: string) => Value,
): FunctionDefinition {
  return {
    ...shared(name, '(String)', [1, 1], result),
    summary,
    call: ([value], frame) => {
      const whole = textOf(value, frame)
      return whole === undefined ? undefined : apply(whole)
    },
  }
}

function ofTwoTexts(
  name: string,
  summary: string,
  result: ResultType,
  apply: (whole: string, part: string) => Value,
): FunctionDefinition {
  return {
    ...shared(name, '(String, String)', [2, 2], result),
    summary,
    call: ([first, second], frame) => {
      const [whole, part] = [textOf(first, frame), textOf(second, frame)]
      return whole === undefined || part === undefined ? undefined : apply(whole, part)
    },
  }
}

function padding(
  name: string,
  side: string,
  apply: (whole: string, spaces: string) => string,
): FunctionDefinition {
  return {
    ...shared(name, '(String, Int)', [2, 2], 'String'),
    summary: `The string with so many spaces added on its ${side}, 0 to ${mostSpaces}.`,
    call: ([value, count], frame) => {
      const whole = textOf(value, frame)
      const wanted = floorOf(count)
      if (whole === undefined || wanted === undefined) return undefined
      return apply(whole, ' '.repeat(Math.min(Math.max(wanted, 0), mostSpaces)))
    },
  }
}

// A regular expression anchored at the end would try every run of spaces in the string.
function trimRight(whole: string): string {
  let end = whole.length
  while (whole[end - 1] === ' ' || whole[end - 1] === '\t') end -= 1
  return whole.slice(0, end)
}

function trimBoth(whole: string): string {
  let start = 0
  let end = whole.length
  while (start < end && whole.charCodeAt(start) <= 0x20) start += 1
  while (end > start && whole.charCodeAt(end - 1) <= 0x20) end -= 1
  return whole.slice(start, end)
}

function replaceAll(whole: string, part: string, by: string, frame: Frame): string {
  const pieces = whole.split(part)
  const edges = part === '' ? 2 : 0
  frame.spend(whole.length + (pieces.length + edges) * by.length)
  const joined = pieces.join(by)
  return part === '' ? (whole === '' ? by : by + joined + by) : joined
}

function concatArrays(args: readonly Maybe[], frame: Frame): Maybe {
  const all: Value[] = []
  for (const arg of args) {
    if (arg === undefined) return undefined
    frame.spend(isArray(arg) ? arg.length : 1)
    if (isArray(arg)) for (const item of arg) all.push(item)
    else all.push(arg)
  }
  return all
}

function concatTexts(args: readonly Maybe[], frame: Frame): Maybe {
  let whole = ''
  for (const arg of args) {
    const part = textOf(arg, frame)
    if (part === undefined) return undefined
    whole += part
  }
  return whole
}
