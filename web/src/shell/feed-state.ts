// What the feed chip says: the worst of connection, rig and age, in a shape, a word and a number.
import { age } from '../live-core/format.ts'
import type { GlyphName } from './glyph.svelte'
import type { RigSnapshot, Snapshot } from './line.svelte.ts'

export type FeedTone = 'ok' | 'caution' | 'serious' | 'critical' | 'standby' | 'off'
export type FeedState = {
  readonly tone: FeedTone
  readonly glyph: GlyphName
  readonly word: string
  /** What to do about it, or what it means. */
  readonly advice: string
}

const state = (tone: FeedTone, glyph: GlyphName, word: string, advice: string): FeedState => ({
  tone,
  glyph,
  word,
  advice,
})

/** The state of the line for one rig; `rig` is undefined while no rig is known. */
export function feedState({ connection, now_ms }: Snapshot, rig: RigSnapshot | undefined): FeedState {
  if (connection.state === 'waiting' || (connection.state === 'connecting' && connection.attempt > 0)) {
    const since = connection.state === 'waiting' ? ` ${age(now_ms - connection.since_ms)}` : ''
    return state(
      'critical',
      'invalid',
      `RECONNECTING${since}`,
      'The hub does not answer. Is `pitwall up` running?',
    )
  }
  if (connection.state === 'connecting') return state('standby', 'half', 'CONNECTING', 'Looking for the hub.')
  if (rig === undefined) {
    return state(
      'standby',
      'half',
      'NO RIG',
      'Start `pitwall rig` on the sim PC, or `pitwall up --demo` here.',
    )
  }
  switch (rig.status?.state) {
    case 'offline':
      return state(
        'serious',
        'best',
        'RIG OFFLINE',
        'The rig’s connector has gone. Start `pitwall rig` there.',
      )
    case 'waiting':
      return state('standby', 'half', 'WAITING', rig.status.detail ?? 'The rig waits for the game.')
    case 'paused':
      return state('standby', 'half', 'PAUSED', rig.status.detail ?? 'The game is paused, or shows a menu.')
  }
  switch (rig.freshness) {
    case 'live':
      return state('ok', 'ok', 'LIVE', 'Newest values are on the screen.')
    case 'late':
      return state('caution', 'ring', age(rig.age_ms), 'Values come late. Wi-Fi, or a busy sim PC?')
    case 'stale':
      return state(
        'serious',
        'best',
        `NO DATA ${age(rig.age_ms)}`,
        'No values come. Is the game still running?',
      )
    case 'lost':
      return state(
        'critical',
        'invalid',
        `LOST ${age(rig.age_ms)}`,
        'No values come. Is the game still running?',
      )
    case 'never':
      return state('standby', 'half', 'NO VALUES', 'The rig is known, but has sent no values yet.')
  }
}
