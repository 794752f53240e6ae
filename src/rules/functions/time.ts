// A table: the functions on time of AWS IoT SQL.
import { toInt } from '../convert.ts'
import { decimalOf } from '../number.ts'
import { formatTime } from '../time/format-time.ts'
import { parseTime } from '../time/parse-time.ts'
import { zoneNamed } from '../time/zone.ts'
import { type FunctionDefinition, undefinedForBoth } from './definition.ts'
import { textOf } from './text.ts'

const ofTime = {
  since: '2016-03-23',
  category: 'time',
  missing: `${undefinedForBoth}; so does a pattern, text or zone that is none`,
} as const

export const time: readonly FunctionDefinition[] = [
  {
    ...ofTime,
    name: 'parse_time',
    parameters: '(String, Int[, String])',
    arity: [2, 3],
    result: 'String',
    summary: 'Milliseconds since 1970 printed by a Joda pattern, in a time zone or in UTC.',
    anchor: 'iot-sql-function-parse-time',
    call: (args, frame) => {
      const [pattern, instant, zone] = args
      const written = textOf(pattern, frame)
      const milliseconds = toInt(instant)
      const named = zoneNamed(args.length === 2 ? 'UTC' : (textOf(zone, frame) ?? ''))
      if (written === undefined || milliseconds === undefined || named === undefined) return undefined
      return formatTime(written, decimalOf(milliseconds).toNumber(), named)
    },
  },
  {
    ...ofTime,
    name: 'time_to_epoch',
    parameters: '(String, String)',
    arity: [2, 2],
    result: 'Int',
    summary:
      'A time read by a pattern of the JDK, in milliseconds since 1970; in UTC where the text names no zone.',
    anchor: 'iot-sql-function-time-to-epoch',
    call: ([text, pattern], frame) => {
      const [read, written] = [textOf(text, frame), textOf(pattern, frame)]
      return read === undefined || written === undefined ? undefined : parseTime(read, written)
    },
  },
]
