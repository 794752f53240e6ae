// Tracks and how they are cut.
import { cutsAnswer, cutsDraft } from '../../model/track-cuts.ts'
import { trackAnswer } from '../routes/tracks.ts'
import type { Operation } from './operation.ts'

export const trackOperations: readonly Operation[] = [
  {
    path: '/api/tracks/{track}',
    summary: 'Sector lines, mini-sectors and numbered corners of a track',
    answer: trackAnswer,
  },
  {
    path: '/api/tracks/{track}/cuts',
    summary: 'How somebody cut a track into segments; null where it is cut by its corners',
    answer: cutsAnswer,
  },
  {
    method: 'put',
    path: '/api/tracks/{track}/cuts',
    needs: 'steward',
    summary: 'Cuts a track into segments: metres from the line, and names',
    body: cutsDraft,
    answer: cutsAnswer,
  },
  {
    method: 'delete',
    path: '/api/tracks/{track}/cuts',
    needs: 'steward',
    summary: 'Cuts a track by its corners again',
    answer: cutsAnswer,
  },
]
