// How many messages a second arrive, by rig and stream: what is silent is seen at a glance.
import { type Stream, streams } from '../model/identity.ts'
import { remembered_s } from '../model/remembered.ts'

/** Seconds over which a rate is taken, of which the one that runs does not count. */
export const window_s = 11
/** Rigs name themselves: a bound for what a stranger may claim. */
const mostRigs = 1000
/** Streams whose history is kept; those beyond have their rates alone. */
const mostHistories = 400

type Track = {
  readonly counts: Float64Array
  readonly bytes: Float64Array
  second: number
  /** Of the first message. */
  first: number
  last_ms: number
  total: number
  readonly history: History | undefined
}

/** A slot for each second: messages, and the longest pause that ended in it. */
type History = { readonly counts: Uint32Array; readonly gaps: Float64Array }

export type StreamRate = {
  readonly stream: Stream
  readonly per_s: number
  readonly bytes_per_s: number
  readonly total: number
  /** Since the last message. */
  readonly silent_ms: number
  /** The longest pause between two messages of the remembered time; absent before the second. */
  readonly longest_gap_ms: number | undefined
  /** Messages in each of the last whole seconds, oldest first; none before the first message. */
  readonly spark: readonly number[]
}

export class Rates {
  readonly #tracks = new Map<string, Track>()

  /**
   * Notes a message on `rigs/{site}/{rig}/{stream}`; other topics are passed over. `now_ms` counts up evenly. A pause before
   * it that is no longer than `usual_ms` is none.
   */
  note(topic: string, bytes: number, now_ms: number, usual_ms = 0): void {
    const key = keyOf(topic)
    if (key === undefined) return
    const known = this.#tracks.get(key)
    if (known === undefined && this.#tracks.size >= mostRigs * streams.length) return
    const track = known ?? {
      counts: new Float64Array(window_s),
      bytes: new Float64Array(window_s),
      second: 0,
      first: 0,
      last_ms: 0,
      total: 0,
      history:
        this.#tracks.size < mostHistories
          ? { counts: new Uint32Array(remembered_s), gaps: new Float64Array(remembered_s) }
          : undefined,
    }
    if (known === undefined) {
      track.second = Math.floor(now_ms / 1000)
      track.first = track.second
      this.#tracks.set(key, track)
    }
    const slot = advance(track, now_ms)
    track.counts[slot] = (track.counts[slot] ?? 0) + 1
    track.bytes[slot] = (track.bytes[slot] ?? 0) + bytes
    if (track.history !== undefined) noteIn(track.history, track, now_ms, usual_ms)
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
        per_s: perSecond(track.counts, track),
        bytes_per_s: perSecond(track.bytes, track),
        total: track.total,
        silent_ms: now_ms - track.last_ms,
        longest_gap_ms: longest(track.history),
        spark: sparkOf(track),
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

/** Counts one more message, and the pause before it. */
function noteIn(
  { counts, gaps }: History,
  { second, total, last_ms }: Track,
  now_ms: number,
  usual_ms: number,
): void {
  const slot = second % remembered_s
  counts[slot] = (counts[slot] ?? 0) + 1
  if (total > 0 && now_ms - last_ms > usual_ms) gaps[slot] = Math.max(gaps[slot] ?? 0, now_ms - last_ms)
}

function longest(history: History | undefined): number | undefined {
  const most = history === undefined ? 0 : Math.max(...history.gaps)
  return most === 0 ? undefined : most
}

function sparkOf({ history, second, first }: Track): readonly number[] {
  if (history === undefined) return []
  const whole = Math.min(remembered_s - 1, second - first)
  return Array.from({ length: whole }, (_, at) => history.counts[(second - whole + at) % remembered_s] ?? 0)
}

/** Empties the seconds that have passed since the last call; gives the slot of this one. */
function advance(track: Track, now_ms: number): number {
  const second = Math.floor(now_ms / 1000)
  empty([track.counts, track.bytes], track.second, second, window_s)
  if (track.history !== undefined)
    empty([track.history.counts, track.history.gaps], track.second, second, remembered_s)
  track.second = second
  return second % window_s
}

/** Empties the slots between two seconds in rings of `size`; all of them when that many have passed. */
function empty(rings: readonly (Float64Array | Uint32Array)[], from: number, to: number, size: number): void {
  for (let second = Math.max(from + 1, to - size + 1); second <= to; second++)
    for (const ring of rings) ring[second % size] = 0
}

/** Over the whole seconds that are there; the one of the first message is none, unless there is no other. */
function perSecond(ring: Float64Array, { second, first }: Track): number {
  const from = Math.max(second - window_s + 1, Math.min(first + 1, second - 1))
  const whole = Array.from(
    { length: Math.max(0, second - from) },
    (_, at) => ring[(from + at) % window_s] ?? 0,
  )
  return whole.reduce((total, count) => total + count, 0) / Math.max(1, whole.length)
}
