// Fans the live stream out to pages: the newest values of each rig as fast as a page can take them, and what happened
// in order. Knows no socket: a page is an Outlet.
import type { Board } from '../model/board.ts'
import type { Clock } from '../model/clock.ts'
import type { EntriesMessage, FieldMessage } from '../model/field.ts'
import {
  type ClientMessage,
  type DriverMessage,
  type DriverReference,
  type Hello,
  type LiveRate,
  liveRates,
  type PageReport,
  type Passed,
  type RigKey,
  type RigState,
  referenceEvery_ms,
  rigKeyOf,
  type ServerMessage,
  type Stamped,
  tooSlow,
} from '../model/live-protocol.ts'
import type { LapRecord, LiveMessage } from '../model/messages.ts'
import { millis, type UnixMillis } from '../units/quantity.ts'
import { hear } from './client-message.ts'
import { type FieldPart, fieldParts } from './field-turns.ts'
import { Latest } from './latest.ts'
import { type Outlet, Reader } from './reader.ts'
import type { LiveCounters, LiveSink, Told } from './sink.ts'
import { Words } from './words.ts'

export interface Live extends LiveSink {
  /** Lets a page in: it is greeted at once. */
  join(outlet: Outlet): Joined
  /** Words for a driver: at once to the pages that listen for that rig, and to nothing that keeps. To how many. */
  speak(message: DriverMessage): number
  /** What pages elsewhere have said, or somebody tells screens: to every page here. */
  pass(said: Exclude<Passed, { readonly type: 'message' }>): void
  /** The last that was heard of each rig. */
  rigs(): readonly RigState[]
  /** The values of a rig a second that the fastest of the pages wants; undefined when none wants any. */
  wanted_hz(rig: RigKey): LiveRate | undefined
  /** How each page takes what it is sent. */
  pages(): readonly PageState[]
}

export type PageState = {
  /** Values of a rig a second at most: what it asked for, and what it is given. */
  readonly asked_hz: number
  readonly rate_hz: number
  /** Bytes that were sent and have not left the hub. */
  readonly waiting_bytes: number
  readonly sent: number
  readonly dropped: number
} & PageReport

export type Joined = {
  /** Takes one text message of the page. */
  readonly said: (text: string) => void
  readonly left: () => void
}

export type LiveOptions = {
  readonly clock: Clock
  /** What a page finds that comes before the first lap of this run. Newest first. */
  readonly laps?: readonly LapRecord[]
  readonly boards?: readonly Board[]
  /** Hears what pages here say that pages of other hubs must hear as well. */
  readonly said?: (said: Passed) => void
  /** Called when pages may want other rates than before. */
  readonly turned?: () => void
}

/** Above this a page is cut off rather than kept in memory. */
const mostWaiting = 1024 * 1024
/** Rigs name themselves: a bound for what a stranger may claim. */
const mostRigs = 1000
const mostRefused = 100
/** How soon to look again at a page that is behind, in ms. */
const behindWait = 20

type Rig = { state: RigState; text: string | undefined; readonly fields: Map<FieldPart, FieldText> }

/** A part of a field as it was received; its text is made once for all readers. */
type FieldText = {
  readonly message: FieldMessage | EntriesMessage
  readonly received_ms: number
  text: string | undefined
}

