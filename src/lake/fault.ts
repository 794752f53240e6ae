// The one error class of lake/, with a closed table of codes.

export const lakeFaults = {
  'bad-file': 'a file of the lake is not what the catalogue says',
  'bad-query': 'the SQL cannot be run',
  busy: 'more waits to be written than may wait',
  closed: 'the lake was closed',
  'disk-failed': 'the disk refused to write',
  'disk-full': 'the disk is full',
  'no-such-lap': 'the lake has no such lap',
  'query-cancelled': 'whoever asked no longer wants to know',
  'query-large': 'the query would read more than is read without being asked twice',
  'query-refused': 'the SQL asks for what a reader may not do',
  'store-failed': 'the object store cannot be reached, or refused',
  'query-timeout': 'the query took longer than it may',
} as const

export type LakeFaultCode = keyof typeof lakeFaults

/** Says where, what was expected and what was found. */
export class LakeFault extends Error {
  readonly code: LakeFaultCode
  readonly where: string
  /** Of a query: the offset in its text, from 0, where that is known. */
  readonly position: number | undefined

  constructor(code: LakeFaultCode, where: string, expected: string, found: string, position?: number) {
    super(`${where}: expected ${expected}, found ${found}`)
    this.name = 'LakeFault'
    this.code = code
    this.where = where
    this.position = position
  }
}

const isCode = (code: unknown): code is LakeFaultCode => typeof code === 'string' && code in lakeFaults

/** What was thrown by the system, as a fault that says what to do; a LakeFault passes through. */
export function faultOf(thrown: unknown, where: string): LakeFault {
  if (thrown instanceof LakeFault) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const errno = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    return new LakeFault('disk-full', where, 'room on the disk; free some, nothing stored is lost', text)
  }
  return new LakeFault('disk-failed', where, 'a disk that can be written', text)
}

/** A fault as it crosses a thread or a process, and back. */
export type FaultRecord = {
  readonly code: string
  readonly message: string
  readonly where: string
  readonly position?: number | undefined
}

export const faultRecord = (thrown: unknown, where: string): FaultRecord => {
  const { code, message, where: at, position } = faultOf(thrown, where)
  return { code, message, where: at, position }
}

export function faultFrom(record: FaultRecord): LakeFault {
  const code = isCode(record.code) ? record.code : 'disk-failed'
  const fault = new LakeFault(code, record.where, '', '', record.position)
  fault.message = record.message
  return fault
}
