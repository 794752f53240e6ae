// The one error class of broker/, with a closed table of codes.

export const brokerFaults = {
  'bad-option': 'a broker or a link was asked for something that it cannot do safely',
  'not-connected': 'the broker is away',
  'not-allowed': 'the credential does not cover this topic',
  refused: 'the broker turned the connection or the message away',
  'not-safe': 'a message was taken, but could not be made safe',
} as const

export type BrokerFaultCode = keyof typeof brokerFaults

/** Says where, what was expected and what was found. */
export class BrokerFault extends Error {
  readonly code: BrokerFaultCode
  readonly where: string

  constructor(code: BrokerFaultCode, where: string, expected: string, found: string) {
    super(`${where}: expected ${expected}, found ${found}`)
    this.name = 'BrokerFault'
    this.code = code
    this.where = where
  }
}
