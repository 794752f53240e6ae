// What a recording's streams are called and how their bytes are to be read. A page is a ROS 1 message as it stands
// (wire/ros-message.ts); what the source said of itself is JSON. A stream of datagrams is one topic per sender, its schema
// named after the family of its messages.
import type { Game } from '../../model/games/game.ts'
import { games } from '../../model/games/games.ts'
import type { UnixMillis } from '../../units/quantity.ts'
import { type PageName, pageNames } from '../../wire/acc/page.ts'
import { rosMessage } from '../../wire/ros-message.ts'
import type { SourceCounters } from '../source.ts'

/** A stream of equal messages: where they come from, and how their bytes are to be read. */
export type Topic = {
  /** `/acc/physics`. */
  readonly name: string
  readonly messageEncoding: string
  readonly schema: { readonly name: string; readonly encoding: string; readonly text: string }
}

const pageTopics = new Map<string, Topic>()

/** The topic of a page of `length` bytes; always the same value for the same page. */
export function pageTopic({ id: game, pages }: Game, page: PageName, length: number): Topic {
  const { size } = pages[page]
  const key = `${game} ${page} ${length}`
  const known = pageTopics.get(key)
  if (known !== undefined) return known
  const topic: Topic = {
    name: `/${game}/${page}`,
    messageEncoding: 'ros1',
    schema: {
      name: `pitwall/${game}_${page}${length === size ? '' : `_${length}`}`,
      encoding: 'ros1msg',
      text: rosMessage(pages[page], length),
    },
  }
  pageTopics.set(key, topic)
  return topic
}

/** Which page a topic holds; undefined for another topic, or a game that this pitwall does not know. */
export function pageOfTopic(name: string): { readonly game: Game; readonly page: PageName } | undefined {
  const [, id, last] = /^\/([a-z0-9_-]+)\/([a-z]+)$/.exec(name) ?? []
  const page = pageNames.find(known => known === last)
  const game = Object.values(games).find(known => known.id === id)
  return game === undefined || page === undefined ? undefined : { game, page }
}

/** What ACC broadcast: each message is one datagram, as docs/protocol/acc-broadcasting.md has it. */
export const broadcastTopic: Topic = {
  name: '/acc/broadcast',
  messageEncoding: 'acc-broadcast-v4',
  schema: { name: 'pitwall/acc_broadcast', encoding: 'acc-broadcast-v4', text: '' },
}

/** What the source said while it read: what it counted, and when the game came and went. */
export const sourceTopic: Topic = {
  name: '/source',
  messageEncoding: 'json',
  schema: {
    name: 'pitwall/source',
    encoding: 'jsonschema',
    text: JSON.stringify({
      type: 'object',
      properties: {
        kind: { enum: ['state', 'counted'] },
        state: { enum: ['waiting', 'reading'] },
        detail: { type: 'string' },
        started_at_ms: { type: 'number' },
        pages: { type: 'integer' },
        duplicates: { type: 'integer' },
        gaps: { type: 'integer' },
        torn: { type: 'integer' },
        empty: { type: 'integer' },
      },
    }),
  },
}

/** A message of `sourceTopic`: the game came or went. */
export const stateWord = (state: 'waiting' | 'reading', detail: string, startedAt: UnixMillis): Uint8Array =>
  Buffer.from(JSON.stringify({ kind: 'state', state, detail, started_at_ms: startedAt }))

/** A message of `sourceTopic`: what was counted so far. */
export const countedWord = (counters: SourceCounters): Uint8Array =>
  Buffer.from(JSON.stringify({ kind: 'counted', ...counters }))
