// Rigs and words to their drivers.
import { z } from 'zod'
import { driverMessage, driverWords, rigState } from '../routes/rigs.ts'
import type { Operation } from './operation.ts'

export const rigOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/rigs/{site}/{rig}/message',
    needs: 'steward',
    summary:
      'Words for the driver of a rig, shown for some seconds on its Live pages whose driver agreed to it',
    body: driverWords,
    answer: driverMessage,
  },
  { path: '/api/rigs', summary: 'The last that was heard of every rig', answer: z.array(rigState) },
]
