// What the editor of segments does to cuts: each edit gives cuts that still go from line to line, or the same ones.
import { type Cut, cutsProblem, longestName, mostCuts, narrowest_m } from '../../../../src/model/cuts.ts'

const sound = (next: readonly Cut[], before: readonly Cut[], length_m: number): readonly Cut[] =>
  cutsProblem(next, length_m) === undefined ? next : before

/** Moves the start of a segment, as far as its neighbours leave room; the first one begins at the line. */
export function moved(cuts: readonly Cut[], at: number, metre: number, length_m: number): readonly Cut[] {
  const [before, after] = [cuts[at - 1], cuts[at + 1]]
  if (before === undefined || !Number.isFinite(metre)) return cuts
  const [least, most] = [before.from_m + narrowest_m, (after?.from_m ?? length_m) - narrowest_m]
  const from_m = Math.min(most, Math.max(least, Math.round(metre)))
  return sound(
    cuts.map((cut, index) => (index === at ? { ...cut, from_m } : cut)),
    cuts,
    length_m,
  )
}

/** Cuts the segment that holds this metre there. */
export function split(cuts: readonly Cut[], metre: number, length_m: number): readonly Cut[] {
  if (cuts.length >= mostCuts) return cuts
  const next = [...cuts, { from_m: Math.round(metre), name: '' }].toSorted((a, b) => a.from_m - b.from_m)
  return sound(next, cuts, length_m)
}

/** The middle of a segment, where it is cut when nobody says where. */
export const middleOf = (cuts: readonly Cut[], at: number, length_m: number): number =>
  Math.round(((cuts[at]?.from_m ?? 0) + (cuts[at + 1]?.from_m ?? length_m)) / 2)

/** Makes a segment and the one after it one, under its own name, or where it has none under the other's. */
export function merged(cuts: readonly Cut[], at: number): readonly Cut[] {
  const [own, next] = [cuts[at], cuts[at + 1]]
  if (own === undefined || next === undefined) return cuts
  return [...cuts.slice(0, at), { ...own, name: own.name || next.name }, ...cuts.slice(at + 2)]
}

export const renamed = (cuts: readonly Cut[], at: number, name: string): readonly Cut[] =>
  cuts.map((cut, index) => (index === at ? { ...cut, name: name.trim().slice(0, longestName) } : cut))
