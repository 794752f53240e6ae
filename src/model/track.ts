// A track as a table row, and the look-up that copes with the game's spelling.
import { tracks } from './tracks.ts'

/** Corner: number, name where it has one, first and last share of the centre line. */
export type Corner = readonly [number: number, name: string, from: number, to: number]

export type Track = {
  readonly name: string
  /** The official length; the distance along `spline` is `centreline_m`. */
  readonly length_m: number
  readonly centreline_m?: number
  /** Ends of all sectors but the last, as shares of the centre line. */
  readonly sector_ends: readonly number[]
  readonly pit_lane_s?: number
  readonly pit_boxes?: number
  readonly corners: readonly Corner[]
}

const byId: Readonly<Record<string, Track>> = tracks

/** The id of a track in this table: the game writes `Barcelona`, `monza` and, before 1.8, `monza_2019`. */
export const trackId = (written: string): string => written.toLowerCase().replace(/_20\d\d$/, '')

/** The track that the game calls `written`; undefined for one that this table does not have. */
export const trackOf = (written: string): Track | undefined => byId[trackId(written)]

/** Metres along the track that one unit of spline stands for. */
export const splineLength = (track: Track): number => track.centreline_m ?? track.length_m
