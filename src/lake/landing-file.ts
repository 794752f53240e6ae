// Reading a landing log back, in bounded memory: an index of its frames first, then one frame at a time.
import { closeSync, ftruncateSync, openSync, readSync } from 'node:fs'
import type { FrameHeader } from '../model/frame.ts'
import { decodeFrame, type FramePages } from '../model/frame-scan.ts'
import { frameHeader, type LapMessage, lapMessage, readMessage } from '../model/messages.ts'
import { believedLap } from '../model/trust.ts'
import { type LandedRecord, largestBody, scanRecords } from './record.ts'

export type LandedFrame = { readonly header: FrameHeader; readonly offset: number; readonly length: number }

export type LandingIndex = {
  /** In the order in which they landed; a frame may stand there twice. */
  readonly frames: readonly LandedFrame[]
  /** The one that is believed. */
  readonly message?: LapMessage
  /** Where the last good record ends. */
  readonly end: number
  /** Bytes that are no record: a torn tail, or worse. */
  readonly damaged: number
}

const windowSize = 4 * largestBody
/** More than a record can be long: a window that holds this much holds a whole record. */
const longestRecord = largestBody + 65_536 + 16

/** Reads the records of a log up to `limit` bytes (all by default); blocks, so only for worker threads. */
export function indexLanding(path: string, limit = Number.POSITIVE_INFINITY): LandingIndex {
  const file = openSync(path, 'r')
  try {
    const frames: LandedFrame[] = []
    let message: LapMessage | undefined
    let end = 0
    let damaged = 0
    const window = Buffer.alloc(windowSize)
    for (let from = 0; ; ) {
      const size = readSync(file, window, 0, Math.min(windowSize, limit - from), from)
      if (size <= 0) break
      const isLast = size < windowSize || from + size >= limit
      const scan = scanRecords(window.subarray(0, size), isLast ? size : size - longestRecord)
      for (const record of scan.records) {
        const lap = record.kind === 'lap' ? readMessage(lapMessage, json(record.body), path) : undefined
        if (lap !== undefined) message = believedLap(message, lap)
        else frames.push(landedFrame(record, from))
      }
      if (scan.records.length > 0) end = from + scan.end
      damaged += scan.damaged
      from += scan.next
      if (isLast) break
    }
    return { frames, ...(message && { message }), end, damaged }
  } finally {
    closeSync(file)
  }
}

/** Cuts what a crash tore off the end of a log. */
export function cutLanding(path: string, end: number): void {
  const file = openSync(path, 'r+')
  try {
    ftruncateSync(file, end)
  } finally {
    closeSync(file)
  }
}

/** Reads frames of a log by their index. */
export class LandingReader {
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, 'r')
  }

  /** Throws ModelFault or SyntaxError for a message that is no frame. */
  read(frame: LandedFrame): FramePages {
    const bytes = Buffer.alloc(frame.length)
    readSync(this.#file, bytes, 0, frame.length, frame.offset)
    return decodeFrame(bytes)
  }

  close(): void {
    closeSync(this.#file)
  }
}

function landedFrame(record: LandedRecord, from: number): LandedFrame {
  const header = readMessage(frameHeader, json(record.head), 'landing log')
  const offset = from + record.offset + 16 + record.head.length
  return { header, offset, length: record.body.length }
}

const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'))
