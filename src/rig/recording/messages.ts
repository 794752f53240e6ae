// The messages that a recording makes when it goes through the recorder once more: what today's code says of it.
import { acc } from '../../model/games/acc.ts'
import { unixMillis } from '../../units/quantity.ts'
import { Broadcasting } from '../broadcasting/broadcasting.ts'
import { Recorder } from '../recorder.ts'
import type { Outgoing, SessionOptions } from '../session-messages.ts'
import type { RecordedEvent, RecordedFile } from './recorded-file.ts'

/** Live messages are for who looks at the moment; from a recording there is one at most for a session. */
const liveHz = 1e-6
const passing: ReadonlySet<Outgoing['stream']> = new Set(['live', 'field', 'entries'])

/**
 * All messages but those of the moment, in the order in which a connector sends them; as fast as they are taken, and without a
 * clock. `whose` says what stands in them.
 */
export async function* messagesOf(
  file: RecordedFile,
  whose: Pick<SessionOptions, 'site' | 'rig' | 'origin'>,
  notice: (text: string) => void,
): AsyncGenerator<Outgoing> {
  let made: Outgoing[] = []
  const send = (message: Outgoing) => {
    if (!passing.has(message.stream)) made.push(message)
  }
  const recorder = new Recorder({ ...whose, liveHz, send })
  const broadcasting = new Broadcasting(undefined, {
    recorded: { ...whose, game: acc.id, send, own: () => recorder.session },
    time: { now: () => undefined, wallOf: at => recorder.wallOf(at) },
    report: notice,
  })
  recorder.startedAt(unixMillis(file.startedAt))
  for await (const { events } of file.read(notice)) {
    for (const event of events) take(recorder, broadcasting, event)
    yield* made
    made = []
  }
  broadcasting.close()
  recorder.end()
  yield* made
}

function take(recorder: Recorder, broadcasting: Broadcasting, event: RecordedEvent): void {
  if (event.kind === 'page') recorder.page(event.page, event.bytes, event.at)
  else if (event.kind === 'datagram') broadcasting.datagram(event.bytes, event.at)
  else if (event.kind === 'game') recorder.game(event.game)
  else if (event.kind === 'counted') recorder.counted(event.counters)
  else {
    recorder.startedAt(event.startedAt)
    if (event.state === 'waiting') recorder.flush()
  }
}
