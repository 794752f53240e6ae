// A bounded queue of messages on disk: segments of records that are only ever appended to. It survives its process:
// whatever was not acknowledged is there again, and a record that was cut off is not.
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { RigFault } from '../fault.ts'
import { FreshRecords } from './fresh-records.ts'
import { isBehind, type Position } from './position.ts'

export type { Position }

export type SpooledRecord = { readonly body: Uint8Array; readonly next: Position }

export type SpoolOptions = {
  readonly folder: string
  /** Bytes on disk; the oldest segments go first. */
  readonly budget: number
  readonly segmentBytes?: number
  /** Told in a sentence what was lost. */
  readonly report: (text: string) => void
}

type Segment = {
  readonly number: number
  readonly path: string
  bytes: number
  records: number
  acknowledged: number
}

/** u32 length of the body, u32 CRC-32 of the body. */
const headerSize = 8
const largestBody = 4 * 2 ** 20
const positionFile = 'acknowledged'
const segmentName = /^(\d{10})\.spool$/

/** One process at a time may hold a folder; its caller sees to that. */
export class Spool {
  readonly #options: Required<SpoolOptions>
  readonly #segments: Segment[] = []
  #writing: FileHandle | undefined
  #reading: { readonly number: number; readonly file: FileHandle } | undefined
  #start: Position = { segment: 0, offset: 0 }
  #saved: Position = { segment: 0, offset: 0 }
  #dropped = 0
  /** The newest records, which are mostly asked for while they are still warm. */
  readonly #fresh = new FreshRecords()
  /** Reading, writing and deleting wait for each other. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(options: SpoolOptions) {
    this.#options = { segmentBytes: Math.min(16 * 2 ** 20, Math.ceil(options.budget / 8)), ...options }
  }

  /** Throws RigFault `no-access` for a folder that cannot be made or read. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options)
    try {
      await mkdir(options.folder, { recursive: true })
      await spool.#recover()
    } catch (error) {
      throw new RigFault('no-access', options.folder, 'a folder to spool into', String(error))
    }
    return spool
  }

  /** Everything before was acknowledged. */
  get start(): Position {
    return this.#start
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Records that were not acknowledged. */
  get waiting(): number {
    return this.#segments.reduce((sum, { records, acknowledged }) => sum + records - acknowledged, 0)
  }

  /** Records that went unsent because the budget was used up. */
  get dropped(): number {
    return this.#dropped
  }

  /** Appends records. Rejects when the disk does not take them, and leaves none of them behind. */
  append(bodies: readonly Uint8Array[]): Promise<void> {
    return this.#inTurn(async () => {
      const { segment, file } = await this.#segmentToWrite()
      const bytes = Buffer.concat(bodies.flatMap(body => [headerOf(body), body]))
      try {
        await writeAll(file, bytes, segment.bytes)
      } catch (error) {
        await file.truncate(segment.bytes).catch(ignore)
        throw error
      }
      let offset = segment.bytes
      for (const body of bodies) {
        this.#fresh.add({ segment: segment.number, offset }, body)
        offset += headerSize + body.byteLength
      }
      segment.bytes = offset
      segment.records += bodies.length
      await this.#keepBudget()
    })
  }

  /** The record at `position`, or at the start of what is left where that was dropped; undefined behind the last. */
  read(position: Position): Promise<SpooledRecord | undefined> {
    return this.#inTurn(async () => {
      for (const segment of this.#segments) {
        if (segment.number < position.segment) continue
        const offset = segment.number === position.segment ? position.offset : 0
        if (offset >= segment.bytes) continue
        const fresh = this.#fresh.at({ segment: segment.number, offset })
        const body = fresh ?? (await readRecord(await this.#open(segment), offset))
        if (body !== undefined) {
          return { body, next: { segment: segment.number, offset: offset + headerSize + body.byteLength } }
        }
        this.#options.report(
          `${segment.path} is damaged behind byte ${offset}: the rest of it is passed over`,
        )
        segment.bytes = offset
      }
      return undefined
    })
  }

  /** The record that ends at `position` has arrived, and so have all before; segments that are done are deleted. */
  acknowledge(position: Position): Promise<void> {
    return this.#inTurn(async () => {
      const segment = this.#segments.find(({ number }) => number === position.segment)
      if (segment === undefined || !isBehind(position, this.#start)) return
      segment.acknowledged++
      this.#start = position
      this.#fresh.forgetBefore(position)
      await this.#removeDone()
    })
  }

  /** Writes down how far the acknowledgements have come; without it a restart sends some records again. */
  async save(): Promise<void> {
    const { segment, offset } = this.#start
    if (segment === this.#saved.segment && offset === this.#saved.offset) return
    const path = join(this.#options.folder, positionFile)
    await writeFile(`${path}.new`, JSON.stringify({ segment, offset }))
    await rename(`${path}.new`, path)
    this.#saved = { segment, offset }
  }

  async close(): Promise<void> {
    await this.save().catch(ignore)
    await this.#writing?.close()
    await this.#reading?.file.close()
  }

  async #recover(): Promise<void> {
    const { folder } = this.#options
    const saved = await readPosition(join(folder, positionFile))
    const numbers = (await readdir(folder)).flatMap(name => segmentName.exec(name)?.[1] ?? []).sort()
    for (const digits of numbers) {
      const number = Number(digits)
      const path = join(folder, `${digits}.spool`)
      const done = saved === undefined || number > saved.segment ? 0 : saved.offset
      this.#segments.push({ number, path, ...(await wholeRecords(path, done)) })
    }
    const known = this.#segments.find(({ number }) => number === saved?.segment)
    // A place that no record begins at is none: better twice than never.
    const believed = saved !== undefined && (known === undefined || saved.offset <= known.bytes)
    this.#start = believed ? saved : { segment: this.#segments[0]?.number ?? 0, offset: 0 }
    await this.#removeDone()
  }

  async #segmentToWrite(): Promise<{ readonly segment: Segment; readonly file: FileHandle }> {
    const last = this.#segments.at(-1)
    if (last !== undefined && this.#writing !== undefined && last.bytes < this.#options.segmentBytes) {
      return { segment: last, file: this.#writing }
    }
    // A segment of a process before is not appended to: its end may have been cut off.
    const number = Math.max(last?.number ?? 0, this.#start.segment) + 1
    const path = join(this.#options.folder, `${String(number).padStart(10, '0')}.spool`)
    const file = await open(path, 'w')
    await this.#writing?.close()
    this.#writing = file
    const segment = { number, path, bytes: 0, records: 0, acknowledged: 0 }
    this.#segments.push(segment)
    return { segment, file }
  }

  async #removeDone(): Promise<void> {
    while (this.#segments.length > 1 && (this.#segments[0]?.number ?? 0) < this.#start.segment) {
      await this.#removeFirst()
    }
  }

  async #keepBudget(): Promise<void> {
    while (this.bytes > this.#options.budget && this.#segments.length > 1) {
      const [first, second] = this.#segments
      if (first === undefined || second === undefined) return
      const lost = first.records - first.acknowledged
      this.#dropped += lost
      this.#options.report(
        `the spool is full (${this.#options.budget} bytes): the ${lost} oldest messages were dropped`,
      )
      await this.#removeFirst()
      if (this.#start.segment < second.number) this.#start = { segment: second.number, offset: 0 }
    }
  }

  async #removeFirst(): Promise<void> {
    const first = this.#segments.shift()
    if (first === undefined) return
    if (this.#reading?.number === first.number) {
      await this.#reading.file.close()
      this.#reading = undefined
    }
    await rm(first.path, { force: true })
  }

  async #open({ number, path }: Segment): Promise<FileHandle> {
    if (this.#reading?.number === number) return this.#reading.file
    await this.#reading?.file.close()
    this.#reading = undefined
    const file = await open(path, 'r')
    this.#reading = { number, file }
    return file
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(ignore)
    return result
  }
}

