// A track cut into segments by hand: where each begins, what it is called, and how an address says it.

/** A segment goes on to where the next one begins, the last one to the line. */
export type Cut = {
  /** Whole metres from the line. */
  readonly from_m: number
  /** Empty: called after its corners. */
  readonly name: string
}

export const mostCuts = 60
export const longestName = 40
/** Less than this between two of them says nothing: samples lie a metre and more apart. */
export const narrowest_m = 20

/** What is wrong with cuts of a lap of `length_m`, in a sentence; undefined when they cut it from line to line. */
export function cutsProblem(cuts: readonly Cut[], length_m: number): string | undefined {
  if (cuts.length > mostCuts) return `expected at most ${mostCuts} segments, found ${cuts.length}`
  if (cuts[0]?.from_m !== 0) return `expected the first segment to begin at 0 m, found ${cuts[0]?.from_m}`
  for (const [at, { from_m, name }] of cuts.entries()) {
    const end = cuts[at + 1]?.from_m ?? length_m
    if (!Number.isInteger(from_m)) return `expected whole metres, found ${from_m}`
    if (!(end - from_m >= narrowest_m))
      return `expected segments of ${narrowest_m} m and more, found one from ${from_m} to ${end} m`
    if (name.length > longestName) return `expected names of at most ${longestName} characters, found ${name}`
  }
  return undefined
}

/** `0_640-Curva Grande_1500`: the underscore parts segments, the first dash the metre from the name. */
export const cutsText = (cuts: readonly Cut[]): string =>
  cuts.map(({ from_m, name }) => (name === '' ? `${from_m}` : `${from_m}-${plain(name)}`)).join('_')

/** Undefined for a text that is none; whether the cuts fit a lap, `cutsProblem` says. */
export function readCuts(text: string): readonly Cut[] | undefined {
  const parts = text.split('_').map(part => /^(\d{1,5})(?:-(.*))?$/.exec(part))
  if (parts.length > mostCuts || parts.includes(null)) return undefined
  return parts.map(part => ({ from_m: Number(part?.[1]), name: plain(part?.[2] ?? '') }))
}

/** Cuts of a lap of one length for a lap of another: of a track whose length no table has, each lap has its own. */
export const cutsOver = (cuts: readonly Cut[], from_m: number, to_m: number): readonly Cut[] =>
  from_m === to_m ? cuts : cuts.map(cut => ({ ...cut, from_m: Math.round((cut.from_m * to_m) / from_m) }))

const plain = (name: string): string => name.replaceAll('_', ' ').trim().slice(0, longestName)
