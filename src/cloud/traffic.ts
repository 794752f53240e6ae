// What a rig sends, as measured with the virtual rig on Monza: the sizes that the bill is made of.

/** One kind of message of one rig. */
export type Flow = { readonly per_second: number; readonly bytes: number }

export type Traffic = {
  /** To the rule alone, by Basic Ingest. */
  readonly frames: Flow
  readonly live: Flow
  /** Laps, sessions, events and statuses. */
  readonly rest: Flow
}

/** A frame holds at most so many rows. */
const rowsOfFrame = 100
/** Bytes a second of frames: the graphics page, and so much more for each physics page. 20.6 kB at 60 Hz, 79 kB at 400. */
const graphicsBytes = 10_400
const physicsBytes = 172

/** At `hz` physics pages and `liveHz` live messages a second. */
export function trafficAt(hz: number, liveHz: number): Traffic {
  const per_second = Math.max(1, Math.ceil(hz / rowsOfFrame))
  return {
    frames: { per_second, bytes: Math.round((graphicsBytes + physicsBytes * hz) / per_second) },
    live: { per_second: liveHz, bytes: 1_080 },
    rest: { per_second: 0.3, bytes: 400 },
  }
}

/** What AWS counts as one message, one rule or one action. */
const unitBytes = 5_000
/** `rigs/arcade/rig01/frame`, and a little for the packet: the topic is metered as well. */
const topicBytes = 40

/** Metered units a second. */
export const unitsOf = ({ per_second, bytes }: Flow): number =>
  per_second * Math.ceil((bytes + topicBytes) / unitBytes)
