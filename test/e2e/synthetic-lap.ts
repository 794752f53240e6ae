// Laps of any length and shape as a rig sends them: frames, then the lap. What a lap does not measure is in no frame.
import type { MqttClient } from 'mqtt'
import { type ChannelColumn, columnsOfPage } from '../../src/model/channels.ts'
import { encodeFrame, type PageColumns } from '../../src/model/frame.ts'
import { asLapId, asSessionId, rigId, siteId } from '../../src/model/identity.ts'
import type { LapMessage } from '../../src/model/messages.ts'
import { sampleLap } from '../../src/model/testing/messages.ts'
import { type HubBench, until } from './hub-bench.ts'

export type SyntheticLap = {
  readonly lap_number: number
  readonly track: string
  readonly length_m: number
  /** By the metre; `speed_kmh` is needed. */
  readonly channels: Readonly<Record<string, (metre: number) => number>>
  readonly change?: Partial<LapMessage>
  /** No samples between these metres. */
  readonly hole_m?: readonly [from: number, to: number]
  /** The lap is told before its samples are sent: they go when this has come to its end. */
  readonly toldFirst?: () => Promise<void>
}

const rate_hz = 50
const rowsPerFrame = 500
const session_id = asSessionId('home-rig1-20261124T120000000Z')
const [site, rig] = [siteId('home'), rigId('rig1')]

export const lapIdOf = (lap_number: number) => asLapId(`${session_id}-0-${lap_number}`)

/** Sends the laps one after the other, and waits until the hub can lay them over their track. Returns their messages. */
export async function sendLaps(
  bench: HubBench,
  client: MqttClient,
  laps: readonly SyntheticLap[],
): Promise<readonly LapMessage[]> {
  let seq = 0
  let start_us = 0
  const sent: LapMessage[] = []
  const say = (stream: string, message: unknown) =>
    client.publishAsync(`rigs/${site}/${rig}/${stream}`, JSON.stringify(message), { qos: 1 })
  for (const lap of laps) {
    const { t_us, metres } = driven(lap, start_us)
    const lap_id = lapIdOf(lap.lap_number)
    const first_seq = seq
    const last = t_us.at(-1) ?? start_us
    const message = sampleLap({
      lap_id,
      session_id,
      lap_number: lap.lap_number,
      track: lap.track,
      car: 'mercedes_amg_gt3',
      lap_time_ms: Math.round((last - start_us) / 1000),
      started_at: new Date(Date.UTC(2026, 10, 24, 12) + start_us / 1000).toISOString(),
      first_seq,
      last_seq: first_seq + Math.ceil(t_us.length / rowsPerFrame) - 1,
      samples: t_us.length,
      ...lap.change,
    })
    if (lap.toldFirst !== undefined) {
      await say('lap', message)
      await lap.toldFirst()
    }
    for (let from = 0; from < t_us.length; from += rowsPerFrame) {
      const rows = {
        t_us: t_us.slice(from, from + rowsPerFrame),
        metres: metres.slice(from, from + rowsPerFrame),
      }
      const header = { site, rig, session_id, lap_id, lap_number: lap.lap_number, seq }
      await say(
        'frame',
        encodeFrame(header, {
          physics: pageOf('physics', lap, rows),
          graphics: pageOf('graphics', lap, rows),
        }),
      )
      seq += 1
    }
    if (lap.toldFirst === undefined) await say('lap', message)
    sent.push(message)
    start_us = last + 1e6 / rate_hz
  }
  for (const { lap_id } of sent) {
    await until(async () => (await fetch(new URL(`/api/laps/${lap_id}/segments`, bench.hub.url))).ok, 60_000)
  }
  return sent
}

type Rows = { readonly t_us: readonly number[]; readonly metres: readonly number[] }

function driven({ channels, length_m, hole_m }: SyntheticLap, start_us: number): Rows {
  const t_us: number[] = []
  const metres: number[] = []
  let metre = 0
  for (let at_us = start_us; metre < length_m; at_us += 1e6 / rate_hz) {
    if (hole_m === undefined || metre < hole_m[0] || metre > hole_m[1]) {
      t_us.push(at_us)
      metres.push(metre)
    }
    metre += (channels['speed_kmh']?.(metre) ?? 100) / 3.6 / rate_hz
  }
  return { t_us, metres }
}

function pageOf(
  page: 'physics' | 'graphics',
  { channels, length_m }: SyntheticLap,
  { t_us, metres }: Rows,
): PageColumns {
  const measured: Readonly<Record<string, (metre: number) => number>> = {
    ...channels,
    spline: metre => metre / length_m,
  }
  const columns: readonly ChannelColumn[] = columnsOfPage(page).filter(({ name }) => name in measured)
  return {
    count: t_us.length,
    t_us: Float64Array.from(t_us),
    packet: Float64Array.from(t_us, at_us => Math.round(at_us / 2500)),
    columns,
    values: columns.map(({ name }) =>
      Float32Array.from(metres, metre => measured[name]?.(metre) ?? Number.NaN),
    ),
    none: columns.map(() => undefined),
  }
}
