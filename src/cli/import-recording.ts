// A recording as an import: its pages go through the recorder, and its messages down the line of every other file.
import type { Link } from '../broker/link.ts'
import { topicOf } from '../model/identity.ts'
import {
  type LapMessage,
  lapMessage,
  readMessage,
  type SessionMessage,
  sessionMessage,
} from '../model/messages.ts'
import type { ImportReport } from '../race/import/imported.ts'
import type { ImportNotice } from '../race/import/notice.ts'
import { RigFault } from '../rig/fault.ts'
import { messagesOf } from '../rig/recording/messages.ts'
import { openRecordedFile } from '../rig/recording/recorded-file.ts'

/** Messages that may be on their way at a time. */
const together = 16

/**
 * Ids are those of the drive, so importing it where it was driven changes nothing. What was driven in earnest becomes an
 * `import`; a virtual drive stays one, because boards keep the two apart. Throws RigFault for a file that is none.
 */
export async function importRecording(file: string, link: Link): Promise<ImportReport> {
  const recording = await openRecordedFile(file)
  const { from } = recording
  if (from === undefined) {
    throw new RigFault(
      'bad-recording',
      file,
      'a recording that says whose it is',
      'a dump of pages; replay it instead',
    )
  }
  const notices: ImportNotice[] = []
  const origin = from.origin === 'live' ? 'import' : from.origin
  const [sessions, laps] = [new Map<string, SessionMessage>(), new Map<string, LapMessage>()]
  const onTheirWay = new Set<Promise<void>>()
  const damaged = (message: string) => notices.push({ code: 'recording-damaged', message })
  for await (const { stream, json } of messagesOf(recording, { ...from, origin }, damaged)) {
    if (stream === 'session') {
      const session = readMessage(sessionMessage, JSON.parse(Buffer.from(json).toString()), file)
      sessions.set(session.session_id, session)
    } else if (stream === 'lap') {
      const lap = readMessage(lapMessage, JSON.parse(Buffer.from(json).toString()), file)
      laps.set(lap.lap_id, lap)
    }
    const topic = topicOf(from.site, from.rig, stream)
    const sent = link.publish({ topic, payload: json, qos: 1 }).finally(() => onTheirWay.delete(sent))
    onTheirWay.add(sent)
    if (onTheirWay.size >= together) await Promise.race(onTheirWay)
  }
  await Promise.all(onTheirWay)
  const found = [...laps.values()]
  return {
    ...{ file, ok: true, format: 'mcap', notices },
    sessions: [...sessions.values()].map(({ v, type, ...session }) => session),
    laps: found.map(({ v, type, first_seq, last_seq, ...lap }) => lap),
    samples: found.reduce((sum, { samples }) => sum + samples, 0),
  }
}
