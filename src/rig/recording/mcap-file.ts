// Writes one MCAP file: chunks of about a second, zstd, indexed. What was handed over is on the disk a moment later; a file
// that was never closed is whole up to its last chunk. Nothing here ever waits for the disk or makes a caller wait.
// Source: mcap.dev/spec.
import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, zstdCompress } from 'node:zlib'
import { McapChunkBuilder, McapRecordBuilder, type McapTypes } from '@mcap/core'
import { channelOf, schemaOf, summaryOf } from './mcap-summary.ts'
import type { Topic } from './topic.ts'

export type McapFileOptions = {
  readonly path: string
  /** Stands at the head of the file. */
  readonly about: Readonly<Record<string, string>>
  /** Told in a sentence when the disk takes nothing, and when it does again. */
  readonly report: (text: string) => void
}

/** The name of the metadata record at the head. */
export const aboutRecord = 'pitwall.recording'

const largestChunk = 2 ** 20
/** Bytes that wait for the disk; of more, the newest chunk is lost and counted. */
const mostWaiting = 64 * 2 ** 20
const compressed = promisify(zstdCompress)

const newChunk = () => new McapChunkBuilder({ useMessageIndex: true })

export class McapFile {
  readonly #options: McapFileOptions
  #chunk = newChunk()
  /** Chunks that are on the disk: their memory is used again, so that half a megabyte a second is not thrown away. */
  readonly #spare: McapChunkBuilder[] = []
  readonly #records = new McapRecordBuilder()
  readonly #channels = new Map<Topic, number>()
  readonly #topics: Topic[] = []
  /** Topics whose records are on the disk. */
  #declared = 0
  readonly #index: McapTypes.ChunkIndex[] = []
  readonly #counts = new Map<number, bigint>()
  readonly #sequences: number[] = []
  #metadata: McapTypes.MetadataIndex | undefined
  #file: FileHandle | undefined
  #end = 0
  #waiting = 0
  #lost = 0
  #fails = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: McapFileOptions) {
    this.#options = options
  }

  /** Bytes of the file, with those on their way. */
  get bytes(): number {
    return this.#end + this.#waiting
  }

  /** Bytes that were handed over and are not on the disk. */
  get waiting(): number {
    return this.#waiting + this.#chunk.byteLength
  }

  /** Messages that the disk did not take. */
  get lost(): number {
    return this.#lost
  }

  /** Takes a message; its bytes are copied. */
  add(topic: Topic, log_ns: bigint, bytes: Uint8Array): void {
    const channelId = this.#channelOf(topic)
    const sequence = (this.#sequences[channelId] ?? 0) + 1
    this.#sequences[channelId] = sequence
    this.#chunk.addMessage({ channelId, sequence, logTime: log_ns, publishTime: log_ns, data: bytes })
    if (this.#chunk.byteLength >= largestChunk) this.cut()
  }

  /** Closes the chunk, so that what was handed over survives this process. */
  cut(): void {
    const chunk = this.#chunk
    if (chunk.numMessages === 0) return
    const { byteLength } = chunk
    if (this.#waiting + byteLength > mostWaiting) {
      this.#lost += chunk.numMessages
      chunk.reset()
      return
    }
    this.#chunk = this.#spare.pop() ?? newChunk()
    this.#waiting += byteLength
    this.#turn = this.#turn.then(async () => {
      await this.#store(chunk)
      this.#waiting -= byteLength
      chunk.reset()
      if (this.#spare.length === 0) this.#spare.push(chunk)
    })
  }

  /** Resolves when all that was cut is on the disk, or lost. */
  async written(): Promise<void> {
    await this.#turn
  }

  /** Writes the index behind the data. A file that holds nothing is not made. */
  async close(): Promise<void> {
    this.cut()
    await this.#turn
    try {
      if (this.#file !== undefined) await this.#append(this.#summary())
    } catch (error) {
      this.#trouble(error)
    } finally {
      await this.#file?.close()
    }
  }

  #summary(): Uint8Array {
    const declared = this.#topics.slice(0, this.#declared)
    return summaryOf(this.#end, declared, this.#metadata, this.#index, this.#counts)
  }

  #channelOf(topic: Topic): number {
    const known = this.#channels.get(topic)
    if (known !== undefined) return known
    const id = this.#topics.length
    this.#topics.push(topic)
    this.#channels.set(topic, id)
    return id
  }

  async #store(chunk: McapChunkBuilder): Promise<void> {
    try {
      if (this.#file === undefined) await this.#open()
      const declared = this.#topics.length
      // Told how much comes, it takes a window of that size instead of several megabytes.
      const records = await compressed(chunk.buffer, { pledgedSrcSize: chunk.byteLength })
      const builder = this.#records
      builder.reset()
      const fresh = this.#topics.slice(this.#declared, declared)
      for (const topic of fresh) {
        builder.writeSchema(schemaOf(topic, this.#channelOf(topic)))
        builder.writeChannel(channelOf(topic, this.#channelOf(topic)))
      }
      const chunkAt = this.#end + builder.length
      const chunkLength = builder.writeChunk({
        messageStartTime: chunk.messageStartTime,
        messageEndTime: chunk.messageEndTime,
        uncompressedSize: BigInt(chunk.byteLength),
        uncompressedCrc: crc32(chunk.buffer),
        compression: 'zstd',
        records,
      })
      const indexAt = this.#end + builder.length
      const offsets = new Map<number, bigint>()
      for (const index of chunk.indices) {
        offsets.set(index.channelId, BigInt(this.#end + builder.length))
        builder.writeMessageIndex(index)
      }
      const indexLength = this.#end + builder.length - indexAt
      await this.#append(builder.buffer)
      this.#declared = declared
      this.#index.push({
        messageStartTime: chunk.messageStartTime,
        messageEndTime: chunk.messageEndTime,
        chunkStartOffset: BigInt(chunkAt),
        chunkLength,
        messageIndexOffsets: offsets,
        messageIndexLength: BigInt(indexLength),
        compression: 'zstd',
        compressedSize: BigInt(records.byteLength),
        uncompressedSize: BigInt(chunk.byteLength),
      })
      for (const { channelId, records: entries } of chunk.indices) {
        this.#counts.set(channelId, (this.#counts.get(channelId) ?? 0n) + BigInt(entries.length))
      }
      if (this.#fails) this.#options.report(`${this.#options.path} is written again`)
      this.#fails = false
    } catch (error) {
      this.#lost += chunk.numMessages
      this.#trouble(error)
    }
  }

  #trouble(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    if (!this.#fails) this.#options.report(`${this.#options.path} cannot be written (${why}): pages are lost`)
    this.#fails = true
  }

  async #open(): Promise<void> {
    const { path, about } = this.#options
    const file = await open(path, 'w')
    const builder = new McapRecordBuilder()
    builder.writeMagic()
    builder.writeHeader({ profile: '', library: 'pitwall' })
    const offset = BigInt(builder.length)
    const length = builder.writeMetadata({ name: aboutRecord, metadata: new Map(Object.entries(about)) })
    try {
      this.#file = file
      await this.#append(builder.buffer)
      this.#metadata = { name: aboutRecord, offset, length }
    } catch (error) {
      this.#file = undefined
      await file.close()
      throw error
    }
  }

  /** What was only half written is cut off again. */
  async #append(bytes: Uint8Array): Promise<void> {
    const file = this.#file
    if (file === undefined) return
    try {
      for (let done = 0; done < bytes.byteLength; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, this.#end + done)
        done += bytesWritten
      }
    } catch (error) {
      await file.truncate(this.#end).catch(() => undefined)
      throw error
    }
    this.#end += bytes.byteLength
  }
}
