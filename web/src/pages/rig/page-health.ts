// The judgement of this page about itself, in the form that the hub judges its own parts in.
import type { PartHealth } from '../../../../src/model/health.ts'
import { age, decimal } from '../../live-core/format.ts'
import type { FrameRate } from '../../live-core/frame-rate.ts'
import type { Latency } from '../../live-core/latency.ts'
import type { Snapshot } from '../../shell/line.svelte.ts'

/** Above these a driver notices. */
const slow = { latency_ms: 80, verySlow_ms: 250, frame_ms: 34 } as const

const rounded = (value: number): number => Math.round(value * 10) / 10

/** From the read of the game's memory to the paint. */
export function latencyHealth(latency: Latency | undefined, comparable: boolean | undefined): PartHealth {
  const part = 'from the game to this screen'
  if (latency === undefined) return { part, state: 'off', detail: 'nothing has been painted yet' }
  const figures = { p50_ms: rounded(latency.p50_ms), p95_ms: rounded(latency.p95_ms) }
  const from =
    comparable === true
      ? 'the read of the game’s memory'
      : 'the receipt by the hub: the rig has another clock'
  const detail = `${age(latency.p50_ms)} in the middle, ${age(latency.p95_ms)} at most for 95 of 100, from ${from}`
  if (latency.p95_ms > slow.verySlow_ms)
    return {
      part,
      state: 'serious',
      detail,
      figures,
      advice: 'use a cable, or the 5 GHz band; close what else the sim PC does',
    }
  if (latency.p95_ms > slow.latency_ms)
    return {
      part,
      state: 'caution',
      detail,
      figures,
      advice: 'Wi-Fi that saves power, or a busy machine, is the usual reason',
    }
  return { part, state: 'ok', detail, figures }
}

/** What the socket to the hub has gone through. */
export function connectionHealth({
  connection,
  round_trip_ms,
  rate,
  unreadable,
  now_ms,
}: Snapshot): PartHealth {
  const part = 'connection of this page'
  const figures = {
    ...(round_trip_ms !== undefined && { round_trip_ms: rounded(round_trip_ms) }),
    rate_hz: rate?.rate_hz ?? 60,
    dropped: rate?.dropped ?? 0,
    unreadable,
  }
  if (connection.state !== 'open')
    return {
      part,
      state: 'critical',
      detail:
        connection.state === 'waiting' ? `lost ${age(now_ms - connection.since_ms)} ago` : 'not there yet',
      advice: 'start the hub, or look at the network; the page comes back by itself',
      figures,
    }
  if (unreadable > 0)
    return {
      part,
      state: 'caution',
      detail: `${unreadable} messages could not be read`,
      advice: 'hub and page are of different versions: reload the page',
      figures,
    }
  if (rate !== undefined && rate.rate_hz < rate.asked_hz)
    return {
      part,
      state: 'caution',
      detail: `fed at ${rate.rate_hz} instead of ${rate.asked_hz} Hz, because this page does not take more`,
      advice: 'look at its network; close other tabs',
      figures,
    }
  return { part, state: 'ok', detail: `open for ${age(now_ms - connection.since_ms)}`, figures }
}

/** How evenly this page paints. */
export function paintHealth(rate: FrameRate | undefined): PartHealth {
  const part = 'painting of this page'
  if (rate === undefined) return { part, state: 'off', detail: 'nothing has been painted yet' }
  const figures = { fps: rounded(rate.fps), p95_ms: rounded(rate.p95_ms), worst_ms: rounded(rate.worst_ms) }
  const detail = `${decimal(rate.fps, 0)} frames a second, the longest ${decimal(rate.worst_ms, 0)} ms`
  if (rate.p95_ms > slow.frame_ms)
    return {
      part,
      state: 'caution',
      detail,
      figures,
      advice: 'close other tabs; a smaller window paints faster',
    }
  return { part, state: 'ok', detail, figures }
}
