// How the hub is.
import { z } from 'zod'
import { activity, logLine } from '../../model/activity.ts'
import { health } from '../../model/health.ts'
import type { Operation } from './operation.ts'

export const hubOperations: readonly Operation[] = [
  { path: '/api/health', summary: 'How every part of the hub is', answer: health },
  {
    path: '/api/activity',
    summary: 'The last minutes of the hub: streams by the second, ways, pages, and which part became how',
    answer: activity,
  },
  {
    path: '/api/log',
    needs: 'steward',
    summary: 'The newest lines of the log, without secrets',
    answer: z.array(logLine),
  },
]
