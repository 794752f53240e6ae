// How much time the delta bar shows from its middle to its end.

const scales_ms = [500, 1500, 5000] as const
export type DeltaScale = (typeof scales_ms)[number]
const usual: DeltaScale = 1500

/** The scale that an address asks for in seconds; the usual one when it asks for none that there is. */
export const deltaScale = (asked: string | null): DeltaScale =>
  scales_ms.find(scale => asked !== null && scale === Number(asked) * 1000) ?? usual

/** The next finer (−1) or coarser (1) scale; the last one stays. */
export function nextScale(scale: DeltaScale, step: 1 | -1): DeltaScale {
  return scales_ms[scales_ms.indexOf(scale) + step] ?? scale
}
