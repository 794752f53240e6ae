// What a rule hands to its actions: the value, its JSON text, or the bytes of the payload as they came.
import type { Payload } from './message.ts'
import { jsonText, type Maybe } from './value.ts'
import type { SqlVersion } from './version.ts'

export interface Output {
  /** The result as a value; Undefined when it is none, or when the bytes that pass through are no JSON. */
  readonly value: Maybe
  /** JSON text; empty for Undefined; for `SELECT *` alone, the payload as it came. */
  text(): string
  /** The text in UTF-8; for `SELECT *` alone, the very bytes of the payload. */
  bytes(): Uint8Array
}

/** The result of items or of VALUE. */
export class Selected implements Output {
  readonly value: Maybe

  constructor(value: Maybe) {
    this.value = value
  }

  text(): string {
    return this.value === undefined ? '' : jsonText(this.value)
  }

  bytes(): Uint8Array {
    return Buffer.from(this.text())
  }
}

/** `SELECT *` alone: nothing is parsed or printed. */
export class Passed implements Output {
  readonly #payload: Payload
  readonly #version: SqlVersion

  constructor(payload: Payload, version: SqlVersion) {
    this.#payload = payload
    this.#version = version
  }

  get value(): Maybe {
    return this.#payload.valueFor(this.#version)
  }

  text(): string {
    return this.#payload.text
  }

  bytes(): Uint8Array {
    return this.#payload.bytes
  }
}
