// Text files whose encoding nobody wrote down: games write UTF-16, tools save them again as something else.
import { WireFault } from './fault.ts'

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

export type SniffedText = {
  readonly text: string
  readonly encoding: TextEncoding
  /** Whether a byte order mark stood in front. */
  readonly marked: boolean
}

/**
 * Reads text by its byte order mark; without one by the zeros that UTF-16 has beside Latin letters; else as UTF-8, and
 * where that fails as Windows-1252. Zeros at the end are padding. Throws WireFault `too-large` above `most` bytes.
 */
export function sniffText(bytes: Uint8Array, where: string, most: number): SniffedText {
  if (bytes.byteLength > most) {
    throw new WireFault('too-large', where, `at most ${most} bytes of text`, `${bytes.byteLength} bytes`)
  }
  const { encoding, mark } = encodingOf(bytes)
  const body = bytes.subarray(mark)
  if (encoding !== 'utf-8') return { text: decoded(body, encoding), encoding, marked: mark > 0 }
  try {
    return {
      text: trimmed(new TextDecoder('utf-8', { fatal: true }).decode(body)),
      encoding,
      marked: mark > 0,
    }
  } catch {
    return { text: decoded(body, 'windows-1252'), encoding: 'windows-1252', marked: false }
  }
}

function encodingOf(bytes: Uint8Array): { readonly encoding: TextEncoding; readonly mark: number } {
  const [first = 1, second = 1, third] = bytes
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', mark: 2 }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', mark: 2 }
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', mark: 3 }
  if (second === 0 && first !== 0) return { encoding: 'utf-16le', mark: 0 }
  if (first === 0 && second !== 0) return { encoding: 'utf-16be', mark: 0 }
  return { encoding: 'utf-8', mark: 0 }
}

const decoded = (bytes: Uint8Array, encoding: TextEncoding) =>
  trimmed(new TextDecoder(encoding).decode(bytes))

function trimmed(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--
  return text.slice(0, end)
}

/** UTF-16, little-endian, without a mark: as ACC itself writes. */
export function encodeUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), true)
  return bytes
}
