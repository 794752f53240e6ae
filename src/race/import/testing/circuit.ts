// A drive round a circuit, as a log would have it: from the garage through the pit lane, then laps, cut off where asked.
import type { LoggedChannel } from '../log.ts'
import { steadyClock } from '../log.ts'

const rate_hz = 50
const speed_ms = 50
const pitSpeed_ms = 13
const radius_m = 159.155
/** Two straights of 1000 m and two half circles: 3000 m, 60 s. */
export const circuit = {
  length_m: 2000 + 2 * Math.PI * radius_m,
  lap_s: (2000 + 2 * Math.PI * radius_m) / speed_ms,
}

/**
 * Channels of a drive: `standing_s` in the garage, then along the pit lane beside the line, then `laps` laps to the left
 * that end at the line in the middle of a straight, then `more_s` seconds.
 */
export function drive(
  laps: number,
  { standing_s = 4, more_s = 0 } = {},
): {
  readonly channels: readonly LoggedChannel[]
  readonly duration_s: number
  readonly out_s: number
} {
  const pitLane_m = 200
  const pit_s = pitLane_m / pitSpeed_ms
  // The pit lane ends 150 m behind the line; the rest of the out-lap is driven at speed.
  const out_s = standing_s + pit_s + (circuit.length_m - 150) / speed_ms
  const duration_s = out_s + laps * circuit.lap_s + more_s
  const count = Math.round(duration_s * rate_hz)
  const time_s = steadyClock(rate_hz, count)
  const speed = time_s.map(time =>
    time < standing_s ? 0 : time < standing_s + pit_s ? pitSpeed_ms : speed_ms,
  )
  const turning = time_s.map(time => {
    const way = circuit.length_m + (time - out_s) * speed_ms
    return time < standing_s + pit_s
      ? 0
      : turningAt(((way % circuit.length_m) + circuit.length_m) % circuit.length_m)
  })
  const channel = (name: string, unit: string, values: Float64Array) => ({ name, unit, time_s, values })
  return {
    channels: [
      channel('SPEED', 'm/s', speed),
      channel('ROTY', 'rad/s', turning),
      channel(
        'G_LAT',
        'm/s2',
        turning.map(rate => (rate * speed_ms) / 9.80665),
      ),
      channel(
        'G_LON',
        'm/s2',
        turning.map(() => 0),
      ),
      channel(
        'LAP_BEACON',
        '..',
        turning.map(() => 0),
      ),
    ],
    duration_s: count / rate_hz,
    out_s,
  }
}

/** Half a straight, a half circle, a straight, a half circle, half a straight. */
function turningAt(way_m: number): number {
  const bend = Math.PI * radius_m
  const [first, second] = [500, 500 + bend + 1000]
  const turns = (way_m >= first && way_m < first + bend) || (way_m >= second && way_m < second + bend)
  return turns ? speed_ms / radius_m : 0
}
