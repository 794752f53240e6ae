// The judgement about streams and pages, with what to do about it. Thresholds stand here and nowhere else.
import type { PageActivity, StreamActivity, WayActivity } from '../../../../src/model/activity.ts'
import type { HealthState } from '../../../../src/model/health.ts'

export type Judged = { readonly state: HealthState; readonly todo?: string }

const rate = { caution: 0.95, serious: 0.8 } as const
const gap_ms = { caution: 50, serious: 250 } as const
const lag_ms = { caution: 80, serious: 250 } as const
const waiting_bytes = { caution: 64 * 1024, serious: 1024 * 1024 } as const
const silent_ms = 2000
const ok: Judged = { state: 'ok' }

/** A rate is only too low while the rig says that it drives; before that nothing is expected. */
export function judgeStream(stream: StreamActivity, isDriving: boolean): Judged {
  const { expected_per_s, per_s, longest_gap_ms } = stream
  if (stream.stream !== 'live' || expected_per_s === undefined) return ok
  if (!isDriving) return { state: 'off' }
  if (stream.silent_ms > silent_ms)
    return {
      state: 'critical',
      todo: 'see that the connector runs, and its network; what it cannot send it keeps',
    }
  const share = per_s / expected_per_s
  if (share < rate.serious)
    return {
      state: 'serious',
      todo: 'a busy sim PC, or its network, unless the connector was told to send fewer',
    }
  if ((longest_gap_ms ?? 0) > gap_ms.serious)
    return {
      state: 'serious',
      todo: 'something held it up for long: look at the time of the pause in the log, and at Wi-Fi',
    }
  if (share < rate.caution) return { state: 'caution', todo: 'close what else the sim PC does; use a cable' }
  if ((longest_gap_ms ?? 0) > gap_ms.caution)
    return { state: 'caution', todo: 'Wi-Fi that saves power, or a busy machine, is the usual reason' }
  return ok
}

/** How long values are on their way, where clocks can be compared. */
export function judgeWay({ lag }: WayActivity): Judged {
  if (lag === undefined) return { state: 'off', todo: 'let both machines take their time from the network' }
  if (lag.p95_ms > lag_ms.serious) return { state: 'serious', todo: 'use a cable, or the 5 GHz band' }
  if (lag.p95_ms > lag_ms.caution)
    return { state: 'caution', todo: 'Wi-Fi that saves power is the usual reason' }
  return ok
}

/** What the fastest value says of the two clocks: one way, so it is a bound and no measurement. */
export function clockWords({ fastest_ms, lag }: WayActivity): string {
  const size = (ms: number) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`)
  if (fastest_ms < 0) return `ahead by at least ${size(-fastest_ms)}`
  if (lag === undefined) return `behind by about ${size(fastest_ms)}`
  return `behind by at most ${size(fastest_ms)}`
}

export function judgePage({ waiting_bytes: waiting, rate_hz, asked_hz, fps }: PageActivity): Judged {
  if (waiting > waiting_bytes.serious)
    return { state: 'serious', todo: 'its network takes too little: nearer to the access point, or a cable' }
  if (waiting > waiting_bytes.caution || rate_hz < asked_hz)
    return { state: 'caution', todo: 'look at its network; a screen that is asleep may be closed' }
  if (fps !== undefined && fps < 50)
    return { state: 'caution', todo: 'close other tabs there; a smaller window paints faster' }
  return ok
}

/** `12 ms`, `3.4 s`; nothing for what was not measured. */
export function pauseText(ms: number | undefined): string {
  if (ms === undefined) return '––'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Points of a line over `width` × `height`, newest at the right; the highest value at the top. */
export function sparkPoints(values: readonly number[], width: number, height: number, span: number): string {
  const most = Math.max(1, ...values)
  const step = width / Math.max(1, span - 1)
  return values
    .map((value, at) => {
      const x = width - (values.length - 1 - at) * step
      return `${x.toFixed(1)},${(height - (value / most) * height).toFixed(1)}`
    })
    .join(' ')
}
