// A table: what AWS IoT SQL tells of the message, its topic and its publisher.
import { toInt } from '../convert.ts'
import type { Frame } from '../frame.ts'
import type { MqttProperties } from '../message.ts'
import { type Draft, type Maybe, put } from '../value.ts'
import { type FunctionDefinition, undefinedForBoth } from './definition.ts'

export const message: readonly FunctionDefinition[] = [
  fact('accountid', 'The account that owns the rule.', ({ message }) => message.context.accountId),
  fact(
    'clientid',
    'The MQTT client that published; n/a if it was not MQTT.',
    frame => frame.message.context.clientId ?? 'n/a',
  ),
  {
    ...fact(
      'get_mqtt_property',
      'A property of the PUBLISH in MQTT 5: content_type, format_indicator, response_topic or correlation_data.',
      () => undefined,
    ),
    parameters: '(String)',
    arity: [1, 1],
    since: '2016-03-23',
    missing: undefinedForBoth,
    call: ([name], { message }) => propertyOf(name, message.context.mqtt),
  },
  {
    ...fact(
      'get_user_properties',
      'The values of one user property in MQTT 5 as an Array; without an argument, all as objects.',
      () => undefined,
    ),
    parameters: '([String])',
    arity: [0, 1],
    since: '2016-03-23',
    result: 'Array',
    missing: undefinedForBoth,
    call: (args, { message }) => userProperties(args, message.context.mqtt?.userProperties ?? []),
  },
  fact('newuuid', 'A random UUID.', frame => frame.newUuid()),
  fact(
    'principal',
    'The certificate fingerprint or role:session that published.',
    ({ message }) => message.context.principal,
  ),
  fact('sourceip', 'The address that published.', ({ message }) => message.context.sourceIp),
  {
    ...fact('sql_version', 'The version of the language of the rule.', ({ version }) => version),
    anchor: 'iot-sql-function-sql-version',
  },
  {
    ...fact(
      'timestamp',
      'When the message was published, in milliseconds since 1970.',
      ({ message }) => message.context.timestamp,
    ),
    result: 'Int',
    anchor: 'iot-function-timestamp',
  },
  {
    ...fact(
      'topic',
      'The topic, or its level of a number from 1. Without the prefix of Basic Ingest.',
      () => undefined,
    ),
    parameters: '([Int])',
    arity: [0, 1],
    missing: undefinedForBoth,
    anchor: 'iot-function-topic',
    call: (args, { topic }) => (args.length === 0 ? topic : levelOf(topic, args[0])),
  },
  fact(
    'traceid',
    'The trace of the message through AWS; Undefined if it was not MQTT.',
    ({ message }) => message.context.traceId,
  ),
]

function fact(name: string, summary: string, read: (frame: Frame) => Maybe): FunctionDefinition {
  return {
    name,
    parameters: '()',
    arity: [0, 0],
    since: '2015-10-08',
    category: 'message',
    result: 'String',
    summary,
    missing: '-',
    ...(/^(?:sourceip|get_)/.test(name) ? {} : { anchor: `iot-sql-function-${name}` }),
    call: (_, frame) => read(frame),
  }
}

function levelOf(topic: string, wanted: Maybe): Maybe {
  const level = toInt(wanted)
  return typeof level === 'number' ? topic.split('/')[level - 1] : undefined
}

function propertyOf(name: Maybe, mqtt: MqttProperties | undefined): Maybe {
  switch (name) {
    case 'content_type':
      return mqtt?.contentType
    case 'format_indicator':
      return mqtt?.isUtf8 === true ? 'UTF8_DATA' : 'UNSPECIFIED_BYTES'
    case 'response_topic':
      return mqtt?.responseTopic
    case 'correlation_data':
      return mqtt?.correlationData === undefined
        ? undefined
        : Buffer.from(mqtt.correlationData).toString('base64')
    default:
      return undefined
  }
}

function userProperties(args: readonly Maybe[], all: readonly (readonly [string, string])[]): Maybe {
  if (args.length === 0) {
    const pairs = all.map(([name, value]) => {
      const pair: Draft = {}
      put(pair, name, value)
      return pair
    })
    return pairs.length === 0 ? undefined : pairs
  }
  const values = all.filter(([name]) => name === args[0]).map(([, value]) => value)
  return values.length === 0 ? undefined : values
}
