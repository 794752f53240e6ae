// Where the actions of rule documents lead in the fleet: the one table from names that mean a stream here to what AWS has
// there. The stacks make resources of it; the tests walk the same ways.
import { type CloudTable, cloudTables } from './lake-tables.ts'
import { searchIndices } from './search-mapping.ts'

/** Delivery streams by what rule documents call them, and the tables that they fill. */
export const streamTables = {
  'pitwall-frames': cloudTables.sample_rows,
  'pitwall-laps': cloudTables.lap_messages,
  'pitwall-sessions': cloudTables.session_messages,
} as const satisfies Readonly<Record<string, CloudTable>>
export type StreamName = keyof typeof streamTables

export type Destination =
  /** Through a delivery stream into the lake. */
  | { readonly kind: 'delivered'; readonly stream: StreamName }
  /** As it came, into the raw zone, below this folder. */
  | { readonly kind: 'raw'; readonly folder: string }
  /** Handed to the function that records laps, sessions and statuses. */
  | { readonly kind: 'called' }
  /** Into an index of the search domain. */
  | { readonly kind: 'indexed'; readonly index: string }
  /** Into the queue of what could not be delivered. */
  | { readonly kind: 'queued' }

const called: readonly Destination[] = [{ kind: 'called' }]
const kept = (stream: StreamName, folder: string): readonly Destination[] => [
  { kind: 'delivered', stream },
  { kind: 'raw', folder },
]

/** By kind of action, then by the name that documents give the destination. */
export const destinations: Readonly<Record<string, Readonly<Record<string, readonly Destination[]>>>> = {
  firehose: {
    'pitwall-frames': kept('pitwall-frames', 'frame'),
    'pitwall-laps': kept('pitwall-laps', 'lap'),
    'pitwall-sessions': kept('pitwall-sessions', 'session'),
  } satisfies Readonly<Record<StreamName, readonly Destination[]>>,
  lambda: { 'pitwall-lap': called, 'pitwall-session': called },
  openSearch: {
    ...Object.fromEntries(searchIndices.map(index => [index, [{ kind: 'indexed', index } as const]])),
    // What a hub knows of its rigs by itself, the API of the fleet finds in the table.
    status: [{ kind: 'indexed', index: 'status' }, ...called],
  },
  s3: { 'pitwall-errors': [{ kind: 'queued' }] },
}
