// Exports for the pages: few at a time, each on a thread with a bound on its memory and its time.
import { Worker } from 'node:worker_threads'
import type { RuledLap } from '../../model/ruling.ts'
import { HubFault } from '../fault.ts'
import type { ExportedFile, ExportFormat } from './export-formats.ts'
import type { ExportAnswer, ExportJob } from './export-thread.ts'

export interface ExportDesk {
  /** Throws HubFault `no-export` with a sentence, `too-busy` when others are being made. */
  export(records: readonly RuledLap[], format: ExportFormat): Promise<readonly ExportedFile[]>
}

const together = 2
const longest_ms = 120_000
const mostMemory_mb = 1024

export function openExportDesk(lake: string, recordings: string): ExportDesk {
  let busy = 0
  return {
    async export(records, format) {
      if (busy >= together)
        throw new HubFault('too-busy', 'two exports are being made; ask again in a moment.')
      busy += 1
      try {
        return await onThread({ lake, recordings, records, format })
      } finally {
        busy -= 1
      }
    },
  }
}

function onThread(workerData: ExportJob): Promise<readonly ExportedFile[]> {
  // The thread's file lies beside this one, as TypeScript in a checkout and as JavaScript in the package.
  const file = new URL(import.meta.url.replace(/export-desk(\.\w+)$/, 'export-thread$1'))
  const worker = new Worker(file, { workerData, resourceLimits: { maxOldGenerationSizeMb: mostMemory_mb } })
  return new Promise<readonly ExportedFile[]>((resolve, reject) => {
    const refuse = (why: string) => reject(new HubFault('no-export', why))
    const timer = setTimeout(() => refuse(`it took longer than ${longest_ms / 1000} s.`), longest_ms)
    worker.once('message', (answer: ExportAnswer) => {
      if ('files' in answer) resolve(answer.files)
      else refuse(answer.fault.message)
    })
    worker.once('error', error => refuse(error.message))
    worker.once('exit', () => {
      clearTimeout(timer)
      refuse('the thread that made it has ended.')
    })
  }).finally(() => worker.terminate())
}
