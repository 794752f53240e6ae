// From the table's stream back to MQTT: a board whose rows have changed is published, so that pages show it at once.
import { z } from 'zod'
import { openShown } from '../laps/shown.ts'
import type { LapStore } from '../laps/store.ts'
import type { Board } from '../model/board.ts'
import { plainBoards } from '../model/board-name.ts'

/** The topic of a board: `boards/monza/GT3`. */
export const boardTopic = (board: string): string => `boards/${board}`

/** As many rows as the hub tells a page. */
const toldRows = 20

const text = z.object({ S: z.string() })
const image = z.object({ PK: text, SK: text })
/** The parts of a stream's event that are read. [DynamoDB developer guide, streams and Lambda] */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      eventID: z.string(),
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({ Keys: image, SequenceNumber: z.string().optional() }),
    }),
  ),
})

export type BoardPublisher = (topic: string, board: Board) => Promise<void>

/**
 * Takes a batch of changes. Boards are read anew and published whole, so doubles and any order do no harm. Rejects when
 * one could not be published; the batch then comes again.
 */
export function recordsFunction(
  store: LapStore,
  publish: BoardPublisher,
): (event: unknown) => Promise<{ readonly boards: readonly string[] }> {
  const shown = openShown(store)
  return async event => {
    const { Records } = streamEvent.parse(event)
    const keys = Records.map(({ dynamodb }) => ({ pk: dynamodb.Keys.PK.S, sk: dynamodb.Keys.SK.S }))
    const names = keys.flatMap(({ pk, sk }) => boardOf(pk, sk))
    // A driver who is hidden, or named again, is so on every board at once.
    for (const { sk } of keys.filter(({ pk }) => pk === 'HIDDEN'))
      names.push(...(await store.boards({ ...plainBoards, driver: sk, limit: 1 })).map(({ board }) => board))
    const boards = [...new Set(names)]
    for (const name of boards) {
      const [board] = await shown.boards({ board: name, limit: toldRows })
      if (board !== undefined) await publish(boardTopic(name), board)
    }
    return { boards }
  }
}

/** The board of a driver's best row; none for any other row of the table. */
function boardOf(pk: string, sk: string): readonly string[] {
  const board = /^BOARD#(.+)$/.exec(pk)?.[1]
  return board === undefined || !sk.startsWith('DRIVER#') ? [] : [board]
}
