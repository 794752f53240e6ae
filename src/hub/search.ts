// The search server that the live stream goes to beside the pages, where there is one.
import { openSearchSink } from '../live/opensearch.ts'
import type { LiveSink } from '../live/sink.ts'
import type { Clock } from '../model/clock.ts'
import type { Configuration } from './configuration.ts'

export function openSearch(
  { live, liveUser, livePassword }: Configuration,
  clock: Clock,
  report: (text: string) => void,
): LiveSink | undefined {
  if (live === undefined) return undefined
  const url = live.replace(/^opensearch\+/, '').replace(/\/+$/, '')
  const basic = Buffer.from(`${liveUser ?? ''}:${livePassword ?? ''}`).toString('base64')
  const authorization = liveUser === undefined ? {} : { authorization: `Basic ${basic}` }
  return openSearchSink({ clock, server: { url, ...authorization }, report })
}
