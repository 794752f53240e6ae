// A table: the hashes of AWS IoT SQL, in lower-case hexadecimal, of the UTF-8 bytes of a string.
import { createHash } from 'node:crypto'
import { type FunctionDefinition, undefinedForBoth } from './definition.ts'
import { md2 } from './md2.ts'
import { textOf } from './text.ts'

const viaNode = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const

export const hashes: readonly FunctionDefinition[] = [
  hash('md2', md2),
  ...viaNode.map(name => hash(name, bytes => createHash(name).update(bytes).digest('hex'))),
]

function hash(name: string, digest: (bytes: Uint8Array) => string): FunctionDefinition {
  return {
    name,
    parameters: '(String)',
    arity: [1, 1],
    since: '2015-10-08',
    category: 'hash',
    result: 'String',
    summary: `The ${name.toUpperCase()} hash. What is no string is converted to one first.`,
    missing: undefinedForBoth,
    anchor: 'iot-sql-function-hash',
    call: ([value], frame) => {
      const text = textOf(value, frame)
      return text === undefined ? undefined : digest(Buffer.from(text))
    },
  }
}
