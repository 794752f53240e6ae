// Reads a recording of ours chunk by chunk. A chunk that is damaged costs itself and no other; a file that breaks off is
// read to its last whole chunk. Whatever the bytes say, no more than one chunk is in memory.
import { type FileHandle, open } from 'node:fs/promises'
import { zstdDecompressSync } from 'node:zlib'
import { McapStreamReader, type McapTypes } from '@mcap/core'
import { z } from 'zod'
import { acc } from '../../model/games/acc.ts'
import type { Game } from '../../model/games/game.ts'
import { rigId, siteId } from '../../model/identity.ts'
import { origins } from '../../model/messages.ts'
import { micros, unixMillis } from '../../units/quantity.ts'
import { RigFault } from '../fault.ts'
import { aboutRecord } from './mcap-file.ts'
import type { Batch, RecordedEvent, RecordedFile, RecordedFrom } from './recorded-file.ts'
import { broadcastTopic, pageOfTopic, sourceTopic } from './topic.ts'

const magic = Buffer.from([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a])
const recordHeader = 9
/** Of a record, and of a chunk when it is unpacked. */
const largest = 64 * 2 ** 20
const opcodes = {
  header: 1,
  footer: 2,
  schema: 3,
  channel: 4,
  chunk: 6,
  metadata: 12,
  dataEnd: 15,
  last: 127,
} as const

const about = z.object({
  site: z.string().transform(siteId),
  rig: z.string().transform(rigId),
  origin: z.enum(origins),
  game: z.string().max(40),
  version: z.string().max(40),
  zero_ns: z.string().regex(/^\d{1,19}$/),
})

const sourceMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('state'),
    state: z.enum(['waiting', 'reading']),
    detail: z.string().max(1000),
    started_at_ms: z.number(),
  }),
  z.object({
    kind: z.literal('counted'),
    pages: z.number(),
    duplicates: z.number(),
    gaps: z.number(),
    torn: z.number(),
    empty: z.number(),
  }),
])

/** Whether the file begins as an MCAP file does. */
export async function isMcap(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    return (await bytesAt(file, 0, magic.length))?.equals(magic) ?? false
  } finally {
    await file.close()
  }
}

/** Throws RigFault `bad-recording` for an MCAP file that pitwall did not record. */
export async function openMcapRecording(path: string): Promise<RecordedFile> {
  const file = await open(path)
  try {
    for await (const record of recordsOf(file, path, magic.length, () => undefined)) {
      if (record.opcode === opcodes.chunk) break
      if (record.opcode !== opcodes.metadata) continue
      const [read] = unpacked([record.bytes])
      if (read?.type !== 'Metadata' || read.name !== aboutRecord) continue
      const { zero_ns, ...from } = about.parse(Object.fromEntries(read.metadata))
      return new McapRecording(path, from, BigInt(zero_ns))
    }
  } catch (error) {
    throw new RigFault('bad-recording', path, 'a recording of pitwall', String(error).slice(0, 200))
  } finally {
    await file.close()
  }
  throw new RigFault('bad-recording', path, `a record "${aboutRecord}" at the beginning`, 'another MCAP file')
}

class McapRecording implements RecordedFile {
  readonly path: string
  readonly from: RecordedFrom
  readonly #zero_ns: bigint

  constructor(path: string, from: RecordedFrom, zero_ns: bigint) {
    this.path = path
    this.from = from
    this.#zero_ns = zero_ns
  }