export function openLive(options: LiveOptions): Live {
  const { clock, laps = [], boards = [], turned = () => undefined } = options
  const rigs = new Map<RigKey, Rig>()
  const readers = new Set<Reader>()
  const words = new Words<Reader>()
  const latest = new Latest(laps, boards)
  const count = { received: 0, sent: 0, dropped: 0, thinned: 0, told: 0, cut_off: 0, forgotten: 0 }
  const fieldCount = { fields_received: 0, fields_sent: 0 }
  let timer: { readonly at: number; readonly cancel: () => void } | undefined
  let open = true

  /** The rig, now the one last heard of; the one that was silent longest makes room. */
  function rigOf(of: { readonly site: string; readonly rig: string }): Rig {
    const key = rigKeyOf(of)
    const rig = rigs.get(key) ?? { state: { site: of.site, rig: of.rig }, text: undefined, fields: new Map() }
    rigs.delete(key)
    rigs.set(key, rig)
    for (const silent of rigs.keys()) {
      if (rigs.size <= mostRigs) break
      rigs.delete(silent)
      for (const reader of readers) reader.forget(silent)
      count.forgotten += 1
    }
    return rig
  }

  function flushIn(wait: number): void {
    const at = clock.elapsed() + wait
    if (timer !== undefined && timer.at <= at) return
    timer?.cancel()
    timer = { at, cancel: clock.after(millis(wait), flush) }
  }

  function flush(): void {
    timer = undefined
    const now = clock.elapsed()
    let next: number | undefined
    for (const reader of readers) {
      if (reader.step(now)) say(reader, rateOf(reader))
      const { rigs: keys, wait } = reader.due(now)
      if (keys.length > 0) sendValues(reader, keys)
      const fields = sendFields(reader, now)
      for (const waits of [wait, fields]) if (waits !== undefined) next = Math.min(next ?? waits, waits)
    }
    if (next !== undefined) flushIn(next)
  }

  function sendValues(reader: Reader, keys: readonly RigKey[]): void {
    const parts = keys.flatMap(key => textOf(rigs.get(key)) ?? [])
    reader.outlet.send(`{"type":"values","sent_ms":${clock.now()},"rigs":[${parts.join(',')}]}`)
    reader.sent += parts.length
    count.sent += parts.length
  }

  /** Sends what may go out of the fields that the page watches; how long until more may, if anything is left. */
  function sendFields(reader: Reader, now: number): number | undefined {
    // A page that falls behind gets its values first.
    if (reader.behind) return reader.fields.pending ? behindWait : undefined
    const { parts, wait } = reader.fields.due(now)
    for (const { rig, part } of parts) {
      const text = fieldText(rigs.get(rig)?.fields.get(part), part)
      if (text === undefined) continue
      reader.outlet.send(text)
      fieldCount.fields_sent += 1
    }
    return wait
  }

  function leave(reader: Reader): void {
    readers.delete(reader)
    words.forget(reader)
    turned()
  }

  function sayText(reader: Reader, text: string): void {
    if (reader.outlet.waiting <= mostWaiting) {
      reader.outlet.send(text)
      return
    }
    leave(reader)
    count.cut_off += 1
    reader.outlet.close(tooSlow, 'this page is too slow for what happens; it may come back at once')
  }
  const say = (reader: Reader, message: ServerMessage): void => sayText(reader, JSON.stringify(message))

  function remember(message: Told): void {
    switch (message.type) {
      case 'lap':
        latest.lap(message.lap)
        return
      case 'board':
        latest.board(message.board)
        return
      case 'status': {
        const rig = rigOf(message.status)
        rig.state = { ...rig.state, status: message.status }
        return
      }
      case 'session': {
        const rig = rigOf(message.session)
        rig.state = { ...rig.state, session: message.session }
        return
      }
      case 'event':
        return
    }
  }

  /** What is known of a field goes out at once, not only with the next change. */
  function watchFields(reader: Reader, watched: readonly (RigKey | '*')[]): void {
    reader.fields.watch(watched)
    for (const [key, { fields }] of rigs) {
      for (const part of fieldParts) if (fields.has(part)) reader.fields.mark(key, part)
    }
    flushIn(0)
  }

  function answer(reader: Reader, said: ClientMessage): void {
    switch (said.type) {
      case 'ping':
        if (said.page !== undefined) report(reader, said.page)
        say(reader, { type: 'pong', client_ms: said.client_ms, now_ms: clock.now() })
        return
      case 'watch':
        reader.watch(said.rigs)
        turned()
        if (said.fields !== undefined) watchFields(reader, said.fields)
        return
      case 'listen':
        words.listen(reader, said.rigs)
        return
      case 'receipt': {
        const receipt = words.receipt(reader, said.id, said.state)
        if (receipt === undefined) return
        pass({ type: 'receipt', receipt })
        options.said?.({ type: 'receipt', receipt })
        return
      }
    }
  }

  function pass(said: Parameters<Live['pass']>[0]): void {
    if (said.type === 'reference' && !remembers(said.reference)) return
    if (said.type === 'screen') latest.screen(said.screen)
    for (const reader of readers) say(reader, said)
  }

  /** Whether this is news of a rig that is known. */
  function remembers({ site, rig: name, reference }: DriverReference): boolean {
    const rig = rigs.get(rigKeyOf({ site, rig: name }))
    if (rig === undefined || rig.state.reference === reference) return false
    rig.state = { ...rig.state, reference }
    return true
  }

  /** Takes what a page says of itself; what its driver measures against is passed on when it changes, and again in a while. */
  function report(reader: Reader, page: PageReport): void {
    const isOther = page.rig !== reader.report.rig || page.reference !== reader.report.reference
    reader.report = page
    const now = clock.elapsed()
    if (page.reference === undefined || (!isOther && now < reader.referenceDue)) return
    reader.referenceDue = now + referenceEvery_ms
    const of = [...rigs.values()].find(({ state }) => rigKeyOf(state) === page.rig)?.state
    if (of === undefined) return
    const reference = { site: of.site, rig: of.rig, reference: page.reference }
    if (isOther) pass({ type: 'reference', reference })
    options.said?.({ type: 'reference', reference })
  }

  const hello = (): Hello => ({
    type: 'hello',
    v: 1,
    now_ms: clock.now(),
    rigs: [...rigs.values()].map(rig => rig.state),
    ...latest.all,
  })

  return {
    put(values: LiveMessage, received: UnixMillis) {
      if (!open) return
      count.received += 1
      const rig = rigOf(values)
      rig.state = { ...rig.state, live: { received_ms: received, values } }
      rig.text = undefined
      const key = rigKeyOf(values)
      for (const reader of readers) {
        if (!reader.mark(key)) continue
        if (reader.held) {
          reader.dropped += 1
          count.dropped += 1
        } else count.thinned += 1
      }
      if (readers.size > 0) flushIn(0)
    },
    putField(message, received) {
      if (!open) return
      fieldCount.fields_received += 1
      const rig = rigOf(message)
      const part = message.type
      rig.fields.set(part, { message, received_ms: received, text: undefined })
      if (message.type === 'field') rig.state = { ...rig.state, field_cars: message.cars.length }
      const key = rigKeyOf(message)
      for (const reader of readers) reader.fields.mark(key, part)
      if (readers.size > 0) flushIn(0)
    },
    tell(message: Told) {
      if (!open) return
      count.told += 1
      remember(message)
      const text = JSON.stringify(message)
      for (const reader of readers) sayText(reader, text)
    },
    speak(message: DriverMessage) {
      if (!open) return 0
      const listeners = words.tell(message)
      for (const reader of listeners) say(reader, { type: 'message', message })
      return listeners.length
    },
    pass(said) {
      if (open) pass(said)
    },
    join(outlet: Outlet): Joined {
      const reader = new Reader(outlet, clock.elapsed())
      readers.add(reader)
      say(reader, hello())
      turned()
      return {
        said(text) {
          if (!readers.has(reader)) return
          const heard = hear(text)
          if (heard.ok) return answer(reader, heard.message)
          reader.refused += 1
          say(reader, { type: 'refused', reason: heard.reason })
          if (reader.refused > mostRefused) outlet.close(1008, 'too many messages that are none')
        },
        left: () => leave(reader),
      }
    },
    rigs: () => [...rigs.values()].map(rig => rig.state),
    wanted_hz(rig) {
      const rates = [...readers].map(reader => reader.wanted_hz(rig))
      return liveRates.find(rate => rates.includes(rate))
    },
    pages: () =>
      [...readers].map(({ asked, cap, outlet, sent, dropped, report }) => ({
        ...report,
        ...{ asked_hz: asked, rate_hz: Math.min(asked, cap) },
        ...{ waiting_bytes: outlet.waiting, sent, dropped },
      })),
    counters: (): LiveCounters => ({ readers: readers.size, ...count, ...fieldCount }),
    async close() {
      flush()
      open = false
      timer?.cancel()
      for (const reader of readers) reader.outlet.close(1001, 'the hub stops')
      readers.clear()
    },
  }
}

const rateOf = (reader: Reader): ServerMessage => ({
  type: 'rate',
  rate_hz: reader.cap,
  asked_hz: reader.asked,
  dropped: reader.dropped,
})

/** The values of a rig as text, made once for all readers. */
function textOf(rig: Rig | undefined): string | undefined {
  if (rig?.state.live === undefined) return undefined
  const stamped: Stamped = rig.state.live
  rig.text ??= JSON.stringify(stamped)
  return rig.text
}

function fieldText(held: FieldText | undefined, part: FieldPart): string | undefined {
  if (held === undefined) return undefined
  held.text ??= JSON.stringify({ type: part, received_ms: held.received_ms, [part]: held.message })
  return held.text
}
