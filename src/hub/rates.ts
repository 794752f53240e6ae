// How many messages a second arrive, by rig and stream: what is silent is seen at a glance.
import { type Stream, streams } from '../model/identity.ts'

/** Seconds over which a rate is taken. */
const window_s = 10
/** Rigs name themselves: a bound for what a stranger may claim. */
const mostRigs = 1000

type Track = {
  readonly counts: Float64Array
  readonly bytes: Float64Array
  second: number
  last_ms: number
  total: number
}

export type StreamRate = {
  readonly stream: Stream
  readonly per_s: number
  readonly bytes_per_s: number
  readonly total: number
  /** Since the last message. */
  readonly silent_ms: number
}

export class Rates {
  readonly #tracks = new Map<string, Track>()

  /** Notes a message on `rigs/{site}/{rig}/{stream}`; other topics are passed over. `now_ms` counts up evenly. */
  note(topic: string, bytes: number, now_ms: number): void {
    const key = keyOf(topic)
    if (key === undefined) return
    const known = this.#tracks.get(key)
    if (known === undefined && this.#tracks.size >= mostRigs * streams.length) return
    const track = known ?? {
      counts: new Float64Array(window_s),
      bytes: new Float64Array(window_s),
      second: 0,
      last_ms: 0,
      total: 0,
    }
    if (known === undefined) this.#tracks.set(key, track)
    const slot = advance(track, now_ms)
    track.counts[slot] = (track.counts[slot] ?? 0) + 1
    track.bytes[slot] = (track.bytes[slot] ?? 0) + bytes
    track.last_ms = now_ms
    track.total += 1
  }

  /** By `site/rig`; the streams in their own order. */
  byRig(now_ms: number): ReadonlyMap<string, readonly StreamRate[]> {
    const rigs = new Map<string, StreamRate[]>()
    for (const [key, track] of this.#tracks) {
      const [site = '', rig = '', name = ''] = key.split('/')
      const stream = streams.find(known => known === name)
      if (stream === undefined) continue
      advance(track, now_ms)
      const of = rigs.get(`${site}/${rig}`) ?? []
      of.push({
        stream,
        per_s: sum(track.counts) / window_s,
        bytes_per_s: sum(track.bytes) / window_s,
        total: track.total,
        silent_ms: now_ms - track.last_ms,
      })
      rigs.set(`${site}/${rig}`, of)
    }
    for (const of of rigs.values()) of.sort((a, b) => streams.indexOf(a.stream) - streams.indexOf(b.stream))
    return rigs
  }
}

/** `site/rig/stream` of a rig's topic, also of one that came by Basic Ingest. */
function keyOf(topic: string): string | undefined {
  const match = /^(?:\$aws\/rules\/[^/]+\/)?rigs\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(topic)
  return match === null ? undefined : `${match[1]}/${match[2]}/${match[3]}`
}

/** Empties the seconds that have passed since the last call; gives the slot of this one. */
function advance(track: Track, now_ms: number): number {
  const second = Math.floor(now_ms / 1000)
  const passed = Math.min(second - track.second, window_s)
  for (let step = 1; step <= passed; step++) {
    const slot = (track.second + step) % window_s
    track.counts[slot] = 0
    track.bytes[slot] = 0
  }
  if (passed === window_s) {
    track.counts.fill(0)
    track.bytes.fill(0)
  }
  track.second = second
  return second % window_s
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
