// The one error class of laps/, with a closed table of codes. The message is a sentence for the user.

export const lapsFaults = {
  'no-store': 'there is no lap store where one is to be read',
  'not-a-store': 'the file is no lap store',
  'older-store': 'the store was written by an older pitwall and cannot be changed now',
  'newer-store': 'the store was written by a newer pitwall',
  'store-failed': 'the store cannot be read or written',
} as const

export type LapsFaultCode = keyof typeof lapsFaults

/** Says where, what was expected and found, and what to do. */
export class LapsFault extends Error {
  readonly code: LapsFaultCode
  readonly where: string
  readonly sentence: string

  constructor(code: LapsFaultCode, where: string, sentence: string, cause?: unknown) {
    super(`${where}: ${sentence}`, cause === undefined ? undefined : { cause })
    this.name = 'LapsFault'
    this.code = code
    this.where = where
    this.sentence = sentence
  }
}
