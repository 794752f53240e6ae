// `pitwall import`: a file of another program as messages, or the reason why it cannot be read. No file is touched here.
import { ModelFault } from '../../model/fault.ts'
import { WireFault } from '../../wire/fault.ts'
import { isLd } from '../../wire/motec/ld.ts'
import { isLdx } from '../../wire/motec/ldx.ts'
import { sniffText } from '../../wire/text.ts'
import { importLog } from './import-log.ts'
import { importResults } from './import-results.ts'
import {
  fileName,
  type Imported,
  type ImportFormat,
  type ImportOptions,
  type ImportSource,
  stemOf,
} from './imported.ts'
import { readCsvLog, readLdLog, readLdxLog } from './motec-files.ts'

const recordingMagic = [0x89, 0x4d, 0x43, 0x41, 0x50]

/** What a file is, by its first bytes and then by its name; undefined for what no import knows. */
export function formatOf(bytes: Uint8Array, name: string): ImportFormat | undefined {
  if (recordingMagic.every((byte, index) => bytes[index] === byte)) return 'mcap'
  if (isLd(bytes)) return 'motec-ld'
  const { text } = sniffText(bytes.subarray(0, 4096), name, 4096)
  if (isLdx(text)) return 'motec-ldx'
  const first = text.trimStart()
  if (first.startsWith('{') && !/\.csv$/i.test(name)) return 'acc-results'
  if (/^"?(Time|Format)"?\s*[,;]/.test(first)) return 'motec-csv'
  const ending = /\.(ld|ldx|csv|json)$/i.exec(name)?.[1]?.toLowerCase()
  const endings = { ld: 'motec-ld', ldx: 'motec-ldx', csv: 'motec-csv', json: 'acc-results' } as const
  return ending === 'ld' || ending === 'ldx' || ending === 'csv' || ending === 'json'
    ? endings[ending]
    : undefined
}

/**
 * Reads one file. Ids are made from its bytes, so that importing it twice gives the same sessions and laps. A file that
 * cannot be read gives `ok: false` and a notice that says where, what was expected and what was found. Never throws for
 * what is in the file; takes time and memory in proportion to it.
 */
export function importFile(file: ImportSource, options: ImportOptions = {}): Imported {
  const source = { ...file, name: fileName(file.name) }
  const { bytes, name, sidecars = [] } = source
  const format = formatOf(bytes, name)
  if (format === undefined) {
    const message = `${name}: expected .ld, .ldx, MoTeC CSV or results of a session, found ${beginningOf(bytes)}`
    return { ok: false, notices: [{ code: 'unknown-format', message }] }
  }
  if (format === 'mcap') {
    return { ok: false, notices: [{ code: 'is-recording', message: `${name}: replay it instead` }] }
  }
  try {
    if (format === 'acc-results') return importResults(source, options)
    if (format === 'motec-ld') return importLog(readLdLog(source), source, options)
    if (format === 'motec-csv') return importLog(readCsvLog(source), source, options)
    const isBesideLog = sidecars.some(
      beside => /\.ld$/i.test(beside.name) && stemOf(beside.name) === stemOf(name),
    )
    return isBesideLog ? besideLog(name) : importLog(readLdxLog(source), source, options)
  } catch (fault) {
    if (!(fault instanceof WireFault || fault instanceof ModelFault)) throw fault
    const code = fault instanceof WireFault ? fault.code : 'bad-value'
    return { ok: false, format, notices: [{ code, message: fault.message }] }
  }
}

function besideLog(name: string): Imported {
  const message = `${name}: import the .ld beside it, which takes its beacons from here`
  const none = { sessions: [], laps: [], samples: 0, messages: () => [] }
  return { ok: true, format: 'motec-ldx', ...none, notices: [{ code: 'beside-log', message }] }
}

function beginningOf(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) return 'an empty file'
  return [...bytes.subarray(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
}
