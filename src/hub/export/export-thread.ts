// One export on a thread of its own: writing a lap takes a second or more, and live values must not wait for it.
import { parentPort, workerData } from 'node:worker_threads'
import { openLapReader } from '../../lake/lap-reader.ts'
import type { RuledLap } from '../../model/ruling.ts'
import type { ExportedFile, ExportFormat } from './export-formats.ts'
import { exportLaps } from './export-laps.ts'

export type ExportJob = {
  /** Their folders. */
  readonly lake: string
  readonly recordings: string
  readonly records: readonly RuledLap[]
  readonly format: ExportFormat
}

/** An error loses its class between threads: its name and code are kept. */
export type ExportAnswer =
  | { readonly files: readonly ExportedFile[] }
  | { readonly fault: { readonly name: string; readonly code: string; readonly message: string } }

async function work({ lake, recordings, records, format }: ExportJob): Promise<ExportAnswer> {
  const reader = openLapReader(lake)
  try {
    return { files: await exportLaps(reader, records, format, recordings) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const message = error instanceof Error ? error.message : String(error)
    return { fault: { name: error instanceof Error ? error.name : 'Error', code, message } }
  } finally {
    reader.close()
  }
}

if (parentPort !== null) {
  const port = parentPort
  const job: ExportJob = workerData
  void work(job).then(answer => port.postMessage(answer))
}
