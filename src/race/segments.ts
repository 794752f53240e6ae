// A track in stretches, from line to line without a gap: each corner with half of the straights beside it.
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

/** `line` is the metre of spline 0 at which the line lies; see LapOverTrack. */
export function segmentsOf(track: Track | undefined, length_m: number, line = 0): readonly Segment[] {
  const groups = cornerGroups(track, length_m, line)
  const cuts = groups.slice(1).map(({ from_m }, at) => Math.round(((groups[at]?.to_m ?? 0) + from_m) / 2))
  if (groups.length < 2) return evenly(length_m)
  return groups.map((group, at) => ({
    ...group,
    from_m: cuts[at - 1] ?? 0,
    to_m: cuts[at] ?? length_m,
    middle_m: Math.round((group.from_m + group.to_m) / 2),
  }))
}

/** Corners in the order in which they are driven, those that share a name as one. */
function cornerGroups(
  track: Track | undefined,
  length_m: number,
  line: number,
): readonly Omit<Segment, 'middle_m'>[] {
  const shift = line / length_m
  const fromLine = (spline: number) => (((spline - shift) % 1) + 1) % 1
  const ordered = (track?.corners ?? [])
    .map(([number, name, from, to]) => {
      const start = fromLine(from)
      return { number, name, from: start, to: start + (to - from) }
    })
    .toSorted((a, b) => a.from - b.from)
  const groups: Omit<Segment, 'middle_m'>[] = []
  for (const { number, name, from, to } of ordered) {
    const before = groups.at(-1)
    const corner = { from_m: from * length_m, to_m: to * length_m }
    if (before !== undefined && name !== '' && before.name === name) {
      const corners = [...before.corners, number]
      groups.splice(-1, 1, { ...before, label: labelOf(corners), corners, to_m: corner.to_m })
    } else groups.push({ label: labelOf([number]), name, corners: [number], ...corner })
  }
  return groups
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
