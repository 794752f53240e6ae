// Every function of AWS IoT SQL by name. cast() and EXISTS are syntax, and stand in the parser.
import { collections } from './collections.ts'
import type { FunctionDefinition } from './definition.ts'
import { encoding } from './encoding.ts'
import { external } from './external.ts'
import { hashes } from './hashes.ts'
import { mathematics } from './mathematics.ts'
import { message } from './message.ts'
import { patterns } from './patterns.ts'
import { text } from './text.ts'
import { time } from './time.ts'

export const functions: readonly FunctionDefinition[] = [
  ...mathematics,
  ...text,
  ...patterns,
  ...hashes,
  ...encoding,
  ...collections,
  ...time,
  ...message,
  ...external,
]

const byName = new Map(functions.map(definition => [definition.name.toLowerCase(), definition]))

/** A function by its name in any case. */
export function functionNamed(name: string): FunctionDefinition | undefined {
  return byName.get(name.toLowerCase())
}

/** The name that a wrong one is most likely meant to be, if any is near. */
export function nearestFunction(name: string): string | undefined {
  const wanted = name.toLowerCase().slice(0, 40)
  const [best] = functions
    .map(definition => [definition.name, editsBetween(wanted, definition.name.toLowerCase())] as const)
    .filter(([, edits]) => edits <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort(([, left], [, right]) => left - right)
  return best?.[0]
}

function editsBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
