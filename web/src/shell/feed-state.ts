// What the feed chip says: the worst of connection, rig and age, in a shape, a word and a number.

import type { HealthState } from '../../../src/model/health-state.ts'
import { age } from '../live-core/format.ts'
import type { GlyphName } from './glyph.svelte'
import { ladder } from './ladder.ts'
import type { RigSnapshot, Snapshot } from './line.svelte.ts'

export type FeedState = {
  readonly tone: HealthState
  readonly glyph: GlyphName
  readonly word: string
  /** What to do about it, or what it means. */
  readonly advice: string
}

const state = (tone: HealthState, word: string, advice: string): FeedState => ({
  tone,
  glyph: ladder[tone],
  word,
  advice,
})

/** The state of the line for one rig; `rig` is undefined while no rig is known. */
export function feedState({ connection, now_ms }: Snapshot, rig: RigSnapshot | undefined): FeedState {
  if (connection.state === 'waiting' || (connection.state === 'connecting' && connection.attempt > 0)) {
    const since = connection.state === 'waiting' ? ` ${age(now_ms - connection.since_ms)}` : ''
    return state('critical', `RECONNECTING${since}`, 'The hub does not answer. Is `pitwall up` running?')
  }
  if (connection.state === 'connecting') return state('standby', 'CONNECTING', 'Looking for the hub.')
  if (rig === undefined) {
    return state('standby', 'NO RIG', 'Start `pitwall rig` on the sim PC, or `pitwall up --demo` here.')
  }
  switch (rig.status?.state) {
    case 'offline':
      // A last will was written beforehand and has no time; a goodbye has.
      return rig.status.at === undefined
        ? state(
            'serious',
            'RIG OFFLINE',
            'The rig’s connector has vanished. Look at its network, or start it again.',
          )
        : state('off', 'RIG OFFLINE', 'The rig’s connector has gone. Start `pitwall rig` there.')
    case 'waiting':
      return state('standby', 'WAITING', rig.status.detail ?? 'The rig waits for the game.')
    case 'paused':
      return state('standby', 'PAUSED', rig.status.detail ?? 'The game is paused, or shows a menu.')
  }
  switch (rig.freshness) {
    case 'live':
      return state('ok', 'LIVE', 'Newest values are on the screen.')
    case 'late':
      return state('caution', age(rig.age_ms), 'Values come late. Wi-Fi, or a busy sim PC?')
    case 'stale':
      return state('serious', `NO DATA ${age(rig.age_ms)}`, 'No values come. Is the game still running?')
    case 'lost':
      return state('critical', `LOST ${age(rig.age_ms)}`, 'No values come. Is the game still running?')
    case 'never':
      return state('standby', 'NO VALUES', 'The rig is known, but has sent no values yet.')
  }
}
