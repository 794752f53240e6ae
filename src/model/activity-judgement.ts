// The judgement about streams, ways and pages, with what to do about it: hub and pages judge alike. Thresholds stand here
// and nowhere else.
import type { PageActivity, StreamActivity, WayActivity } from './activity.ts'
import { type HealthState, urgency } from './health-state.ts'

export type Judged = { readonly state: HealthState; readonly todo?: string }

const rate = { caution: 0.95, serious: 0.8 } as const
const gap_ms = { caution: 50, serious: 250 } as const
const lag_ms = { caution: 80, serious: 250 } as const
const clock_ms = 5
const waiting_bytes = { caution: 64 * 1024, serious: 1024 * 1024 } as const
/** A rig that drives and says nothing for longer is silent. */
export const silent_ms = 2000
/** Of so few seconds no rate is told. */
const fewSeconds = 3
const fewFrames = 50
const ok: Judged = { state: 'ok' }

/** A rate is only too low while the rig says that it drives, and as fast as it was driven: what drives faster goes as fast
 * as its machine can. */
export function judgeRate(stream: StreamActivity, isDriving: boolean): Judged {
  const { expected_per_s, per_s, speed = 1 } = stream
  if (stream.stream !== 'live') return ok
  if (!isDriving) return { state: 'standby' }
  if (stream.silent_ms > silent_ms)
    return {
      state: 'critical',
      todo: 'see that the connector runs, and its network; what it cannot send it keeps',
    }
  const isEarly = stream.spark.length < fewSeconds
  const share = isEarly || expected_per_s === undefined || speed !== 1 ? 1 : per_s / expected_per_s
  if (share < rate.serious) return { state: 'serious', todo: 'a busy sim PC, or its network' }
  if (share < rate.caution) return { state: 'caution', todo: 'close what else the sim PC does; use a cable' }
  return ok
}

/** As well by its longest pause of the remembered time. That one is over: it says how good the line is, not how the rig is. */
export function judgeStream(stream: StreamActivity, isDriving: boolean): Judged {
  const now = judgeRate(stream, isDriving)
  const { longest_gap_ms = 0 } = stream
  if (stream.stream !== 'live' || !isDriving || longest_gap_ms <= gap_ms.caution) return now
  const pause: Judged =
    longest_gap_ms > gap_ms.serious
      ? {
          state: 'serious',
          todo: 'something held it up for long: look at the time of the pause in the log, and at Wi-Fi',
        }
      : { state: 'caution', todo: 'Wi-Fi that saves power, or a busy machine, is the usual reason' }
  return worse(now, pause)
}

/** How long values are on their way, where clocks can be compared. */
export function judgeWay({ lag, clock }: WayActivity): Judged {
  if (lag === undefined) return { state: 'off', todo: 'let both machines take their time from the network' }
  if (lag.p95_ms > lag_ms.serious) return { state: 'serious', todo: 'use a cable, or the 5 GHz band' }
  if (lag.p95_ms > lag_ms.caution)
    return { state: 'caution', todo: 'Wi-Fi that saves power is the usual reason' }
  // Only what is certain counts: half of the way there and back is not.
  if (clock !== undefined && Math.abs(clock.ahead_ms) - clock.within_ms > clock_ms)
    return { state: 'caution', todo: 'let both machines take their time from the network' }
  return ok
}

export function judgePage({ waiting_bytes: waiting, rate_hz, asked_hz, fps }: PageActivity): Judged {
  if (waiting > waiting_bytes.serious)
    return { state: 'serious', todo: 'its network takes too little: nearer to the access point, or a cable' }
  if (waiting > waiting_bytes.caution || rate_hz < asked_hz)
    return { state: 'caution', todo: 'look at its network; a screen that is asleep may be closed' }
  if (fps !== undefined && fps < fewFrames)
    return { state: 'caution', todo: 'close other tabs there; a smaller window paints faster' }
  return ok
}

/** The one that needs somebody more; the first of two alike. */
export const worse = (a: Judged, b: Judged): Judged => (urgency(b.state) > urgency(a.state) ? b : a)