  get startedAt() {
    return unixMillis(Number(this.#zero_ns / 1_000_000n))
  }

  async *read(notice: (text: string) => void, place = magic.length): AsyncGenerator<Batch> {
    const file = await open(this.path)
    try {
      const topics = place === magic.length ? new Topics() : await topicsBefore(file, this.path, place)
      let damaged = 0
      for await (const record of recordsOf(file, this.path, place, notice)) {
        if (record.opcode === opcodes.schema || record.opcode === opcodes.channel) topics.add(record.bytes)
        if (record.opcode !== opcodes.chunk) continue
        try {
          yield { events: eventsOf(topics, record.bytes, this.#zero_ns), next: record.end }
        } catch (error) {
          damaged++
          if (damaged === 1)
            notice(
              `${this.path} has a damaged chunk at byte ${record.at} (${sentence(error)}): it is passed over`,
            )
        }
      }
      if (damaged > 1) notice(`${this.path}: ${damaged} damaged chunks were passed over`)
    } finally {
      await file.close()
    }
  }
}

function eventsOf(topics: Topics, chunk: Uint8Array, zero_ns: bigint): readonly RecordedEvent[] {
  const channels = new Map<number, string>()
  const events: RecordedEvent[] = []
  for (const record of topics.unpack(chunk)) {
    if (record.type === 'Channel') channels.set(record.id, record.topic)
    if (record.type !== 'Message') continue
    const topic = channels.get(record.channelId) ?? ''
    const at = micros(Number(record.logTime - zero_ns) / 1000)
    const found = pageOfTopic(topic)
    if (found !== undefined) {
      if (found.game !== topics.game) events.push({ kind: 'game', at, game: found.game })
      topics.game = found.game
      events.push({ kind: 'page', at, page: found.page, bytes: record.data })
    } else if (topic === broadcastTopic.name) events.push({ kind: 'datagram', at, bytes: record.data })
    else if (topic === sourceTopic.name) events.push(...sourceEvent(record.data, at))
  }
  return events
}

function sourceEvent(data: Uint8Array, at: RecordedEvent['at']): readonly RecordedEvent[] {
  const read = sourceMessage.safeParse(JSON.parse(Buffer.from(data).toString()))
  if (!read.success) return []
  if (read.data.kind === 'counted') {
    const { kind, ...counters } = read.data
    return [{ kind, at, counters }]
  }
  const { kind, state, detail, started_at_ms } = read.data
  return [{ kind, at, state, detail, startedAt: unixMillis(started_at_ms) }]
}

/** The schemas and channels that were seen: a chunk does not repeat them. */
class Topics {
  /** Whose pages came last. */
  game: Game = acc
  readonly #records: Uint8Array[] = []

  add(record: Uint8Array): void {
    this.#records.push(Uint8Array.from(record))
  }

  unpack(chunk: Uint8Array): readonly McapTypes.TypedMcapRecord[] {
    return unpacked([...this.#records, chunk])
  }
}

/** Reading that begins in the middle still needs what was declared before. */
async function topicsBefore(file: FileHandle, path: string, place: number): Promise<Topics> {
  const topics = new Topics()
  for await (const { opcode, bytes, at } of recordsOf(file, path, magic.length, () => undefined, isTopic)) {
    if (at >= place) break
    if (isTopic(opcode)) topics.add(bytes)
  }
  return topics
}

const isTopic = (opcode: number) => opcode === opcodes.schema || opcode === opcodes.channel

function unpacked(records: readonly Uint8Array[]): readonly McapTypes.TypedMcapRecord[] {
  const reader = new McapStreamReader({
    noMagicPrefix: true,
    decompressHandlers: {
      zstd: (bytes, size) => {
        if (size > BigInt(largest)) throw new Error(`a chunk of ${size} bytes`)
        return zstdDecompressSync(bytes, { maxOutputLength: largest })
      },
    },
  })
  for (const record of records) reader.append(record)
  const read: McapTypes.TypedMcapRecord[] = []
  for (let next = reader.nextRecord(); next !== undefined; next = reader.nextRecord()) read.push(next)
  return read
}

type RawRecord = {
  readonly opcode: number
  readonly bytes: Buffer
  readonly at: number
  readonly end: number
}

/** The records of the data section from `from` on, each with its header; bytes only of those that are wanted. */
async function* recordsOf(
  file: FileHandle,
  path: string,
  from: number,
  notice: (text: string) => void,
  wanted: (opcode: number) => boolean = opcode =>
    opcode === opcodes.chunk || opcode === opcodes.metadata || isTopic(opcode),
): AsyncGenerator<RawRecord> {
  const { size } = await file.stat()
  const breaksOff = () => notice(`${path} breaks off: read to its last whole chunk`)
  for (let at = from; ; ) {
    const header = await bytesAt(file, at, recordHeader)
    if (header === undefined) return breaksOff()
    const opcode = header.readUInt8(0)
    if (opcode === opcodes.dataEnd || opcode === opcodes.footer) return
    const length = Number(header.readBigUInt64LE(1))
    const end = at + recordHeader + length
    if (opcode === 0 || opcode > opcodes.last || length > largest) {
      notice(`${path} is damaged at byte ${at} (a record ${opcode} of ${length} bytes): read up to there`)
      return
    }
    if (end > size) return breaksOff()
    if (wanted(opcode)) {
      const bytes = await bytesAt(file, at, recordHeader + length)
      if (bytes === undefined) return breaksOff()
      yield { opcode, bytes, at, end }
    }
    at = end
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
  return bytesRead === length ? buffer : undefined
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
