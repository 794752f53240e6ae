// Laps and sessions, and what was written beside laps.
import { z } from 'zod'
import { lapColumns } from '../../model/lap-columns.ts'
import { lapRemark, remarkDraft } from '../../model/lap-remark.ts'
import { lapSegments, segmentQuery } from '../../model/lap-segments.ts'
import { lapTrace, traceQuery } from '../../model/lap-trace.ts'
import { sessionMessage } from '../../model/messages.ts'
import { ruledLap, ruling, rulingDraft } from '../../model/ruling.ts'
import { exportQuery } from '../routes/export.ts'
import { columnsQuery } from '../routes/grid.ts'
import { countQuery, lapCount, lapQuery, sessionQuery } from '../routes/laps.ts'
import type { Operation } from './operation.ts'

const listedSession = sessionMessage
  .omit({ v: true, type: true })
  .extend({ laps: z.int().min(0), field_laps: z.int().min(0), best_lap_ms: z.int().min(0).optional() })

export const lapOperations: readonly Operation[] = [
  { path: '/api/laps', summary: 'Laps, newest first', query: lapQuery, answer: z.array(ruledLap) },
  {
    path: '/api/laps/count',
    summary: 'How many laps there are, and how many of the field are hidden',
    query: countQuery,
    answer: lapCount,
  },
  { path: '/api/laps/{lap_id}', summary: 'One lap', answer: ruledLap },
  {
    method: 'post',
    path: '/api/laps/{lap_id}/ruling',
    needs: 'steward',
    summary: 'Rules on a lap: valid, invalid, or as the game said',
    body: rulingDraft,
    answer: ruledLap,
  },
  {
    path: '/api/laps/{lap_id}/rulings',
    summary: 'What was ruled on a lap, oldest first',
    answer: z.array(ruling),
  },
  {
    path: '/api/laps/{lap_id}/grid',
    summary: 'A complete lap over the track, 2048 rows',
    query: columnsQuery,
    answer: lapColumns,
  },
  {
    path: '/api/laps/{lap_id}/export',
    summary: 'The lap as a file: MoTeC, CSV, Parquet, JSON, or a card to share',
    query: exportQuery,
    answer: z.string(),
  },
  {
    path: '/api/laps/{lap_id}/samples',
    summary: 'Every sample of some channels of a lap',
    query: columnsQuery,
    answer: lapColumns,
  },
  {
    path: '/api/laps/{lap_id}/trace',
    summary: 'A window of a lap in as many columns as a screen has, the lowest and the highest value of each',
    query: traceQuery,
    answer: lapTrace,
  },
  {
    path: '/api/laps/{lap_id}/segments',
    summary: 'What a lap did in each stretch of its track',
    query: segmentQuery,
    answer: lapSegments,
  },
  {
    path: '/api/sessions',
    summary: 'Sessions, newest first',
    query: sessionQuery,
    answer: z.array(listedSession),
  },
  {
    path: '/api/remarks',
    summary: 'What was written beside laps: notes, tags, and which are left out of lists',
    answer: z.array(lapRemark),
  },
  {
    method: 'put',
    path: '/api/laps/{lap_id}/remark',
    needs: 'steward',
    summary: 'Writes a note and tags beside a lap, or leaves it out of lists; what is not said stays',
    body: remarkDraft,
    answer: lapRemark,
  },
]
