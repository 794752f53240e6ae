// The one error class of model/, with a closed table of codes.

export const modelFaults = {
  'bad-address': 'the address of an engine cannot be understood',
  'bad-frame': 'a frame contradicts itself or the catalogue',
  'bad-message': 'a message is not of the form that its stream declares',
  'bad-name': 'a site, rig or session name cannot stand in a topic and a path',
} as const

export type ModelFaultCode = keyof typeof modelFaults

/** Says where, what was expected and what was found. */
export class ModelFault extends Error {
  readonly code: ModelFaultCode
  readonly where: string

  constructor(code: ModelFaultCode, where: string, expected: string, found: string) {
    super(`${where}: expected ${expected}, found ${found}`)
    this.name = 'ModelFault'
    this.code = code
    this.where = where
  }
}
