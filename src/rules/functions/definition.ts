// What is known of a function: its call, and everything that errors, lint, completion and the docs page say about it.
import type { Frame } from '../frame.ts'
import type { Maybe } from '../value.ts'

export const categories = {
  mathematics: 'Mathematics',
  text: 'Strings',
  pattern: 'Regular expressions',
  hash: 'Hashes',
  encoding: 'Encoding',
  collection: 'Arrays, objects and missing values',
  time: 'Time',
  message: 'The message and its publisher',
  external: 'Outside the engine',
} as const

export type Category = keyof typeof categories

export type ResultType = 'Int' | 'Decimal' | 'Number' | 'Boolean' | 'String' | 'Array' | 'Any'

export type FunctionDefinition = {
  /** As AWS writes it; any case is accepted. */
  readonly name: string
  readonly parameters: string
  /** Fewest and most arguments. Any other number gives Undefined, as AWS documents. */
  readonly arity: readonly [fewest: number, most: number]
  readonly since: '2015-10-08' | '2016-03-23'
  readonly category: Category
  /** In double precision where it says Decimal; Number is the type of the argument. */
  readonly result: ResultType
  readonly summary: string
  /** What Null and Undefined arguments do. */
  readonly missing: string
  /** Fragment of the page on functions in the AWS IoT developer guide, where one is known. */
  readonly anchor?: string
  /** Arguments within the arity; what does not convert gives Undefined. Throws `limit` and, if external, `function`. */
  readonly call: (args: readonly Maybe[], frame: Frame) => Maybe
  /** `bytes`: a bare * as first argument is the payload's bytes. `guard`: a failure in the first argument is caught. */
  readonly special?: 'bytes' | 'guard'
  readonly isExternal?: true
}

export const undefinedForBoth = 'Undefined'

/** Where AWS documents a function. */
export function linkOf({ anchor }: FunctionDefinition): string {
  return anchor === undefined ? functionsPage : `${functionsPage}#${anchor}`
}

const functionsPage = 'https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html'
