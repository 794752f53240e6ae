// The one error class of rule documents and of what runs them, with a closed table of codes.
import { ModelFault } from '../model/fault.ts'

export const ruleFaults = {
  document: 'a rule document is not one that AWS would take',
  refused: 'a message or its destination is wrong, and will be however often it is tried',
  failed: 'a destination could not take a message this time',
  timeout: 'a destination did not answer in time',
  crowded: 'too many messages wait for the same destination',
  limit: 'a publisher went beyond a limit of AWS IoT Core',
} as const

export type RuleFaultCode = keyof typeof ruleFaults

export class RuleFault extends Error {
  readonly code: RuleFaultCode

  constructor(code: RuleFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'RuleFault'
    this.code = code
  }
}

/** Whether trying again cannot help. */
export const isFinal = (error: unknown): boolean =>
  error instanceof ModelFault || (error instanceof RuleFault && error.code === 'refused')
