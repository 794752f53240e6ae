// The live stream in OpenSearch: one `_bulk` request at a time, the newest values of each rig in the next one. While the
// server is slow or away, values are overtaken and counted; what happened waits, within a bound.
import type { Clock } from '../model/clock.ts'
import { type RigKey, rigKeyOf } from '../model/live-protocol.ts'
import type { LiveMessage } from '../model/messages.ts'
import { millis, type UnixMillis } from '../units/quantity.ts'
import { type BulkOutcome, putTemplate, type SearchServer, sendBulk } from './bulk.ts'
import { indexTemplate, liveDocument, type SearchDocument, toldDocument } from './search-document.ts'
import type { LiveCounters, LiveSink, Told } from './sink.ts'

export type OpenSearchOptions = {
  readonly clock: Clock
  readonly server: SearchServer
  /** Told in a sentence when the server cannot be reached or refuses, once, and when it is there again. */
  readonly report: (text: string) => void
}

/** Between two requests, in ms: a dashboard that asks the index does not see more. */
const pace_ms = 200
/** After a request that failed, in ms, growing from the first to the second. */
const retry_ms = { first: 250, most: 30_000 }
const mostPerRequest = { documents: 1000, bytes: 4 * 2 ** 20 }
/** What happened and has not reached the server: beyond this it is given up, and counted. */
const mostWaiting = { documents: 50_000, bytes: 64 * 2 ** 20 }
const mostRigs = 1000
/** How long closing waits for the last request. */
const grace = millis(2_000)

type Value = { readonly values: LiveMessage; readonly received: UnixMillis }
/** A value that was sent knows its rig: it waits again when the server did not take it. */
type Sent = { readonly document: SearchDocument; readonly value?: Value }

export const openSearchSink = (options: OpenSearchOptions): LiveSink => new OpenSearchSink(options)

class OpenSearchSink implements LiveSink {
  readonly #clock: Clock
  readonly #server: SearchServer
  readonly #report: (text: string) => void
  readonly #values = new Map<RigKey, Value>()
  #told: SearchDocument[] = []
  #toldBytes = 0
  #sending: Promise<void> | undefined
  #cancel: (() => void) | undefined
  #failures = 0
  #hasTemplate = false
  #trouble = ''
  #closed = false
  readonly #abort = new AbortController()
  readonly #count = { received: 0, sent: 0, dropped: 0, thinned: 0, told: 0, cut_off: 0, forgotten: 0 }
  #fields = 0

  constructor({ clock, server, report }: OpenSearchOptions) {
    this.#clock = clock
    this.#server = server
    this.#report = report
  }

  put(values: LiveMessage, received: UnixMillis): void {
    if (this.#closed) return
    this.#count.received += 1
    this.#wait({ values, received }, 'newer')
    this.#schedule(pace_ms)
  }

  /** A field is for pages that watch it; the index watches none. */
  putField(): void {
    this.#fields += 1
  }

  tell(message: Told): void {
    if (this.#closed) return
    this.#count.told += 1
    const document = toldDocument(message)
    this.#told.push(document)
    this.#toldBytes += document.source.length
    if (this.#told.length > mostWaiting.documents || this.#toldBytes > mostWaiting.bytes) {
      this.#told = []
      this.#toldBytes = 0
      this.#count.cut_off += 1
      this.#say('the server has taken nothing for too long: what happened meanwhile is not in its indices')
    }
    this.#schedule(pace_ms)
  }

  counters(): LiveCounters {
    return { readers: 1, ...this.#count, fields_received: this.#fields, fields_sent: 0 }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const stop = this.#clock.after(grace, () => this.#abort.abort())
    await this.#sending
    this.#cancel?.()
    // One more request for what is due; a server that has just failed is not asked again.
    if (this.#failures === 0) await this.#send()
    stop()
    this.#abort.abort()
    this.#count.dropped += this.#values.size
    this.#values.clear()
  }

  /** `older`: the value was sent, and not taken; it waits again unless a newer one does. */
  #wait(value: Value, than: 'newer' | 'older'): void {
    const key = rigKeyOf(value.values)
    const before = this.#values.get(key)
    if (before !== undefined && than === 'older') {
      this.#count.dropped += 1
      return
    }
    if (before !== undefined) this.#count[this.#isBehind() ? 'dropped' : 'thinned'] += 1
    this.#values.delete(key)
    this.#values.set(key, value)
    for (const silent of this.#values.keys()) {
      if (this.#values.size <= mostRigs) break
      this.#values.delete(silent)
      this.#count.dropped += 1
      this.#count.forgotten += 1
    }
  }

  /** Whether the server, and not the pace, is what values wait for. */
  #isBehind(): boolean {
    return this.#sending !== undefined || this.#failures > 0
  }

  #schedule(wait_ms: number): void {
    if (this.#cancel !== undefined || this.#sending !== undefined || this.#closed) return
    if (this.#values.size === 0 && this.#told.length === 0) return
    this.#cancel = this.#clock.after(millis(wait_ms), () => {
      this.#cancel = undefined
      this.#sending = this.#send().finally(() => {
        this.#sending = undefined
        this.#schedule(this.#failures === 0 ? pace_ms : this.#pause())
      })
    })
  }

