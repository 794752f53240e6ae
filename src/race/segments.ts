// A track in stretches, from line to line without a gap: each corner with half of the straights beside it.
import type { Cut } from '../model/cuts.ts'
import type { Track } from '../model/track.ts'

/** `from_m ≤ place < to_m`, in metres from the line. `first` and `last` are its corners in the table; -1 without any. */
export type Segment = {
  readonly label: string
  readonly name: string
  readonly corners: readonly number[]
  readonly from_m: number
  readonly to_m: number
  /** The middle of its corners. */
  readonly middle_m: number
}

/** A track without corners is cut into so many. */
const stretches = 10

/**
 * `line` is the metre of spline 0 at which the line lies; see LapOverTrack. `cuts` are those that somebody made; each
 * corner belongs to the segment that holds its middle.
 */
export function segmentsOf(
  track: Track | undefined,
  length_m: number,
  line = 0,
  cuts?: readonly Cut[],
): readonly Segment[] {
  if (cuts !== undefined) return byHand(cuts, cornersFromLine(track, length_m, line), length_m)
  const groups = cornerGroups(track, length_m, line)
  const ends = groups.slice(1).map(({ from_m }, at) => Math.round(((groups[at]?.to_m ?? 0) + from_m) / 2))
  if (groups.length < 2) return evenly(length_m)
  return groups.map((group, at) => ({
    ...group,
    from_m: ends[at - 1] ?? 0,
    to_m: ends[at] ?? length_m,
    middle_m: Math.round((group.from_m + group.to_m) / 2),
  }))
}

type PlacedCorner = {
  readonly number: number
  readonly name: string
  readonly from_m: number
  readonly to_m: number
}

/** In the order in which they are driven. */
function cornersFromLine(track: Track | undefined, length_m: number, line: number): readonly PlacedCorner[] {
  const shift = line / length_m
  const fromLine = (spline: number) => (((spline - shift) % 1) + 1) % 1
  return (track?.corners ?? [])
    .map(([number, name, from, to]) => {
      const start = fromLine(from)
      return { number, name, from_m: start * length_m, to_m: (start + (to - from)) * length_m }
    })
    .toSorted((a, b) => a.from_m - b.from_m)
}

/** Corners in the order in which they are driven, those that share a name as one. */
function cornerGroups(
  track: Track | undefined,
  length_m: number,
  line: number,
): readonly Omit<Segment, 'middle_m'>[] {
  const groups: Omit<Segment, 'middle_m'>[] = []
  for (const { number, name, from_m, to_m } of cornersFromLine(track, length_m, line)) {
    const before = groups.at(-1)
    if (before !== undefined && name !== '' && before.name === name) {
      const corners = [...before.corners, number]
      groups.splice(-1, 1, { ...before, label: labelOf(corners), corners, to_m })
    } else groups.push({ label: labelOf([number]), name, corners: [number], from_m, to_m })
  }
  return groups
}

/** A segment without a name is called after its corners, one without corners after its metres. */
function byHand(cuts: readonly Cut[], placed: readonly PlacedCorner[], length_m: number): readonly Segment[] {
  return cuts.map(({ from_m, name }, at) => {
    const to_m = cuts[at + 1]?.from_m ?? length_m
    const own = placed.filter(corner => {
      const middle = ((corner.from_m + corner.to_m) / 2) % length_m
      return middle >= from_m && middle < to_m
    })
    const corners = own.map(({ number }) => number)
    const names = [...new Set(own.map(corner => corner.name).filter(each => each !== ''))]
    const [first, last] = [own[0]?.from_m ?? from_m, own.at(-1)?.to_m ?? to_m]
    return {
      label: corners.length === 0 ? `${from_m}–${to_m} m` : labelOf(corners),
      name: name === '' ? names.join(' · ') : name,
      corners,
      from_m,
      to_m,
      middle_m: Math.round(Math.min(to_m, Math.max(from_m, (first + last) / 2))),
    }
  })
}

function labelOf(corners: readonly number[]): string {
  const [first, last] = [corners[0], corners.at(-1)]
  return first === last ? `T${first}` : `T${first}-${last}`
}

function evenly(length_m: number): readonly Segment[] {
  const cut = (at: number) => Math.round((at * length_m) / stretches)
  return Array.from({ length: stretches }, (_, at) => ({
    label: `${cut(at)}–${cut(at + 1)} m`,
    name: '',
    corners: [],
    from_m: cut(at),
    to_m: cut(at + 1),
    middle_m: cut(at + 0.5),
  }))
}