function headerOf(body: Uint8Array): Uint8Array {
  const header = Buffer.alloc(headerSize)
  header.writeUInt32LE(body.byteLength, 0)
  header.writeUInt32LE(crc32(body), 4)
  return header
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, at + done)
    done += bytesWritten
  }
}

/** The body of the record at `offset`; undefined where there is no whole one. */
async function readRecord(file: FileHandle, offset: number): Promise<Buffer | undefined> {
  const header = await readExactly(file, headerSize, offset)
  const length = header?.readUInt32LE(0) ?? 0
  // A file system may leave zeros behind after a power cut.
  if (header === undefined || length === 0 || length > largestBody) return undefined
  const body = await readExactly(file, length, offset + headerSize)
  return body !== undefined && crc32(body) === header.readUInt32LE(4) ? body : undefined
}

async function readExactly(file: FileHandle, length: number, at: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
  return bytesRead === length ? buffer : undefined
}

/** Measures a segment that a process before left behind, up to its first record that is not whole. */
async function wholeRecords(
  path: string,
  done: number,
): Promise<Pick<Segment, 'bytes' | 'records' | 'acknowledged'>> {
  const file = await open(path, 'r')
  try {
    let [bytes, records, acknowledged] = [0, 0, 0]
    for (;;) {
      const body = await readRecord(file, bytes)
      if (body === undefined) return { bytes, records, acknowledged }
      bytes += headerSize + body.byteLength
      records++
      if (bytes <= done) acknowledged++
    }
  } finally {
    await file.close()
  }
}

async function readPosition(path: string): Promise<Position | undefined> {
  try {
    const { segment, offset }: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
    if (typeof segment !== 'number' || typeof offset !== 'number') return undefined
    return { segment, offset }
  } catch {
    return undefined
  }
}

const ignore = () => undefined
