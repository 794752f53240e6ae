// What the live stream is in a search index: one document for each thing, under an id that a duplicate shares.
import type { LiveMessage } from '../model/messages.ts'
import type { UnixMillis } from '../units/quantity.ts'
import type { Told } from './sink.ts'

export const searchIndices = ['live', 'events', 'sessions', 'status', 'laps', 'boards'] as const
export type SearchIndex = (typeof searchIndices)[number]

export type SearchDocument = {
  readonly index: SearchIndex
  readonly id: string
  /** JSON without a line break. */
  readonly source: string
}

/** The values of one moment. `@timestamp` is when they came, for dashboards that ask for the last minutes. */
export const liveDocument = (values: LiveMessage, received: UnixMillis): SearchDocument => ({
  index: 'live',
  id: `${values.site}-${values.rig}-${values.session_id}-${values.seq}`,
  source: JSON.stringify({ '@timestamp': received, ...values }),
})

export function toldDocument(message: Told): SearchDocument {
  switch (message.type) {
    case 'lap':
      return document('laps', message.lap.lap_id, message.lap)
    case 'event':
      return document('events', message.event.id, message.event)
    case 'session':
      return document('sessions', message.session.session_id, message.session)
    case 'status':
      return document('status', `${message.status.site}-${message.status.rig}`, message.status)
    case 'board':
      return document('boards', message.board.board, message.board)
  }
}

const document = (index: SearchIndex, id: string, value: object): SearchDocument => ({
  index,
  id,
  source: JSON.stringify(value),
})

/** Two lines of a `_bulk` request: what to do, and the document. */
export const bulkLines = ({ index, id, source }: SearchDocument): string =>
  `${JSON.stringify({ index: { _index: index, _id: id } })}\n${source}\n`

/**
 * The template that all indices are made from: words are words and not prose, times are times, numbers are floats. The
 * server itself bounds how many fields an index may have.
 */
export const indexTemplate = {
  index_patterns: searchIndices.flatMap(name => [name, `${name}-*`]),
  template: {
    settings: { number_of_shards: 1, 'index.codec': 'best_compression', refresh_interval: '1s' },
    mappings: {
      dynamic: true,
      numeric_detection: false,
      dynamic_templates: [
        { words: { match_mapping_type: 'string', mapping: { type: 'keyword', ignore_above: 512 } } },
        { numbers: { match_mapping_type: 'double', mapping: { type: 'float' } } },
      ],
      properties: {
        '@timestamp': { type: 'date' },
        at_ms: { type: 'date' },
        at: { type: 'date' },
        started_at: { type: 'date' },
        ended_at: { type: 'date' },
        counters: { type: 'object', enabled: false },
        rows: { type: 'object', enabled: false },
        value: { type: 'keyword', ignore_above: 512 },
      },
    },
  },
} as const
