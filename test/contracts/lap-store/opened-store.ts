// A store under test, and what the parts of the contract have in common.

import { receive } from '../../../src/laps/receive.ts'
import type { LapStore } from '../../../src/laps/store.ts'
import type { LapMessage, SessionMessage } from '../../../src/model/messages.ts'
import type { Ruling } from '../../../src/model/ruling.ts'

export type OpenedStore = { readonly store: LapStore; readonly dispose: () => Promise<void> }
/** Runs a sentence about a store that is empty. */
export type StoreCheck = (sentence: string, body: (store: LapStore) => Promise<void>) => void

/** Everything that a store holds, as text: two stores are the same when these are. */
export async function contentOf(store: LapStore): Promise<string> {
  const [laps, sessions, boards, rulings, events] = await Promise.all([
    store.laps({}),
    store.sessions({}),
    store.boards({}),
    store.rulings(),
    store.events(),
  ])
  const records = await Promise.all(boards.map(({ board }) => store.records(board)))
  const theoreticals = await Promise.all(
    laps.map(({ track, driver, car }) => store.theoretical({ track, driver, car })),
  )
  return JSON.stringify({ laps, sessions, boards, rulings, events, records, theoreticals }, null, 1)
}

/** The boards that every lap is on, of the best laps ever in any weather. */
export const plain = { period: 'ever', conditions: 'any', rule: 'best-lap' } as const

/** What a store takes in any order and any number. */
export type Sent = LapMessage | SessionMessage | (Ruling & { readonly type: 'ruling' })

export async function send(store: LapStore, sent: Sent): Promise<void> {
  if (sent.type !== 'ruling') return void (await receive(sent, store))
  const { type: _type, ...ruling } = sent
  await store.recordRuling(ruling)
}

export async function deliver(store: LapStore, messages: readonly Sent[]): Promise<void> {
  for (const message of messages) await send(store, message)
}

/** A board as text: rank, driver and lap of each row. */
export const rows = async (store: LapStore, board: string): Promise<readonly string[]> =>
  (await store.boards({ board })).flatMap(({ rows: all }) =>
    all.map(({ rank, driver, lap_id }) => `${rank} ${driver} ${lap_id}`),
  )
