import type { Surface } from '../../live-core/surface.ts'
import type { Theme } from '../../theme/tokens.ts'

/** Won and lost; on two sides of something; little and much. */
export type MapScheme = 'diverging' | 'sides' | 'sequential'

export type MapPicture = {
  /** One per place of the trace, in metres of the world; null where it was not measured. */
  readonly x: readonly (number | null)[]
  readonly z: readonly (number | null)[]
  readonly at: readonly number[]
  /** What a place is coloured by, from -1 (won, or left) over 0 to 1 (lost, or right), or from 0 to 1; null is not known. */
  readonly shade: readonly (number | null)[]
  readonly scheme: MapScheme
  /** What each colour stands for, where there are so many and no more: gears. */
  readonly steps?: readonly string[]
  /** What the ends of the colours say. */
  readonly legend: readonly [low: string, high: string]
  readonly corners: readonly { readonly label: string; readonly metre: number }[]
  readonly sectors: readonly number[]
  /** Where it is cut, while somebody cuts it. */
  readonly cuts: readonly number[]
}

/** Metres over which a gain is looked at: less is noise, more hides a corner. */
const over_m = 40
/** The strongest colour: so many seconds in a hundred metres. */
const full_s = 0.05

/** How much is lost in each place, as a share of the strongest colour; `behind` is in seconds. */
export function gainShades(at: readonly number[], behind: readonly (number | null)[]): (number | null)[] {
  const step = Math.max(1, ((at.at(-1) ?? 1) - (at[0] ?? 0)) / Math.max(1, at.length - 1))
  const reach = Math.max(1, Math.round(over_m / 2 / step))
  return behind.map((_, index) => {
    const [first, last] = [Math.max(0, index - reach), Math.min(at.length - 1, index + reach)]
    const [before, after] = [behind[first], behind[last]]
    const way = (at[last] ?? 0) - (at[first] ?? 0)
    if (before === null || after === null || before === undefined || after === undefined || way <= 0)
      return null
    return Math.min(1, Math.max(-1, ((after - before) / way) * (100 / full_s)))
  })
}

/** A channel as shares of its span in this lap. */
export function channelShades(values: readonly (number | null)[] | undefined): {
  readonly shade: (number | null)[]
  readonly low: number
  readonly high: number
} {
  const known = (values ?? []).filter(value => value !== null)
  const [low, high] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)]
  return {
    shade: (values ?? []).map(value => (value === null ? null : (value - low) / (high - low || 1))),
    low,
    high,
  }
}

/** Values on both sides of nothing, as shares of the farthest one. */
export function sideShades(values: readonly (number | null)[]): {
  readonly shade: (number | null)[]
  readonly far: number
} {
  const far = values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0)
  return { shade: values.map(value => value && value / (far || 1)), far }
}

export const gainLegend: MapPicture['legend'] = [`wins ${full_s} s/100 m`, `loses ${full_s} s/100 m`]

/** From metres of the world to pixels of the picture: the game's z runs from the top down. */
export type Projection = (x: number, z: number) => readonly [x: number, y: number]

/** A part of the map: pixels of the whole one times `scale`, then moved. */
export type MapPart = { readonly scale: number; readonly x: number; readonly y: number }
export const wholeMap: MapPart = { scale: 1, x: 0, y: 0 }
const largest = 40

/** The part `factor` times as near, around a pixel that stays where it is; never smaller than the whole map. */
export function nearer(part: MapPart, factor: number, x: number, y: number): MapPart {
  const scale = Math.min(largest, Math.max(1, part.scale * factor))
  if (scale === 1) return wholeMap
  const by = scale / part.scale
  return { scale, x: x - (x - part.x) * by, y: y - (y - part.y) * by }
}

export function projectionOf(
  { x, z }: Pick<MapPicture, 'x' | 'z'>,
  width: number,
  height: number,
  part: MapPart = wholeMap,
): Projection | undefined {
  const [xs, zs] = [x.filter(value => value !== null), z.filter(value => value !== null)]
  if (xs.length < 2 || zs.length < 2) return undefined
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...zs), Math.max(...zs)]
  const margin = 36
  const scale = Math.min(
    (width - 2 * margin) / (right - left || 1),
    (height - 2 * margin) / (bottom - top || 1),
  )
  const [midX, midZ] = [(left + right) / 2, (top + bottom) / 2]
  return (worldX, worldZ) => [
    part.x + part.scale * (width / 2 + (worldX - midX) * scale),
    part.y + part.scale * (height / 2 + (worldZ - midZ) * scale),
  ]
}

const mostBands = 9
const bandsOf = ({ steps }: Pick<MapPicture, 'steps'>): number => steps?.length ?? mostBands

