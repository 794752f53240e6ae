// What made two laps different besides the driving; only what was recorded of both.
import type { LapAbout } from './source.ts'

const limits = { road_temp_c: 5, fuel_l: 20, traffic_percent: 10 } as const

/** Sentences, each a reason not to hold one lap against the other. */
export function differences(lap: LapAbout, reference: LapAbout): readonly string[] {
  return [
    lap.track === reference.track ? '' : 'another track',
    lap.car === reference.car ? '' : 'another car',
    lap.conditions === undefined ||
    reference.conditions === undefined ||
    lap.conditions === reference.conditions
      ? ''
      : `${lap.conditions}, not ${reference.conditions}`,
    apart(
      percent(lap.traffic_share),
      percent(reference.traffic_share),
      limits.traffic_percent,
      by => `${by > 0 ? 'more' : 'less'} traffic`,
    ),
    apart(
      lap.road_temp_c,
      reference.road_temp_c,
      limits.road_temp_c,
      by => `track ${Math.abs(by)} °C ${by > 0 ? 'warmer' : 'colder'}`,
    ),
    apart(
      lap.fuel_l,
      reference.fuel_l,
      limits.fuel_l,
      by => `${Math.abs(by)} L ${by > 0 ? 'more' : 'less'} fuel`,
    ),
    lap.tyre_compound === undefined ||
    reference.tyre_compound === undefined ||
    lap.tyre_compound === reference.tyre_compound
      ? ''
      : 'other tyres',
  ].filter(text => text !== '')
}

const percent = (share: number | undefined) => (share === undefined ? undefined : 100 * share)

function apart(
  own: number | undefined,
  other: number | undefined,
  from: number,
  say: (by: number) => string,
): string {
  if (own === undefined || other === undefined || Math.abs(own - other) <= from) return ''
  return say(Math.round(own - other))
}
