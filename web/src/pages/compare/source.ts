// Where the traces of a lap come from: the hub for one that is stored, this page's own feed for the one that is driven.
import { type Cut, cutsText } from '../../../../src/model/cuts.ts'
import type { LapSegments } from '../../../../src/model/lap-segments.ts'
import type { LapTrace, TraceQuery } from '../../../../src/model/lap-trace.ts'
import type { LapRecord } from '../../../../src/model/messages.ts'
import { splineLength, trackOf } from '../../../../src/model/track.ts'
import { type LapOverTrack, lapOverTrack } from '../../../../src/race/lap-over-track.ts'
import { lapWindow } from '../../../../src/race/lap-window.ts'
import { segmentFacts } from '../../../../src/race/segment-facts.ts'
import type { RigFeed } from '../../live-core/rig-feed.ts'
import { type Answer, ask } from '../../shell/api.ts'
import { liveId } from './address.ts'

/** What is known of a lap; of one that is still driven less than of a record. */
export type LapAbout = Pick<LapRecord, 'driver' | 'car' | 'car_class' | 'track' | 'origin'> &
  Partial<Omit<LapRecord, 'driver' | 'car' | 'car_class' | 'track' | 'origin'>>

export interface LapSource {
  readonly id: string
  about(): Promise<Answer<LapAbout>>
  trace(query: TraceQuery): Promise<Answer<LapTrace>>
  /** Without `cuts` the track is cut by its corners. */
  segments(length_m: number | undefined, cuts?: readonly Cut[]): Promise<Answer<LapSegments>>
}

export function storedLap(id: string): LapSource {
  const path = `/api/laps/${encodeURIComponent(id)}`
  const query = (members: Readonly<Record<string, unknown>>) =>
    new URLSearchParams(
      Object.entries(members).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    )
  return {
    id,
    about: () => ask<LapRecord>(path),
    trace: asked => ask<LapTrace>(`${path}/trace?${query(asked)}`),
    segments: (length, cuts) =>
      ask<LapSegments>(`${path}/segments?${query({ length, cuts: cuts && cutsText(cuts) })}`),
  }
}

/** The lap that a car is driving; answered at once, from what this page has seen of it. */
export function liveLap(rig: () => RigFeed | undefined): LapSource {
  const nothing = (problem: string) => ({ ok: false, problem }) as const
  const laid = (length: number | undefined) => laidLive(rig(), length)
  return {
    id: liveId,
    async about() {
      const session = rig()?.session
      if (session === undefined) return nothing('no car is driving')
      const { driver, car, car_class, track, origin } = session
      return { ok: true, body: { driver, car, car_class, track, origin } }
    },
    async trace({ channels = '', axis = 'distance', from = 0, to, points = 1000, length }) {
      const lap = laid(Number(length ?? Number.NaN) || undefined)
      if (lap === undefined) return nothing('nothing of this lap was seen yet')
      const wanted = new Set(channels.split(','))
      const columns = new Map([...lap.columns].filter(([name]) => wanted.has(name)))
      const window = {
        axis,
        from: Number(from),
        to: to === undefined ? undefined : Number(to),
        points: Number(points),
      }
      return { ok: true, body: lapWindow(liveId, lap.over, columns, window) }
    },
    async segments(length, cuts) {
      const body = liveSegments(rig(), length, cuts)
      return body === undefined ? nothing('nothing of this lap was seen yet') : { ok: true, body }
    },
  }
}

/**
 * What the lap that is driven did so far; undefined for one of which nothing was seen. Where the line lies is known from
 * `line`, that of a whole lap: a lap that is not over yet does not tell.
 */
export function liveSegments(
  feed: RigFeed | undefined,
  length: number | undefined,
  cuts?: readonly Cut[],
  line?: number,
): LapSegments | undefined {
  const lap = laidLive(feed, length, line)
  return lap === undefined
    ? undefined
    : segmentFacts(liveId, lap.track, lap.over, lap.columns, undefined, cuts)
}

/** The lap that is driven over the metres of its track; of one that is not known, over those of a lap beside it. */
function laidLive(feed: RigFeed | undefined, length: number | undefined, line?: number) {
  const session = feed?.session
  const track = session === undefined ? undefined : trackOf(session.track)
  const length_m = track === undefined ? length : Math.round(splineLength(track))
  const columns = feed?.liveLap.columns()
  const spline = columns?.get('spline')
  const over = spline === undefined || length_m === undefined ? undefined : overTimer(spline, length_m, line)
  return over === undefined || columns === undefined ? undefined : { over, columns, track }
}

/** Its times are those of the lap's own timer, which began at the line. */
function overTimer(
  spline: Parameters<typeof lapOverTrack>[0],
  length_m: number,
  line?: number,
): LapOverTrack | undefined {
  const over = lapOverTrack(spline, length_m)
  return over === undefined ? undefined : { ...over, started_us: 0, line: line ?? over.line }
}
