// A drive of the virtual rig as the messages that its connector sends: realistic input for tests and benches.
import { rigId, siteId } from '../../model/identity.ts'
import {
  frameHeader,
  type LapMessage,
  lapMessage,
  readMessage,
  type SessionMessage,
  sessionMessage,
} from '../../model/messages.ts'
import { Recorder } from '../../rig/recorder.ts'
import { type VirtualOptions, virtualSource } from '../../rig/virtual/source.ts'
import { unixMillis } from '../../units/quantity.ts'
import { openLake } from '../lake.ts'

export type Drive = {
  /** Frames as they are sent, in order. */
  readonly frames: readonly Uint8Array[]
  readonly laps: readonly LapMessage[]
  readonly sessions: readonly SessionMessage[]
}

/** Drives for some seconds; `rate` is that of the physics page. */
export async function driveVirtual(
  options: Partial<VirtualOptions> & { readonly seconds: number },
): Promise<Drive> {
  const frames: Uint8Array[] = []
  const laps: LapMessage[] = []
  const sessions: SessionMessage[] = []
  const recorder = new Recorder({
    site: siteId('home'),
    rig: rigId('rig1'),
    origin: 'virtual',
    liveHz: 1,
    send({ stream, json }) {
      if (stream === 'frame') frames.push(Uint8Array.from(json))
      else if (stream === 'lap') laps.push(readMessage(lapMessage, parsed(json), 'lap'))
      else if (stream === 'session') sessions.push(readMessage(sessionMessage, parsed(json), 'session'))
    },
  })
  const startedAt = unixMillis(Date.UTC(2026, 10, 24, 10))
  const source = virtualSource({ cars: 1, incidents: 0, ...options, startedAt, speed: 'max' })
  const handler = {
    page: recorder.page.bind(recorder),
    state: () => recorder.startedAt(startedAt),
    counted: recorder.counted.bind(recorder),
  }
  await source.run(handler, new AbortController().signal)
  recorder.end()
  return { frames, laps, sessions }
}

const parsed = (json: Uint8Array): unknown => JSON.parse(Buffer.from(json).toString())

/** A lake in `folder` with an out-lap and three full laps of the virtual rig, closed again. */
export async function driveIntoLake(folder: string): Promise<void> {
  const { frames, laps, sessions } = await driveVirtual({ seconds: 480, rate: 60 })
  const lake = await openLake({ folder })
  for (const session of sessions) await lake.session(session)
  for (const frame of frames) await lake.land(frame, readMessage(frameHeader, parsed(frame), 'frame'))
  for (const lap of laps) await lake.closeLap(lap)
  await lake.settle()
  await lake.close()
}
