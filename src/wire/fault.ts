// The one error class of wire/, with a closed table of codes.

export const wireFaults = {
  'wrong-size': 'a page or message has not the size that its layout declares',
  'other-game': 'the page belongs to another game',
  'bad-layout': 'a declared layout contradicts itself',
  'bad-value': 'a value cannot be written into its field',
  truncated: 'the bytes end in the middle of a value',
  'bad-text': 'a text is not of the form that its format declares',
  'not-this-format': 'the bytes are of another format',
  'too-large': 'a size or a count is beyond what its format can hold in earnest',
  'unknown-message': 'the message type is not part of the protocol',
} as const

export type WireFaultCode = keyof typeof wireFaults

/** Says where, what was expected and what was found. */
export class WireFault extends Error {
  readonly code: WireFaultCode
  readonly where: string

  constructor(code: WireFaultCode, where: string, expected: string, found: string) {
    super(`${where}: expected ${expected}, found ${found}`)
    this.name = 'WireFault'
    this.code = code
    this.where = where
  }
}
