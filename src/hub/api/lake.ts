// The lake: its tables and questions to it.
import { z } from 'zod'
import { lakeTable } from '../../model/lake-tables.ts'
import { sqlQuestion } from '../routes/sql.ts'
import type { Operation } from './operation.ts'

export const lakeOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/sql',
    summary:
      'A question to the lake, read only and bounded; as lines, rows while it runs, if application/x-ndjson is accepted; as a file of all rows, if text/csv or application/vnd.apache.parquet is',
    body: sqlQuestion,
    answer: z.object({
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      rows: z.array(z.array(z.unknown())),
      truncated: z.boolean(),
      read_bytes: z.int().optional(),
      none: z.object({ of: z.int(), matched: z.int() }).optional(),
    }),
  },
  {
    path: '/api/lake/tables',
    summary: 'The tables of the lake: columns, types, units and what they are',
    answer: z.array(lakeTable),
  },
]
