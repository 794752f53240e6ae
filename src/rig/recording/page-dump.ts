// Reads the container `ACCTEST`: raw pages of ACC one after the other, often gzipped, without times of their own: these
// are told by the game's own counter.
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import { micros, type UnixMillis, unixMillis } from '../../units/quantity.ts'
import { accPages, type PageName } from '../../wire/acc/page.ts'
import { WireFault } from '../../wire/fault.ts'
import { requirePageSize } from '../../wire/games.ts'
import { RigFault } from '../fault.ts'
import { noCounters, type SourceCounters } from '../source.ts'
import type { Batch, RecordedEvent, RecordedFile } from './recorded-file.ts'

/** `ACCTEST\0`, u32 version, u32 frame count (0 while it is written), then records: u8 type, u32 length, bytes. */
const magic = 'ACCTEST\0'
const headerSize = 16
const recordHeaderSize = 5
const largestRecord = 65_536
const pageOfType: readonly PageName[] = ['physics', 'graphics', 'static']

type RecordedPage = { readonly page: PageName; readonly bytes: Uint8Array }

/** The physics of ACC steps 400 times a second. */
const step_us = 2500
/** A counter that jumps by more is another run of the game. */
const longestGap = 400 * 3600
/** The physics page is empty while a session loads: all zero but for the counter. */
const counterSize = 4

/** Nothing is read before it is played: a file that is no recording is told of then. */
export async function openPageDump(path: string): Promise<RecordedFile> {
  const startedAt = await startOfDump(path)
  return {
    path,
    startedAt,
    from: undefined,
    async *read(notice) {
      const dump = new DumpClock()
      for await (const pages of pagesOfDump(path, notice)) {
        yield { events: pages.flatMap(page => dump.take(page)), next: undefined } satisfies Batch
      }
      yield { events: dump.last(), next: undefined } satisfies Batch
    },
  }
}

/** Gives pages their times. Of one instant, physics comes last. */
class DumpClock {
  #counters: SourceCounters = noCounters
  #packet: number | undefined
  #at = micros(0)
  #physics: Uint8Array | undefined

  take({ page, bytes }: RecordedPage): readonly RecordedEvent[] {
    requireBeginning(page, bytes)
    if (page !== 'physics') return [{ kind: 'page', at: this.#at, page, bytes }]
    const before = this.last()
    const packet = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
    const steps = this.#packet === undefined ? 0 : packet - this.#packet
    if (steps === 0 && this.#packet !== undefined) {
      return [...before, this.#count({ duplicates: this.#counters.duplicates + 1 })]
    }
    const another = steps < 0 || steps > longestGap
    this.#packet = packet
    this.#at = micros(this.#at + (another ? 1 : steps) * step_us)
    const counted: RecordedEvent[] = []
    if (!another && steps > 1) counted.push(this.#count({ gaps: this.#counters.gaps + steps - 1 }))
    if (bytes.subarray(counterSize).every(byte => byte === 0)) {
      return [...before, ...counted, this.#count({ empty: this.#counters.empty + 1 })]
    }
    this.#physics = bytes
    return [...before, ...counted]
  }

  /** The physics page that is still held back. */
  last(): readonly RecordedEvent[] {
    const bytes = this.#physics
    this.#physics = undefined
    return bytes === undefined ? [] : [{ kind: 'page', at: this.#at, page: 'physics', bytes }]
  }

  #count(change: Partial<SourceCounters>): RecordedEvent {
    this.#counters = { ...this.#counters, ...change }
    return { kind: 'counted', at: this.#at, counters: this.#counters }
  }
}

/** A recorder may keep only the beginning of a page; another game's page is refused by its size. */
function requireBeginning(page: PageName, bytes: Uint8Array): void {
  try {
    requirePageSize('acc', page, bytes.byteLength)
  } catch (fault) {
    const short = bytes.byteLength < accPages[page].size
    if (fault instanceof WireFault && fault.code === 'wrong-size' && short) return
    throw fault
  }
}

/** When the recording began: from `…2026-04-10T02-55-22-777Z…` in its name, else the time of the file. */
async function startOfDump(path: string): Promise<UnixMillis> {
  const found = /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/.exec(basename(path))
  if (found === null) return unixMillis(Math.round((await stat(path)).mtimeMs))
  const [, day, hours, minutes, seconds, thousandths] = found
  return unixMillis(Date.parse(`${day}T${hours}:${minutes}:${seconds}.${thousandths}Z`))
}

/**
 * The pages in the order in which they were written. A file that breaks off, or is damaged, is read to its last whole
 * record and then told of. Throws RigFault `bad-recording` for a file that is none.
 */
export async function* pagesOfDump(
  path: string,
  notice: (text: string) => void,
): AsyncGenerator<readonly RecordedPage[]> {
  let rest: Buffer = Buffer.alloc(0)
  let opened = false
  try {
    for await (const chunk of contentOf(path)) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (!opened) {
        if (rest.length < headerSize) continue
        requireMagic(path, rest)
        rest = rest.subarray(headerSize)
        opened = true
      }
      const { pages, used, broken } = recordsIn(rest)
      rest = rest.subarray(used)
      if (pages.length > 0) yield pages
      if (broken !== undefined) throw new Error(broken)
    }
  } catch (error) {
    if (error instanceof RigFault || !opened) throw error
    notice(`${path} is damaged (${error instanceof Error ? error.message : error}): read up to there`)
    return
  }
  if (!opened) requireMagic(path, rest)
  if (rest.length > 0) notice(`${path} breaks off in the middle of a page: read up to the last whole one`)
}

type Records = {
  readonly pages: readonly RecordedPage[]
  /** Bytes of whole records. */
  readonly used: number
  readonly broken?: string
}

function recordsIn(bytes: Buffer): Records {
  const pages: RecordedPage[] = []
  let at = 0
  while (at + recordHeaderSize <= bytes.length) {
    const type = bytes.readUInt8(at)
    const page = pageOfType[type]
    const length = bytes.readUInt32LE(at + 1)
    if (page === undefined || length < 4 || length > largestRecord) {
      return { pages, used: at, broken: `a record of type ${type} and ${length} bytes` }
    }
    const end = at + recordHeaderSize + length
    if (end > bytes.length) break
    pages.push({ page, bytes: bytes.subarray(at + recordHeaderSize, end) })
    at = end
  }
  return { pages, used: at }
}

function requireMagic(path: string, bytes: Buffer): void {
  const found = bytes.toString('latin1', 0, magic.length)
  if (found === magic) return
  throw new RigFault(
    'bad-recording',
    path,
    `a file that begins with ${JSON.stringify(magic)}`,
    JSON.stringify(found),
  )
}

/** A gzip file that breaks off is unpacked as far as it goes. */
async function* contentOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  if (!(await isGzipped(path))) {
    yield* file
    return
  }
  const unpacked = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 256 * 1024 })
  pipeline(file, unpacked, () => undefined)
  yield* unpacked
}

async function isGzipped(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}
