// Boards, their records, and events.
import { z } from 'zod'
import { board, boardRecord, theoretical } from '../../model/board.ts'
import { boardEvent } from '../../model/board-event.ts'
import { boardScreen } from '../../model/board-screen.ts'
import { hiddenDriver } from '../../model/hidden-driver.ts'
import { boardQuery, recordsQuery, theoreticalQuery } from '../routes/laps.ts'
import { changedBoards, eventDraft, namingDraft } from '../routes/steward.ts'
import type { Operation } from './operation.ts'

export const boardOperations: readonly Operation[] = [
  {
    path: '/api/boards',
    summary: 'Boards: a row for each driver',
    query: boardQuery,
    answer: z.array(board),
  },
  {
    path: '/api/boards/records',
    summary: 'The record of a board of best laps, and who held it before',
    query: recordsQuery,
    answer: z.array(boardRecord),
  },
  {
    path: '/api/theoretical',
    summary: "A driver's best own valid sectors, as one lap",
    query: theoreticalQuery,
    answer: theoretical,
  },
  { path: '/api/events', summary: 'Events that have boards of their own', answer: z.array(boardEvent) },
  {
    method: 'put',
    path: '/api/events/{event}',
    needs: 'steward',
    summary: 'Declares an event; laps that began in it are held on its boards',
    body: eventDraft,
    answer: changedBoards,
  },
  {
    method: 'delete',
    path: '/api/events/{event}',
    needs: 'steward',
    summary: 'Removes an event with its boards',
    answer: changedBoards,
  },
  {
    method: 'post',
    path: '/api/screens',
    needs: 'steward',
    summary:
      'What the screens that show a board are to do: which page stands, how fast they turn, which board comes next',
    body: boardScreen,
    answer: boardScreen,
  },
  {
    path: '/api/drivers/hidden',
    needs: 'steward',
    summary: 'Drivers who do not want to be named on boards, and what is shown instead',
    answer: z.array(hiddenDriver),
  },
  {
    method: 'post',
    path: '/api/drivers/hidden',
    needs: 'steward',
    summary: 'Names a driver on boards and evidence no more, or again; the laps count as before',
    body: namingDraft,
    answer: hiddenDriver.partial().required({ driver: true }),
  },
]
