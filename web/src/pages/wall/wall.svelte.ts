// The wall's own line: watches the field of one rig, holds it back when asked, and looks at it five times a second.
import type { FieldEntry, FieldMessage } from '../../../../src/model/field.ts'
import type { RigKey } from '../../../../src/model/live-protocol.ts'
import { trackOf } from '../../../../src/model/track.ts'
import type { FieldTold } from '../../live-core/feed.ts'
import { FieldWatch } from '../../live-core/field-watch.ts'
import { type Freshness, freshnessOf } from '../../live-core/freshness.ts'
import { wallNow } from '../../live-core/wire.ts'
import { feed, line, loop } from '../../shell/line.svelte.ts'
import { DelayLine } from './delay.ts'
import { type FieldBook, stepBook } from './field-book.ts'
import { type RunningSector, stepRunning } from './running.ts'

export type WallSnapshot = {
  readonly field: FieldMessage
  readonly entries: ReadonlyMap<number, FieldEntry>
  readonly track: { readonly track: string | undefined; readonly track_name: string | undefined }
  readonly book: FieldBook
  /** The sector that each car is in, by car. */
  readonly running: ReadonlyMap<number, RunningSector>
  readonly freshness: Freshness
  readonly age_ms: number | undefined
}

export class Wall {
  now = $state.raw<WallSnapshot | undefined>(undefined)
  readonly #line = new DelayLine<FieldTold>()
  readonly #key: RigKey
  readonly #watch = new FieldWatch()
  #book: FieldBook | undefined
  #running: ReadonlyMap<number, RunningSector> = new Map()
  #delay_ms = 0
  #shown = ''

  constructor(key: RigKey) {
    this.#key = key
  }

  /** Watches until the returned function is called. */
  open(): () => void {
    const leave = line.watchField(this.#key, told => this.#line.put(told, wallNow()))
    const removes = [loop.first(() => this.#take(wallNow())), loop.add(5, () => this.#look(wallNow()))]
    return () => {
      leave()
      for (const remove of removes) remove()
    }
  }

  set delay_s(seconds: number) {
    this.#line.set(seconds)
    this.#delay_ms = seconds * 1000
  }

  get field(): FieldMessage | undefined {
    return this.#watch.field
  }

  get dots() {
    return this.#watch.dots
  }

  get learnt() {
    return this.#watch.learnt
  }

  get label() {
    return this.#watch.label
  }

  get book(): FieldBook | undefined {
    return this.#book
  }

  #take(now_ms: number): void {
    for (const told of this.#line.due(now_ms)) {
      this.#watch.take(told, now_ms)
      if (told.type === 'entries') continue
      this.#book = stepBook(this.#book, told.field)
      this.#running = this.#step(told.field)
    }
  }

  #step(field: FieldMessage): ReadonlyMap<number, RunningSector> {
    const track = this.#watch.entries?.track
    const ends = track === undefined ? [] : (trackOf(track)?.sector_ends ?? [])
    return new Map(
      field.cars.flatMap(car => {
        const running = stepRunning(this.#running.get(car.car), car, ends)
        return running === undefined ? [] : [[car.car, running] as const]
      }),
    )
  }

  #look(now_ms: number): void {
    const { field, byCar, entries, received_ms } = this.#watch
    const book = this.#book
    if (field === undefined || book === undefined) return
    const since = feed.since_ms(received_ms, now_ms)
    const age_ms = since === undefined ? undefined : Math.max(0, since - this.#delay_ms)
    const freshness = freshnessOf(age_ms)
    const seen = `${field.session_id} ${field.seq} ${freshness} ${freshness === 'live' ? '' : Math.floor((age_ms ?? 0) / 1000)} ${entries?.at_ms}`
    if (seen === this.#shown) return
    this.#shown = seen
    const { track, track_name } = entries ?? {}
    this.now = {
      field,
      entries: byCar,
      track: { track, track_name },
      book,
      running: this.#running,
      freshness,
      age_ms,
    }
  }
}
