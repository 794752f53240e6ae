// The messages that a recording makes when it goes through the recorder once more: what today's code says of it.
import { unixMillis } from '../../units/quantity.ts'
import { Recorder } from '../recorder.ts'
import type { Outgoing, SessionOptions } from '../session-messages.ts'
import type { RecordedEvent, RecordedFile } from './recorded-file.ts'

/** Live messages are for who looks at the moment; from a recording there is one at most for a session. */
const liveHz = 1e-6

/**
 * All messages but live ones, in the order in which a connector sends them; as fast as they are taken, and without a
 * clock. `whose` says what stands in them.
 */
export async function* messagesOf(
  file: RecordedFile,
  whose: Pick<SessionOptions, 'site' | 'rig' | 'origin'>,
  notice: (text: string) => void,
): AsyncGenerator<Outgoing> {
  let made: Outgoing[] = []
  const recorder = new Recorder({
    ...whose,
    liveHz,
    send: message => {
      if (message.stream !== 'live') made.push(message)
    },
  })
  recorder.startedAt(unixMillis(file.startedAt))
  for await (const { events } of file.read(notice)) {
    for (const event of events) take(recorder, event)
    yield* made
    made = []
  }
  recorder.end()
  yield* made
}

function take(recorder: Recorder, event: RecordedEvent): void {
  if (event.kind === 'page') recorder.page(event.page, event.bytes, event.at)
  else if (event.kind === 'game') recorder.game(event.game)
  else if (event.kind === 'counted') recorder.counted(event.counters)
  else {
    recorder.startedAt(event.startedAt)
    if (event.state === 'waiting') recorder.flush()
  }
}
