// What a frame says of itself, read from its first bytes: its columns are not touched.

import { ModelFault } from './fault.ts'
import type { FrameHeader } from './frame.ts'
import { frameHeader, readMessage } from './messages.ts'

/** The header stands before the pages, in far less than this. */
const mostHead = 2048
const decoder = new TextDecoder()

/** Reads the header of a frame message as it came. Throws ModelFault `bad-message`. */
export function readFrameHeader(bytes: Uint8Array): FrameHeader {
  const head = decoder.decode(bytes.subarray(0, mostHead))
  const pages = head.indexOf(',"pages":')
  const text = pages < 0 ? decoder.decode(bytes) : `${head.slice(0, pages)}}`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ModelFault('bad-message', 'frame', 'a JSON object', JSON.stringify(head.slice(0, 40)))
  }
  return readMessage(frameHeader, value, 'frame')
}
