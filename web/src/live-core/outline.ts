// The shape of a track in metres: of a lap that is stored, or of where cars were seen.

/** Places around the track, the first at the line; `NaN` where nothing is known. */
export type Outline = { readonly xs: Float64Array; readonly zs: Float64Array }

const places = 512

/** From the columns of a lap over the track; undefined where it has no positions. */
export function outlineOf(
  xs: readonly (number | null)[] | undefined,
  zs: readonly (number | null)[] | undefined,
): Outline | undefined {
  if (xs === undefined || zs === undefined || xs.length < 16) return undefined
  const pick = (values: readonly (number | null)[]) =>
    Float64Array.from({ length: places }, (_, at) => {
      const value = values[Math.round((at / places) * (values.length - 1))]
      return value ?? Number.NaN
    })
  const outline = { xs: pick(xs), zs: pick(zs) }
  return knownShare(outline) > 0.8 ? outline : undefined
}

export const knownShare = ({ xs }: Outline): number => xs.filter(x => !Number.isNaN(x)).length / xs.length

/** Learns the outline from cars that drive around it. */
export class OutlineWatch {
  readonly #xs = new Float64Array(places).fill(Number.NaN)
  readonly #zs = new Float64Array(places).fill(Number.NaN)
  #version = 0
  #shown: { readonly version: number; readonly outline: Outline | undefined } | undefined

  see(spline: number, x: number | undefined, z: number | undefined): void {
    if (x === undefined || z === undefined || !(spline >= 0 && spline < 1)) return
    const at = Math.floor(spline * places)
    if (!Number.isNaN(this.#xs[at] ?? 0)) return
    this.#xs[at] = x
    this.#zs[at] = z
    this.#version += 1
  }

  /** The same until more is learnt. Once four fifths are known; short holes are bridged by whoever draws it. */
  get outline(): Outline | undefined {
    if (this.#shown?.version !== this.#version) {
      const outline = { xs: this.#xs, zs: this.#zs }
      this.#shown = { version: this.#version, outline: knownShare(outline) > 0.8 ? outline : undefined }
    }
    return this.#shown.outline
  }
}

/** Metres to pixels of a box, north up, the whole outline in it; `margin` is in pixels. */
export type Fit = (x: number, z: number) => readonly [number, number]

export function fitOf({ xs, zs }: Outline, width: number, height: number, margin: number): Fit {
  const known = (values: Float64Array) => values.filter(value => !Number.isNaN(value))
  const [left, right] = [Math.min(...known(xs)), Math.max(...known(xs))]
  const [low, high] = [Math.min(...known(zs)), Math.max(...known(zs))]
  const scale = Math.min(
    (width - 2 * margin) / (right - left || 1),
    (height - 2 * margin) / (high - low || 1),
  )
  const [offX, offY] = [(width - scale * (right - left)) / 2, (height - scale * (high - low)) / 2]
  return (x, z) => [offX + scale * (x - left), offY + scale * (z - low)]
}

/** The place of an outline at a share of the lap; undefined in a hole. */
export function placeAt({ xs, zs }: Outline, spline: number): readonly [number, number] | undefined {
  const exact = (spline - Math.floor(spline)) * xs.length
  const at = Math.floor(exact) % xs.length
  const next = (at + 1) % xs.length
  const [x0, z0, x1, z1] = [xs[at], zs[at], xs[next], zs[next]].map(value => value ?? Number.NaN) as [
    number,
    number,
    number,
    number,
  ]
  const share = exact - Math.floor(exact)
  const [x, z] = [x0 + share * (x1 - x0), z0 + share * (z1 - z0)]
  return Number.isNaN(x + z) ? undefined : [x, z]
}
