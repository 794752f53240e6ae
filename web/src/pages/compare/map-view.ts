// The map of a comparison: where A and the reference drove, in the colours that were chosen.
import { columnByName } from '../../../../src/model/channels.ts'
import { trackOf } from '../../../../src/model/track.ts'
import { lateralOffsets } from '../../../../src/race/lateral-offset.ts'
import { units } from '../../../../src/units/quantity.ts'
import { gear as gearText } from '../../live-core/format.ts'
import type { MapColour } from './address.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { channelShades, gainLegend, gainShades, type MapPicture, sideShades } from './map-picture.ts'
import { positionsOf } from './picture.ts'
import { deltaOf, nearest } from './places.ts'

/** The way of the reference where it was recorded, else that of A; undefined where neither was. */
export function mapOf(
  colour: MapColour,
  own: LoadedLap | undefined,
  reference: LoadedLap | undefined,
  corners: MapPicture['corners'],
  track: string | undefined,
  cuts: readonly number[] = [],
): MapPicture | undefined {
  const lap = own?.spine ?? reference?.spine
  const path = [reference?.spine, lap].find(spine => spine?.columns['car_position_m_x'] !== undefined)
  const [x, z] = [path?.columns['car_position_m_x'], path?.columns['car_position_m_z']]
  if (lap === undefined || path === undefined || x === undefined || z === undefined) return undefined
  const sectors = (trackOf(track ?? '')?.sector_ends ?? []).map(share => share * path.length_m)
  const shared = { x, z, at: path.at, corners, sectors, cuts }
  if (colour === 'gain') {
    const ref = own === undefined ? undefined : reference?.spine
    const behind = ref === undefined ? [] : deltaOf(lap, ref, ref)
    return { ...shared, shade: gainShades(path.at, behind), scheme: 'diverging', legend: gainLegend }
  }
  if (colour === 'line') {
    const [way, there] = [own && positionsOf(lap), reference?.spine && positionsOf(reference.spine)]
    const beside =
      way === undefined || there === undefined
        ? []
        : lateralOffsets(way, there, place => nearest(path.at, lap.at[place] ?? 0))
    const { shade, far } = sideShades(beside)
    return {
      ...shared,
      shade,
      scheme: 'sides',
      legend: [`${far.toFixed(1)} m left`, `${far.toFixed(1)} m right`],
    }
  }
  if (colour === 'apart') {
    const ref = own === undefined ? undefined : reference?.spine
    const others = ref?.columns['speed_kmh']
    const apart = (lap.columns['speed_kmh'] ?? []).map((value, place) => {
      const other = ref && others?.[nearest(ref.at, lap.at[place] ?? 0)]
      // Slower is where time is lost.
      return value === null || other === null || other === undefined ? null : other - value
    })
    const { shade, far } = sideShades(apart)
    const most = `${Math.round(far)} ${units['km/h']}`
    return { ...shared, shade, scheme: 'diverging', legend: [`${most} faster`, `${most} slower`] }
  }
  if (colour === 'gear') {
    const gears = lap.columns['gear'] ?? []
    const driven = [...new Set(gears)].filter(gear => gear !== null).toSorted((a, b) => a - b)
    const shade = gears.map(gear =>
      gear === null ? null : driven.indexOf(gear) / Math.max(1, driven.length - 1),
    )
    return { ...shared, shade, scheme: 'sequential', steps: driven.map(gearText), legend: ['gear', ''] }
  }
  const name = colour === 'speed' ? 'speed_kmh' : colour
  const { shade, low, high } = channelShades(lap.columns[name])
  const legend = [textOf(name, low), textOf(name, high)] as const
  return { ...shared, shade, scheme: 'sequential', legend }
}

function textOf(name: string, value: number): string {
  const unit = columnByName.get(name)?.channel.unit ?? 'index'
  return unit === 'ratio' ? `${Math.round(value * 100)} %` : `${Math.round(value)} ${units[unit]}`.trim()
}
