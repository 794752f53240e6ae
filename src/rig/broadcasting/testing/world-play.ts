// A virtual drive with its broadcasting, step by step and without a socket: every message passes through its bytes.

import { type EntriesMessage, entriesMessage, type FieldMessage, fieldMessage } from '../../../model/field.ts'
import { rigId, siteId } from '../../../model/identity.ts'
import { type LapMessage, lapMessage, readMessage } from '../../../model/messages.ts'
import { micros, unixMillis } from '../../../units/quantity.ts'
import { type BroadcastMessage, decodeBroadcast, encodeBroadcast } from '../../../wire/acc/broadcast-v4.ts'
import { Recorder } from '../../recorder.ts'
import type { Outgoing } from '../../session-messages.ts'
import { entriesOf, roundOf, trackOfWorld } from '../../virtual/broadcast.ts'
import type { WorldOptions } from '../../virtual/session.ts'
import { worldOptions } from '../../virtual/source.ts'
import { createWorld, stepWorld, type World } from '../../virtual/world.ts'
import { FieldRecorder } from '../field-recorder.ts'

export type PlayOptions = Partial<WorldOptions> & {
  readonly seconds: number
  /** What of a round arrives; everything if left out. */
  readonly arrives?: (message: BroadcastMessage, world: World) => boolean
  /** What a message is changed into on the way. */
  readonly alter?: (message: BroadcastMessage, world: World) => BroadcastMessage
  /** Entries and the track are asked for and answered; so if left out. */
  readonly answers?: boolean
}

const site = siteId('home')
const rig = rigId('rig1')
/** Steps of 2.5 ms between two rounds. */
const roundSteps = 40

export function play(options: PlayOptions) {
  const { seconds, arrives = () => true, alter = message => message, answers = true, ...rest } = options
  const world = createWorld(worldOptions(rest))
  const sent: Outgoing[] = []
  const send = (message: Outgoing) => {
    if (message.stream !== 'frame' && message.stream !== 'live') sent.push(message)
  }
  const common = { site, rig, origin: 'virtual', game: 'acc', send } as const
  const recorder = new Recorder({ ...common, liveHz: 1 })
  recorder.startedAt(unixMillis(Date.UTC(2026, 10, 24)))
  recorder.page('static', world.pages.static, micros(0))
  const wanted = new Set<'entries' | 'track'>()
  const field = new FieldRecorder({
    ...common,
    own: () => recorder.session,
    ask: {
      entries: () => wanted.add('entries'),
      track: () => wanted.add('track'),
      got: what => wanted.delete(what),
    },
  })
  const hear = (message: BroadcastMessage) => {
    if (!arrives(message, world)) return
    field.take(decodeBroadcast(encodeBroadcast(alter(message, world))), recorder.wallOf(recorder.at))
  }
  for (let step = 0; step < seconds * 400; step++) {
    stepWorld(world)
    const at = micros(world.step * 2500)
    const { written, pages } = world
    if (written.graphics && world.frame % 3 === 0) recorder.page('graphics', pages.graphics.page, at)
    // A third of the frames and 50 Hz of physics: laps are the same, and a test is quick.
    if (written.physics && !written.empty && step % 8 === 0) recorder.page('physics', pages.physics.page, at)
    if (step % roundSteps === 0) for (const message of roundOf(world)) hear(message)
    if (answers && step % 800 === 0) {
      if (wanted.has('track')) hear(trackOfWorld(world, 1))
      if (wanted.has('entries')) for (const message of entriesOf(world, 1)) hear(message)
    }
  }
  field.end()
  recorder.end()
  const of = (stream: Outgoing['stream']): readonly unknown[] =>
    sent
      .filter(message => message.stream === stream)
      .map(({ json }) => JSON.parse(Buffer.from(json).toString()))
  const laps: readonly LapMessage[] = of('lap').map(message => readMessage(lapMessage, message, 'lap'))
  const player = world.session.field.playerId
  return {
    world,
    player,
    sent,
    book: field.book,
    own: laps.filter(({ samples }) => samples > 0),
    others: laps.filter(({ samples }) => samples === 0),
    fields: (): readonly FieldMessage[] =>
      of('field').map(message => readMessage(fieldMessage, message, 'field')),
    entries: (): readonly EntriesMessage[] =>
      of('entries').map(message => readMessage(entriesMessage, message, 'entries')),
    sessions: () => of('session'),
  }
}
