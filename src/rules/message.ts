// What a rule is handed: one published message, its payload parsed at most once, and everything else injected.
import { SqlFault } from './fault.ts'
import { type JsonLimits, jsonLimits, readJson } from './json.ts'
import type { Maybe, Value } from './value.ts'
import type { SqlVersion } from './version.ts'

export type PayloadLimits = JsonLimits & { readonly bytes: number }

/** 4 MiB of payload, some thirty times what IoT Core admits. */
export const payloadLimits: PayloadLimits = { ...jsonLimits, bytes: 4 * 1024 * 1024 }

/** The bytes of a message. Share one among all rules that look at it: it is read as JSON once, and only when asked. */
export class Payload {
  readonly bytes: Uint8Array
  readonly #limits: PayloadLimits
  #text: string | undefined
  #value: Maybe
  #lexical: Maybe
  #isRead = false
  #isLexicalRead = false

  constructor(bytes: Uint8Array, limits: PayloadLimits = payloadLimits) {
    this.bytes = bytes
    this.#limits = limits
  }

  /** UTF-8, invalid bytes as U+FFFD. Throws `limit` past the bound on bytes. */
  get text(): string {
    if (this.#text === undefined) {
      const { bytes } = this
      if (bytes.byteLength > this.#limits.bytes) {
        const expected = `a payload of at most ${this.#limits.bytes} bytes`
        throw new SqlFault('limit', { expected, found: `${bytes.byteLength}` })
      }
      this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    }
    return this.#text
  }

  /** The payload as JSON, or Undefined when it is none. 2015-10-08 keeps the form of `10.0`. Throws `limit`. */
  valueFor(version: SqlVersion): Maybe {
    if (version === '2015-10-08') {
      if (!this.#isLexicalRead) {
        this.#lexical = readJson(this.text, true, this.#limits)
        this.#isLexicalRead = true
      }
      return this.#lexical
    }
    if (!this.#isRead) {
      this.#value = readJson(this.text, false, this.#limits)
      this.#isRead = true
    }
    return this.#value
  }
}

/** MQTT 5 properties of the PUBLISH; absent ones were not sent. */
export type MqttProperties = {
  readonly contentType?: string
  /** True when the payload format indicator says UTF-8. */
  readonly isUtf8?: boolean
  readonly responseTopic?: string
  readonly correlationData?: Uint8Array
  readonly userProperties?: readonly (readonly [name: string, value: string])[]
}

/** What a message carries beside its payload. Absent is not known, and gives what AWS gives for that. */
export type Context = {
  /** Milliseconds since 1970, when the message was published. */
  readonly timestamp: number
  readonly clientId?: string
  readonly traceId?: string
  /** Certificate fingerprint or role:session of the publisher. */
  readonly principal?: string
  readonly sourceIp?: string
  readonly accountId?: string
  readonly mqtt?: MqttProperties
  /** A random UUID per call. */
  readonly newUuid: () => string
  /** From 0 up to but not 1. */
  readonly random: () => number
  readonly external?: ExternalFunctions
}

export type Message = {
  /** As published; a Basic Ingest prefix is taken off by the engine. */
  readonly topic: string
  readonly payload: Payload
  readonly context: Context
}

export const externalNames = [
  'aws_lambda',
  'get_dynamodb',
  'get_registry_data',
  'get_secret',
  'get_thing_shadow',
  'machinelearning_predict',
  'decode_proto',
] as const

export type ExternalName = (typeof externalNames)[number]

/**
 * What a host may implement of the functions that leave the engine. Arguments are those of the call, in its order;
 * `decode_proto` gets the bytes in base64 and then what follows `'proto'`. Throw or reject to fail as AWS fails: the rule ends
 * without its actions, unless get_or_default() stands around the call. An absent one fails so whenever it is called.
 */
export type ExternalFunctions = {
  readonly [Name in ExternalName]?: (
    args: readonly Maybe[],
    message: Message,
  ) => Value | undefined | Promise<Value | undefined>
}