export function paintMap(
  surface: Surface,
  picture: MapPicture,
  theme: Theme,
  part: MapPart = wholeMap,
): void {
  const { context, width, height } = surface
  surface.clear()
  const project = projectionOf(picture, width, height, part)
  if (project === undefined) return
  context.lineJoin = 'round'
  context.lineCap = 'round'
  context.strokeStyle = theme.bg3
  context.lineWidth = 10
  context.stroke(pathOf(picture, project, () => true))
  context.lineCap = 'butt'
  context.lineWidth = 5
  const bands = bandsOf(picture)
  for (let band = 0; band < bands; band++) {
    context.strokeStyle = shadeColour(picture.scheme, band, bands, theme)
    context.stroke(pathOf(picture, project, shade => bandOf(picture.scheme, shade, bands) === band))
  }
  context.setLineDash([2, 4])
  context.strokeStyle = theme['line-strong']
  context.lineWidth = 2
  context.stroke(pathOf(picture, project, shade => shade === null))
  context.setLineDash([])
  marks(surface, picture, project, theme)
}

function pathOf(
  { x, z, shade }: MapPicture,
  project: Projection,
  wanted: (shade: number | null) => boolean,
): Path2D {
  const path = new Path2D()
  let open = false
  for (let index = 0; index + 1 < x.length; index++) {
    const [x0, z0, x1, z1] = [x[index], z[index], x[index + 1], z[index + 1]]
    const known = x0 !== null && z0 !== null && x1 !== null && z1 !== null
    if (!known || x0 === undefined || z0 === undefined || x1 === undefined || z1 === undefined) open = false
    else if (!wanted(shade[index] ?? null)) open = false
    else {
      if (!open) path.moveTo(...project(x0, z0))
      path.lineTo(...project(x1, z1))
      open = true
    }
  }
  return path
}

function bandOf(scheme: MapScheme, shade: number | null, bands: number): number {
  if (shade === null) return -1
  const share = scheme === 'sequential' ? shade : (shade + 1) / 2
  return Math.min(bands - 1, Math.max(0, Math.round(share * (bands - 1))))
}

/** The colour of a band: from gain over grey to loss, from one side over grey to the other, or from dim to bright. */
function shadeColour(scheme: MapScheme, band: number, bands: number, theme: Theme): string {
  const share = bands === 1 ? 1 : band / (bands - 1)
  if (scheme === 'sequential') return mix(theme.bg3, theme['lap-a'], 0.35 + 0.65 * share)
  const far = Math.abs(share - 0.5) * 2
  const [low, high] = scheme === 'sides' ? [theme['lap-c'], theme.warm] : [theme.gain, theme.loss]
  return mix(theme['line-strong'], share < 0.5 ? low : high, far)
}

export function legendColours(picture: MapPicture, theme: Theme): readonly string[] {
  const bands = bandsOf(picture)
  return Array.from({ length: bands }, (_, band) => shadeColour(picture.scheme, band, bands, theme))
}

const mix = (from: string, to: string, share: number): string => {
  const part = (at: number) => {
    const [a, b] = [from, to].map(hex => Number.parseInt(hex.slice(at, at + 2), 16))
    return Math.round((a ?? 0) + ((b ?? 0) - (a ?? 0)) * share)
  }
  return `rgb(${part(1)} ${part(3)} ${part(5)})`
}

function marks(surface: Surface, picture: MapPicture, project: Projection, theme: Theme): void {
  const { context, width, height } = surface
  const at = (metre: number) => {
    const index = picture.at.findIndex(place => place >= metre)
    const [x, z] = [picture.x[index], picture.z[index]]
    return x === null || z === null || x === undefined || z === undefined ? undefined : project(x, z)
  }
  tick(surface, picture, project, 0, theme.ink, 9)
  for (const metre of picture.sectors) tick(surface, picture, project, metre, theme.ink3, 7)
  for (const metre of picture.cuts) tick(surface, picture, project, metre, theme.acc, 9)
  context.font = '12px B612'
  context.fillStyle = theme.ink2
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const taken: (readonly [number, number])[] = []
  for (const { label, metre } of picture.corners) {
    const place = at(metre)
    if (place === undefined) continue
    // Away from the middle of the picture, where there is room.
    const [dx, dy] = [place[0] - width / 2, place[1] - height / 2]
    const far = Math.hypot(dx, dy) || 1
    const spot = [place[0] + (dx / far) * 22, place[1] + (dy / far) * 18] as const
    if (taken.some(([x, y]) => Math.abs(x - spot[0]) < 36 && Math.abs(y - spot[1]) < 14)) continue
    taken.push(spot)
    context.fillText(label, ...spot)
  }
}

/** A line across the track. */
function tick(
  { context }: Surface,
  { at, x, z }: MapPicture,
  project: Projection,
  metre: number,
  colour: string,
  half: number,
): void {
  const index = Math.max(
    0,
    at.findIndex(place => place >= metre),
  )
  const [x0, z0, x1, z1] = [x[index], z[index], x[index + 2], z[index + 2]]
  if (typeof x0 !== 'number' || typeof z0 !== 'number' || typeof x1 !== 'number' || typeof z1 !== 'number')
    return
  const [[left, top], [right, bottom]] = [project(x0, z0), project(x1, z1)]
  const far = Math.hypot(right - left, bottom - top) || 1
  const [nx, ny] = [(-(bottom - top) / far) * half, ((right - left) / far) * half]
  context.strokeStyle = colour
  context.lineWidth = 2
  context.beginPath()
  context.moveTo(left - nx, top - ny)
  context.lineTo(left + nx, top + ny)
  context.stroke()
}
