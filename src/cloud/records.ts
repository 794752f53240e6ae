// From the table's stream back to MQTT: a board whose rows have changed is published, so that pages show it at once.
import { z } from 'zod'
import type { LapStore } from '../laps/store.ts'
import type { Board } from '../model/board.ts'

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
  store: Pick<LapStore, 'boards'>,
  publish: BoardPublisher,
): (event: unknown) => Promise<{ readonly boards: readonly string[] }> {
  return async event => {
    const { Records } = streamEvent.parse(event)
    const names = Records.flatMap(({ dynamodb }) => boardOf(dynamodb.Keys.PK.S, dynamodb.Keys.SK.S))
    const boards = [...new Set(names)]
    for (const name of boards) {
      const [board] = await store.boards({ board: name, limit: toldRows })
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
