// The speed of a lap in a few numbers, for a picture as small as a word.

/** Equal stretches of the track, from where its positions begin. */
export const profilePoints = 24

/** Sums and counts of each stretch; changed in place. */
export type SpeedProfile = { readonly sums_kmh: Float64Array; readonly counts: Int32Array }

export const newProfile = (): SpeedProfile => ({
  sums_kmh: new Float64Array(profilePoints),
  counts: new Int32Array(profilePoints),
})

/** Takes a sample; without a place or a speed it says nothing. */
export function addSpeed(
  { sums_kmh, counts }: SpeedProfile,
  spline: number | undefined,
  speed_kmh: number | undefined,
): void {
  if (spline === undefined || speed_kmh === undefined || !(spline >= 0 && spline <= 1)) return
  const at = Math.min(profilePoints - 1, Math.floor(spline * profilePoints))
  sums_kmh[at] = (sums_kmh[at] ?? 0) + speed_kmh
  counts[at] = (counts[at] ?? 0) + 1
}

/** Mean speeds in whole km/h; undefined for a lap that left a stretch out. */
export function profileOf({ sums_kmh, counts }: SpeedProfile): number[] | undefined {
  if (counts.some(count => count === 0)) return undefined
  return Array.from(sums_kmh, (sum, at) => Math.round(sum / (counts[at] ?? 1)))
}
