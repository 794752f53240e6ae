// A stretch of a recording as a recording of its own: one lap to hand on, with every page as it was read.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { acc } from '../../model/games/acc.ts'
import type { LapRecord } from '../../model/messages.ts'
import { unixMillis } from '../../units/quantity.ts'
import { RigFault } from '../fault.ts'
import { noCounters } from '../source.ts'
import { McapFile } from './mcap-file.ts'
import { openRecordedFile, type RecordedEvent } from './recorded-file.ts'
import { recordingEnding } from './shelf.ts'
import { countedWord, pageTopic, sourceTopic, stateWord } from './topic.ts'

/** Before the line, so that the start of the lap is seen; after it, until the game has said what time it was. */
const before_ms = 2000
const after_ms = 4000

/**
 * Writes the recording of a lap to `out` and returns how many pages it has: those of the lap and a few seconds around
 * it. Throws RigFault `bad-recording` when the session has no recording in the folder, or none of these pages.
 */
export async function lapExcerpt(
  folder: string,
  lap: Pick<LapRecord, 'lap_id' | 'session_id' | 'started_at' | 'lap_time_ms'>,
  out: string,
  report: (text: string) => void,
): Promise<number> {
  const path = join(folder, `${lap.session_id}${recordingEnding}`)
  if (!existsSync(path)) {
    throw new RigFault(
      'bad-recording',
      path,
      `a recording of the session of ${lap.lap_id}`,
      'none; it was not recorded, or the budget took it',
    )
  }
  const file = await openRecordedFile(path)
  if (file.from === undefined)
    throw new RigFault('bad-recording', path, 'a recording that says whose it is', 'another')
  const { from: about, startedAt } = file
  const zero_ns = BigInt(startedAt) * 1_000_000n
  const mcap = new McapFile({ path: out, about: { ...about, zero_ns: String(zero_ns) }, report })
  const begin = unixMillis(Date.parse(lap.started_at))
  const [from, to] = [begin - before_ms, begin + (lap.lap_time_ms ?? 0) + after_ms]
  const instant = ({ at }: RecordedEvent) => zero_ns + BigInt(Math.round(at * 1000))
  let game = acc
  let counters = noCounters
  let known: (RecordedEvent & { readonly kind: 'page' }) | undefined
  let pages = 0
  const put = (event: RecordedEvent & { readonly kind: 'page' }, at_ns: bigint) => {
    mcap.add(pageTopic(game, event.page, event.bytes.byteLength), at_ns, event.bytes)
    pages++
  }
  for await (const { events } of file.read(report)) {
    for (const event of events) {
      const at_ms = startedAt + event.at / 1000
      if (event.kind === 'game') [game, known] = [event.game, undefined]
      if (event.kind === 'counted') {
        counters = event.counters
        if (pages > 0 && at_ms <= to) mcap.add(sourceTopic, instant(event), countedWord(counters))
      }
      if (event.kind === 'page' && event.page === 'static')
        known = { ...event, bytes: Uint8Array.from(event.bytes) }
      if (event.kind !== 'page' || at_ms < from || at_ms > to) continue
      if (pages === 0) {
        mcap.add(sourceTopic, instant(event), stateWord('reading', `lap ${lap.lap_id}`, startedAt))
        mcap.add(sourceTopic, instant(event), countedWord(counters))
        if (known !== undefined && event.page !== 'static') put(known, instant(event))
      }
      put(event, instant(event))
    }
    if (events.some(event => startedAt + event.at / 1000 > to)) break
    mcap.cut()
    await mcap.written()
  }
  await mcap.close()
  if (pages === 0) throw new RigFault('bad-recording', path, `pages of ${lap.lap_id}`, 'none')
  if (mcap.lost > 0)
    throw new RigFault('no-access', out, 'a file that can be written', `${mcap.lost} pages that were not`)
  return pages
}
