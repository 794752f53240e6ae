// The one error class of cloud/, with a closed table of codes.

export const cloudFaults = {
  'bad-setting': 'a function was deployed without something that it needs',
  'bad-event': 'a service called a function with something else than it documents',
  'bad-question': 'the cost of something was asked that cannot be',
} as const

export type CloudFaultCode = keyof typeof cloudFaults

/** Says where, what was expected and what was found. */
export class CloudFault extends Error {
  readonly code: CloudFaultCode
  readonly where: string

  constructor(code: CloudFaultCode, where: string, expected: string, found: string) {
    super(`${where}: expected ${expected}, found ${found}`)
    this.name = 'CloudFault'
    this.code = code
    this.where = where
  }
}
