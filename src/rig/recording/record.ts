// A source onto a tape, without anybody who listens: only sessions are told apart, because each gets its own file.
import { Recorder } from '../recorder.ts'
import type { Source, SourceCounters } from '../source.ts'
import type { Tape } from './tape.ts'

/** Runs until the source ends or `signal` aborts, and closes the tape. */
export async function recordPages(
  source: Source,
  tape: Tape,
  report: (text: string) => void,
  signal: AbortSignal,
): Promise<{ readonly counters: SourceCounters; readonly files: readonly string[] }> {
  const { site, rig, origin } = tape.of
  const recorder = new Recorder({ site, rig, origin, liveHz: 1, send: () => undefined })
  let said = ''
  try {
    const counters = await source.run(
      {
        page: (page, bytes, at) => {
          recorder.page(page, bytes, at)
          tape.page(page, bytes, at, recorder.session?.id)
          return origin === 'live' ? undefined : tape.room()
        },
        state: (state, detail, startedAt) => {
          recorder.startedAt(startedAt)
          tape.state(state, detail, startedAt)
          if (detail !== said) report(detail)
          said = detail
        },
        game: game => {
          recorder.game(game)
          tape.game(game)
        },
        counted: counters => tape.counted(counters),
        notice: report,
      },
      signal,
    )
    return { counters, files: await tape.close() }
  } finally {
    await tape.close()
  }
}
