// The landing log's bytes: records that check themselves, so that what a crash tore is found and cut.
//   magic u32 | kind u16 | head length u16 | body length u32 | crc32 u32 of all but the magic and itself | head | body
// The head of a frame is its FrameHeader as JSON; its body is the message as it came. A lap record has no head.
import { crc32 } from 'node:zlib'

export const recordKinds = { frame: 1, lap: 2 } as const
export type RecordKind = keyof typeof recordKinds

/** Where a record lies: `head` and `body` are views into the bytes that were read. */
export type LandedRecord = {
  readonly kind: RecordKind
  readonly offset: number
  readonly head: Uint8Array
  readonly body: Uint8Array
}

const prefix = 16
const magic = Buffer.from('PWR1')
const nothing = new Uint8Array(0)
/** A frame is at most 100 kB on the wire; a lap message is smaller. */
export const largestBody = 1_048_576

/** The parts of a record, to be written one behind the other. */
export function encodeRecord(
  kind: RecordKind,
  head: Uint8Array,
  body: Uint8Array = nothing,
): readonly Uint8Array[] {
  const start = Buffer.alloc(prefix)
  magic.copy(start)
  start.writeUInt16LE(recordKinds[kind], 4)
  start.writeUInt16LE(head.length, 6)
  start.writeUInt32LE(body.length, 8)
  start.writeUInt32LE(checksum(start, head, body), 12)
  return [start, head, body]
}

/** Good records in order, where the last of them ends, how many bytes were none, and where to read on. */
export type Scan = {
  readonly records: readonly LandedRecord[]
  readonly end: number
  readonly damaged: number
  readonly next: number
}

/**
 * Reads the records that begin before `limit`. Bytes that are no record are passed over to the next one that checks.
 */
export function scanRecords(bytes: Buffer, limit = bytes.length): Scan {
  const records: LandedRecord[] = []
  let offset = 0
  let end = 0
  let damaged = 0
  while (offset < limit) {
    const record = recordAt(bytes, offset)
    if (record === undefined) {
      const found = bytes.indexOf(magic, offset + 1)
      const next = found < 0 || found > limit ? limit : found
      damaged += next - offset
      offset = next
      continue
    }
    records.push(record)
    offset += prefix + record.head.length + record.body.length
    end = offset
  }
  return { records, end, damaged, next: offset }
}

function recordAt(bytes: Buffer, offset: number): LandedRecord | undefined {
  if (offset + prefix > bytes.length || bytes.compare(magic, 0, 4, offset, offset + 4) !== 0) return undefined
  const code = bytes.readUInt16LE(offset + 4)
  const headEnd = offset + prefix + bytes.readUInt16LE(offset + 6)
  const bodyLength = bytes.readUInt32LE(offset + 8)
  if (bodyLength > largestBody || headEnd + bodyLength > bytes.length) return undefined
  const start = bytes.subarray(offset, offset + prefix)
  const head = bytes.subarray(offset + prefix, headEnd)
  const body = bytes.subarray(headEnd, headEnd + bodyLength)
  if (bytes.readUInt32LE(offset + 12) !== checksum(start, head, body)) return undefined
  const kind = code === recordKinds.frame ? 'frame' : code === recordKinds.lap ? 'lap' : undefined
  return kind === undefined ? undefined : { kind, offset, head, body }
}

const checksum = (start: Uint8Array, head: Uint8Array, body: Uint8Array): number =>
  crc32(body, crc32(head, crc32(start.subarray(4, 12))))
