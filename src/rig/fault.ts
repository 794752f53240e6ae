// The one error class of rig/, with a closed table of codes.

export const rigFaults = {
  'bad-recording': 'a file is no recording that pitwall reads',
  'bad-option': 'the connector was asked for something that it cannot do',
  'not-enrolled': 'a broker did not give a rig its certificate',
  'not-paired': 'a hub did not let a rig in',
  'no-access': 'a folder or a page cannot be read or written',
} as const

export type RigFaultCode = keyof typeof rigFaults

/** Says where, what was expected and what was found. */
export class RigFault extends Error {
  readonly code: RigFaultCode
  readonly where: string

  constructor(code: RigFaultCode, where: string, expected: string, found: string) {
    super(`${where}: expected ${expected}, found ${found}`)
    this.name = 'RigFault'
    this.code = code
    this.where = where
  }
}
