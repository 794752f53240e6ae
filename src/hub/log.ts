// The log: JSON lines on stderr, written here at the edge and nowhere below.
import { pino } from 'pino'
import type { Configuration } from './configuration.ts'

export type Log = {
  readonly info: (fields: Readonly<Record<string, unknown>>, text: string) => void
  readonly warn: (fields: Readonly<Record<string, unknown>>, text: string) => void
  readonly error: (fields: Readonly<Record<string, unknown>>, text: string) => void
}

export const openLog = (level: Configuration['log']): Log =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  )