  #pause(): number {
    return Math.min(retry_ms.most, retry_ms.first * 2 ** (this.#failures - 1))
  }

  async #send(): Promise<void> {
    const batch = this.#batch()
    if (batch.length === 0) return
    if (!this.#hasTemplate) {
      const why = await putTemplate(this.#server, 'pitwall', indexTemplate, this.#abort.signal)
      this.#hasTemplate = why === undefined
      if (why !== undefined) {
        this.#settle(
          batch,
          batch.map(() => 'again'),
          why,
        )
        return
      }
    }
    const documents = batch.map(({ document }) => document)
    const { outcomes, reason } = await sendBulk(this.#server, documents, this.#abort.signal)
    this.#settle(batch, outcomes, reason)
  }

  /** What goes into the next request: each document once, what happened before the values. */
  #batch(): readonly Sent[] {
    const batch: Sent[] = []
    const ids = new Set<string>()
    let bytes = 0
    const fits = (document: SearchDocument): boolean => {
      const id = `${document.index} ${document.id}`
      const isRoom = batch.length < mostPerRequest.documents && bytes < mostPerRequest.bytes
      if (!isRoom || ids.has(id)) return false
      ids.add(id)
      bytes += document.source.length
      return true
    }
    let taken = 0
    for (const document of this.#told) {
      if (!fits(document)) break
      batch.push({ document })
      taken += 1
    }
    for (const { source } of this.#told.splice(0, taken)) this.#toldBytes -= source.length
    for (const [key, value] of this.#values) {
      const document = liveDocument(value.values, value.received)
      if (!fits(document)) break
      batch.push({ document, value })
      this.#values.delete(key)
    }
    return batch
  }

  #settle(batch: readonly Sent[], outcomes: readonly BulkOutcome[], reason: string | undefined): void {
    const again: SearchDocument[] = []
    for (const [index, { document, value }] of batch.entries()) {
      const outcome = outcomes[index] ?? 'again'
      if (value !== undefined && outcome === 'taken') this.#count.sent += 1
      else if (value !== undefined && outcome === 'refused') this.#count.dropped += 1
      else if (value !== undefined) this.#wait(value, 'older')
      else if (outcome === 'again') again.push(document)
    }
    this.#told = [...again, ...this.#told]
    this.#toldBytes += again.reduce((sum, { source }) => sum + source.length, 0)
    this.#failures = outcomes.includes('again') ? this.#failures + 1 : 0
    if (reason !== undefined && !this.#abort.signal.aborted) this.#say(reason)
    else if (this.#trouble !== '') {
      this.#report(`${this.#server.url}: takes documents again`)
      this.#trouble = ''
    }
  }

  #say(reason: string): void {
    if (reason === this.#trouble) return
    this.#trouble = reason
    this.#report(`${this.#server.url}: ${reason}`)
  }
}
