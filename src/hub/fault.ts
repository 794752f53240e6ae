// The one error class of hub/, with a closed table of codes. The message is a sentence for the user.

export const hubFaults = {
  'bad-configuration': 'a flag, an environment variable or the configuration file holds what it may not',
  'port-taken': 'another program listens on the port',
  'data-locked': 'another hub works in the data folder',
  'data-unusable': 'the data folder cannot be read or written',
  'no-export': 'the laps cannot be written in this form',
  'too-busy': 'as many as may be made at a time are being made',
  'not-found': 'there is no such lap, session or rule',
} as const

export type HubFaultCode = keyof typeof hubFaults

export class HubFault extends Error {
  readonly code: HubFaultCode

  constructor(code: HubFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'HubFault'
    this.code = code
  }
}
