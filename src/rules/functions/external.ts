// A table: the functions of AWS IoT SQL that leave the engine, through the host's port.

import { type Answer, failureOf, Unanswered } from '../answers.ts'
import { SqlFault } from '../fault.ts'
import type { Frame } from '../frame.ts'
import type { ExternalName, Message } from '../message.ts'
import type { Maybe } from '../value.ts'
import type { FunctionDefinition } from './definition.ts'

type Declared = Pick<FunctionDefinition, 'parameters' | 'arity' | 'since' | 'summary' | 'anchor'>

const declared: readonly (readonly [Exclude<ExternalName, 'decode_proto'>, Declared])[] = [
  [
    'aws_lambda',
    {
      parameters: '(functionArn, Any)',
      arity: [2, 2],
      since: '2015-10-08',
      summary: 'What a Lambda function answers to a JSON value within two seconds.',
      anchor: 'iot-func-aws-lambda',
    },
  ],
  [
    'get_dynamodb',
    {
      parameters: '(table, partitionKey, value[, sortKey, value], roleArn)',
      arity: [4, 6],
      since: '2016-03-23',
      summary: 'The item of a DynamoDB table. Once in a statement.',
      anchor: 'iot-sql-function-get-dynamodb',
    },
  ],
  [
    'get_registry_data',
    {
      parameters: '(api, thingName, roleArn)',
      arity: [3, 3],
      since: '2016-03-23',
      summary:
        'What the registry knows of a thing: DescribeThing or ListThingGroupsForThing. Once in a statement.',
      anchor: 'iot-sql-function-get-registry_data',
    },
  ],
  [
    'get_secret',
    {
      parameters: '(secretId, type[, key], roleArn)',
      arity: [3, 4],
      since: '2016-03-23',
      summary: 'A secret, SecretString or SecretBinary, or one key of it.',
      anchor: 'iot-sql-function-get-secret',
    },
  ],
  [
    'get_thing_shadow',
    {
      parameters: '(thingName[, shadowName], roleArn)',
      arity: [2, 3],
      since: '2016-03-23',
      summary: 'The shadow of a thing.',
      anchor: 'iot-sql-function-get-thing-shadow',
    },
  ],
  [
    'machinelearning_predict',
    {
      parameters: '(modelId, roleArn, record)',
      arity: [3, 3],
      since: '2015-10-08',
      summary: 'The prediction of a model for a record.',
      anchor: 'iot-sql-function-machine-learning',
    },
  ],
]

export const external: readonly FunctionDefinition[] = declared.map(([name, rest]) => ({
  ...rest,
  name,
  category: 'external',
  result: 'Any',
  missing: 'passed to the host',
  isExternal: true,
  call: (args, frame) => callExternal(name, args, frame),
}))

/**
 * The host's answer to a call. Throws `function` when the host has no such function or it failed, and `Unanswered` when
 * it takes its time in an evaluation that can wait.
 */
export function callExternal(name: ExternalName, args: readonly Maybe[], frame: Frame): Maybe {
  const { answers } = frame
  const known = answers?.next() ?? ask(name, args, frame)
  if (known instanceof Promise) {
    if (answers !== undefined) throw new Unanswered(name, known)
    known.catch(() => undefined)
    throw new SqlFault('function', {
      expected: `an answer from ${name}() at once`,
      found: 'a promise of one',
    })
  }
  if (known.kind === 'failure') throw known.fault
  return known.value
}

function ask(name: ExternalName, args: readonly Maybe[], frame: Frame): Answer | Promise<Maybe> {
  const answer = askHost(name, args, frame.message)
  if (frame.answers !== undefined && !(answer instanceof Promise)) {
    frame.answers.keep(answer)
    return frame.answers.next() ?? answer
  }
  return answer
}

function askHost(name: ExternalName, args: readonly Maybe[], message: Message): Answer | Promise<Maybe> {
  const call = message.context.external?.[name]
  if (call === undefined) {
    const fault = new SqlFault('function', { expected: `a host that offers ${name}()`, found: 'none' })
    return { kind: 'failure', fault }
  }
  try {
    const answer = call(args, message)
    return answer instanceof Promise ? answer : { kind: 'value', value: answer }
  } catch (error) {
    return { kind: 'failure', fault: failureOf(name, error) }
  }
}
