// A table: encode and decode in AWS IoT SQL. Protobuf leaves the engine, because its descriptors lie in a bucket.
import type { Frame } from '../frame.ts'
import { readJson } from '../json.ts'
import type { Maybe } from '../value.ts'
import type { FunctionDefinition } from './definition.ts'
import { callExternal } from './external.ts'
import { textOf } from './text.ts'

export const encoding: readonly FunctionDefinition[] = [
  {
    name: 'encode',
    parameters: "(Any | *, 'base64')",
    arity: [2, 2],
    since: '2016-03-23',
    category: 'encoding',
    result: 'String',
    summary: 'The value as a string, or with * the bytes of the payload whatever they are, in base64.',
    missing: 'Undefined',
    anchor: 'iot-sql-encode-payload',
    special: 'bytes',
    call: ([value, scheme], frame) => {
      const text = textOf(value, frame)
      return text === undefined || scheme !== 'base64' ? undefined : Buffer.from(text).toString('base64')
    },
  },
  {
    name: 'decode',
    parameters: "(String, 'base64') or (* | String, 'proto', String, String, String, String)",
    arity: [2, 6],
    since: '2016-03-23',
    category: 'encoding',
    result: 'Any',
    summary:
      'The JSON value, or failing that the string, whose base64 is given; Null when it is no base64. With proto the host decodes the bytes after the descriptor at (bucket, key, file, message type), twice in a statement at most.',
    missing: 'Undefined',
    anchor: 'iot-sql-decode-base64',
    special: 'bytes',
    call: (args, frame) => {
      const [value, scheme] = args
      if (scheme === 'proto') return args.length === 6 ? decodeProto(args, frame) : undefined
      const text = textOf(value, frame)
      return text === undefined || scheme !== 'base64' || args.length !== 2 ? undefined : decodeBase64(text)
    },
  },
]

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

function decodeBase64(text: string): Maybe {
  const compact = text.replace(/[\r\n]/g, '')
  if (!base64.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) return null
  const decoded = Buffer.from(compact, 'base64').toString('utf8')
  return readJson(decoded) ?? decoded
}

function decodeProto(args: readonly Maybe[], frame: Frame): Maybe {
  const [bytes, , ...descriptor] = args
  return callExternal('decode_proto', [bytes, ...descriptor], frame)
}
