// The OpenSearch sink as the contract of live sinks sees it: the reader is the server that takes the documents.
import { systemClock } from '../../src/hub/clock.ts'
import { openSearchSink } from '../../src/live/opensearch.ts'
import type { Told } from '../../src/live/sink.ts'
import type { LiveMessage } from '../../src/model/messages.ts'
import type { LiveSinkSubject } from './live-sink.ts'
import { startSearchServer } from './search-server.ts'

/** With `behind`, documents go on to a real server, and count when that has taken them. */
export async function searchSink(behind?: string): Promise<LiveSinkSubject> {
  const server = await startSearchServer(behind)
  const sink = openSearchSink({ clock: systemClock, server: { url: server.url }, report: () => undefined })
  const of = (index: string) => server.taken().filter(document => document.index === index)
  return {
    sink,
    values: () =>
      of('live').map(({ source }): LiveMessage => {
        const { '@timestamp': _received, ...values } = Object(source)
        return values
      }),
    told: () => of('events').map(({ source }): Told => ({ type: 'event', event: Object(source) })),
    stall: server.stall,
    resume: server.resume,
    async end() {
      await sink.close()
      await server.close()
    },
  }
}
