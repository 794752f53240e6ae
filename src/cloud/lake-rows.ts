// Messages to rows of the lake, on their way through a delivery stream that writes Parquet from JSON.
import { z } from 'zod'
import type { ColumnData } from '../lake/parquet/column.ts'
import { noInt } from '../lake/parquet/column.ts'
import { dayOf } from '../lake/partition.ts'
import { type Held, nothingHeld, RowBlock } from '../lake/rows.ts'
import { valueAt } from '../lake/summaries.ts'
import { type LakeColumn, lakeTables } from '../lake/tables.ts'
import { decodeFrame } from '../model/frame-scan.ts'
import { lapMessage, readFrame, readMessage, sessionMessage } from '../model/messages.ts'
import { CloudFault } from './fault.ts'
import { cloudTables, jsonKeys } from './lake-tables.ts'

/** [Amazon Data Firehose developer guide, data transformation] */
const transformation = z.object({
  deliveryStreamArn: z.string(),
  records: z.array(
    z.object({ recordId: z.string(), approximateArrivalTimestamp: z.number(), data: z.string() }),
  ),
})

export type TransformedRecord = {
  readonly recordId: string
  /** `Dropped`: not in this answer; it was put into the stream once more. */
  readonly result: 'Ok' | 'ProcessingFailed' | 'Dropped'
  readonly data?: string
  readonly metadata?: { readonly partitionKeys: { readonly day: string } }
}

/** Puts records into a delivery stream again. Rejects when it does not take all of them. */
export type PutAgain = (stream: string, records: readonly Uint8Array[]) => Promise<void>

/** Lambda answers at most 6 MiB. */
const mostAnswer = 6_200_000
/** Of a record, beside its rows. */
const overhead = 160

/**
 * One answer for each record, in their order. What is no message is marked, and kept apart by the stream; what does not
 * fit into the answer comes again in a later batch. Rejects when that cannot be: then the whole batch comes again.
 */
export function lakeRowsFunction(
  again: PutAgain,
): (event: unknown) => Promise<{ readonly records: readonly TransformedRecord[] }> {
  const block = new RowBlock()
  return async event => {
    const { deliveryStreamArn, records } = transformation.parse(event)
    const held = new Map<string, Held>()
    const later: Uint8Array[] = []
    let length = 0
    const answers = records.map(({ recordId, data, approximateArrivalTimestamp }): TransformedRecord => {
      const bytes = Buffer.from(data, 'base64')
      const rows = rowsOrNone(bytes, block, held)
      const answer = rows === undefined ? data : Buffer.from(rows.lines).toString('base64')
      if (length + answer.length + overhead > mostAnswer) {
        later.push(bytes)
        return { recordId, result: 'Dropped' }
      }
      length += answer.length + overhead
      if (rows === undefined) return { recordId, result: 'ProcessingFailed', data }
      const day = rows.day ?? new Date(approximateArrivalTimestamp).toISOString().slice(0, 10)
      return { recordId, result: 'Ok', data: answer, metadata: { partitionKeys: { day } } }
    })
    if (later.length > 0) await again(deliveryStreamArn.replace(/^.*\//, ''), later)
    return { records: answers }
  }
}

/** Undefined for what is no message. */
function rowsOrNone(bytes: Buffer, block: RowBlock, held: Map<string, Held>): Rows | undefined {
  try {
    return rowsOf(bytes, block, held)
  } catch {
    return undefined
  }
}

type Rows = { readonly lines: string; readonly day: string | undefined }

function rowsOf(bytes: Buffer, block: RowBlock, held: Map<string, Held>): Rows {
  const message: unknown = JSON.parse(bytes.toString())
  switch (valueAt(message, ['type'])) {
    case 'frame':
      return frameRows(bytes, message, block, held)
    case 'lap': {
      const lap = readMessage(lapMessage, message, 'lap')
      return { lines: recordRow(lakeTables.laps.columns, lap), day: lap.started_at.slice(0, 10) }
    }
    case 'session': {
      const session = readMessage(sessionMessage, message, 'session')
      return { lines: recordRow(lakeTables.sessions.columns, session), day: session.started_at.slice(0, 10) }
    }
    default:
      throw new CloudFault('bad-event', 'type', 'frame, lap or session', 'another message')
  }
}

/** A line per physics sample. What the graphics page said last holds from frame to frame of one batch. */
function frameRows(bytes: Buffer, message: unknown, block: RowBlock, held: Map<string, Held>): Rows {
  const { session_id, lap_id, lap_number, site } = readFrame(message)
  const known = held.get(session_id) ?? nothingHeld()
  held.set(session_id, known)
  const { physics, graphics } = decodeFrame(bytes)
  block.clear()
  block.appendFrame(physics, graphics, known)
  const keys = jsonKeys(cloudTables.sample_rows)
  const fixed = { session_id, lap_id, lap_number, site }
  const start = Object.entries(fixed).map(([name, value]) => `"${keys.get(name)}":${JSON.stringify(value)}`)
  const columns = [...block.columns()].map(([name, column]) => [`,"${keys.get(name)}":`, column] as const)
  let lines = ''
  for (let row = 0; row < block.count; row++) {
    lines += `{${start.join()}`
    for (const [key, column] of columns) {
      const value = numberAt(column, row)
      if (value !== undefined) lines += key + value
    }
    lines += '}\n'
  }
  return { lines, day: dayOf(session_id, physics?.t_us[0] ?? 0) }
}

function numberAt(column: ColumnData, row: number): number | undefined {
  switch (column.type) {
    case 'int': {
      const value = column.values[row]
      return value === noInt ? undefined : value
    }
    case 'float':
    case 'bigint':
    case 'double': {
      const value = column.values[row] ?? Number.NaN
      return Number.isNaN(value) ? undefined : value
    }
    default:
      return undefined
  }
}

function recordRow(columns: readonly LakeColumn[], record: object): string {
  const values = columns.flatMap(({ name, type, path }) => {
    const value = valueAt(record, path)
    if (value === undefined || value === null) return []
    return [[name, type === 'instant' ? sqlInstant(String(value)) : value]]
  })
  return `${JSON.stringify(Object.fromEntries(values))}\n`
}

/** `2026-11-24 12:00:00.000`, in UTC, as the JSON reader of the stream takes a timestamp. */
const sqlInstant = (text: string): string => new Date(text).toISOString().replace('T', ' ').slice(0, 23)
