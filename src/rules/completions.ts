// What an editor offers while a statement is typed, derived from the tables.

import { linkOf } from './functions/definition.ts'
import { functions } from './functions/table.ts'
import { operators, operatorsPage } from './operators.ts'
import type { SqlVersion } from './version.ts'

export type Completion = {
  readonly label: string
  readonly kind: 'keyword' | 'operator' | 'function'
  /** What to insert; a function brings its parentheses. */
  readonly insert: string
  /** Parameters or operands, and the result. */
  readonly detail: string
  readonly summary: string
  readonly link: string
}

const referencePage = 'https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html'

const keywords: readonly (readonly [word: string, summary: string, isFirst: boolean])[] = [
  ['SET', 'Names values for the rest of the statement: SET @name = expression, …', false],
  ['SELECT', 'What the actions of the rule receive.', true],
  ['VALUE', 'One bare value instead of an object.', true],
  ['AS', 'The name of an item; points in it nest objects.', true],
  ['FROM', 'The topic filter, or in a nested SELECT the array or object.', true],
  ['WHERE', 'Fires only if this is true.', true],
  ['CASE', 'CASE value WHEN constant THEN result … ELSE result END', true],
  ['CAST', 'cast(value AS type)', true],
  ['EXISTS', 'Whether a nested SELECT gives anything.', false],
  ['NOT', 'The opposite of a Boolean.', true],
  ['TRUE', 'The Boolean.', true],
  ['FALSE', 'The Boolean.', true],
  ['NULL', 'The null of JSON, which is not Undefined.', true],
]

/** Keywords, then operators, then functions, as far as the version has them. */
export function completionsFor(version: SqlVersion): readonly Completion[] {
  const isFirst = version === '2015-10-08'
  return [
    ...keywords
      .filter(([, , wasFirst]) => wasFirst || !isFirst)
      .map(([word, summary]) => ({
        label: word,
        kind: 'keyword' as const,
        insert: word,
        detail: '',
        summary,
        link: referencePage,
      })),
    ...Object.entries(operators).map(([symbol, { operands, result, summary, anchor }]) => ({
      label: symbol,
      kind: 'operator' as const,
      insert: symbol,
      detail: `${operands} → ${result}`,
      summary,
      link: `${operatorsPage}#${anchor}`,
    })),
    ...functions
      .filter(({ since }) => !isFirst || since === '2015-10-08')
      .map(definition => ({
        label: definition.name,
        kind: 'function' as const,
        insert: `${definition.name}(`,
        detail: `${definition.parameters} → ${definition.result}`,
        summary: definition.summary,
        link: linkOf(definition),
      })),
  ]
}
