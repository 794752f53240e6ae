// The laps that are compared and what of them has come from the hub: the whole lap first, then what a window shows.
import type { Cut } from '../../../../src/model/cuts.ts'
import type { LapSegments } from '../../../../src/model/lap-segments.ts'
import type { LapTrace } from '../../../../src/model/lap-trace.ts'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import { wallNow } from '../../live-core/wire.ts'
import type { Answer } from '../../shell/api.ts'
import { feed } from '../../shell/line.svelte.ts'
import { liveId, reference, type Slot, type Span, slots } from './address.ts'
import { nextLook } from './late-samples.ts'
import type { LapAbout, LapSource } from './source.ts'

export type LoadedLap = {
  readonly slot: Slot
  readonly source: LapSource
  readonly about?: LapAbout
  readonly segments?: LapSegments
  /** Over distance, with the places on the map. */
  readonly spine?: LapTrace
  /** The whole lap on the axis that is shown. */
  readonly whole?: LapTrace
  /** The window that is shown, as fine as the screen. */
  readonly fine?: LapTrace
  /** What lies around the cursor, step by step. */
  readonly detail?: LapTrace
  readonly problem?: string
  /** The problem will pass: its samples are asked for again. */
  readonly isLate?: boolean
}

/** What the charts show. */
export type Shape = {
  readonly axis: TraceAxis
  readonly channels: readonly string[]
  readonly points: number
}

const spineChannels = 'car_position_m_x,car_position_m_z,speed_kmh,throttle,brake,gear'
const spinePoints = 1500

export class Comparison {
  laps: readonly LoadedLap[] = $state.raw([])
  #shape: Shape | undefined
  #turn = 0
  /** Undefined while nobody has said how the track is cut. */
  #cut: { readonly cuts: readonly Cut[] | undefined } | undefined
  #cutTurn = 0
  /** How often a lap that is late was asked for, by its id. */
  readonly #looks = new Map<string, number>()
  readonly #waits = new Set<ReturnType<typeof setTimeout>>()

  get reference(): LoadedLap | undefined {
    return this.laps.find(({ slot }) => slot === reference)
  }

  /** Shows these laps; those that are shown already stay as they are. */
  async show(sources: Readonly<Partial<Record<Slot, LapSource>>>): Promise<void> {
    this.laps = slots.flatMap(slot => {
      const source = sources[slot]
      if (source === undefined) return []
      const known = this.laps.find(lap => lap.slot === slot && lap.source.id === source.id)
      return [known ?? { slot, source }]
    })
    await this.#fetch()
  }

  /** Nothing more is asked for. */
  close(): void {
    for (const timer of this.#waits) clearTimeout(timer)
    this.#waits.clear()
  }

  async #fetch(): Promise<void> {
    const first = this.reference ?? this.laps[0]
    if (first === undefined) return
    // The reference comes first: on a track whose length the hub does not know, its way is the length for all.
    await this.#load(first, undefined)
    const length = this.#find(first)?.spine?.length_m
    await Promise.all(this.laps.filter(lap => lap.slot !== first.slot).map(lap => this.#load(lap, length)))
    await Promise.all([this.#fetchWhole(), this.#fetchSegments(false)])
  }

  /** Cuts the track here, undefined by its corners: what each lap did in its segments is asked for anew. */
  async cut(cuts: readonly Cut[] | undefined): Promise<void> {
    this.#cut = { cuts }
    await this.#fetchSegments(true)
  }

  /** Shows these channels over this axis. */
  async take(shape: Shape): Promise<void> {
    this.#shape = shape
    await this.#fetchWhole()
  }

  /** Fetches a window at the resolution of the screen; undefined forgets the one before. */
  async look(window: Span | undefined): Promise<void> {
    await this.#window('fine', window)
  }

  /** Fetches the steps around a cursor. */
  async lookClosely(window: Span | undefined): Promise<void> {
    await this.#window('detail', window)
  }

  /** Reads the lap that is being driven again. */
  async refresh(window: Span | undefined): Promise<void> {
    const shape = this.#shape
    const length = this.reference?.spine?.length_m
    for (const lap of this.laps.filter(({ source }) => source.id === liveId)) {
      await this.#load(lap, length, true)
      const segments = this.#cut && (await lap.source.segments(length, this.#cut.cuts))
      if (segments !== undefined) this.#put(lap, taken('segments', segments))
      if (shape === undefined) continue
      const whole = await lap.source.trace(this.#query(shape, this.#span(shape), length))
      const fine = window && (await lap.source.trace(this.#query(shape, window, length)))
      this.#put(lap, { ...taken('whole', whole), ...(fine && taken('fine', fine)) })
    }
  }

  /** The end of the axis: the line, or the time of the slowest lap. */
  end(axis: TraceAxis): number | undefined {
    const ends = this.laps.flatMap(({ spine, about }) => {
      if (spine === undefined) return []
      return axis === 'distance' ? [spine.length_m] : [about?.lap_time_ms ?? lastOf(spine.elapsed_ms)]
    })
    return ends.length === 0 ? undefined : Math.max(...ends)
  }

  async #load(lap: LoadedLap, length: number | undefined, again = false): Promise<void> {
    if (!again && (this.#find(lap)?.spine !== undefined || lap.problem !== undefined)) return
    const query = {
      channels: spineChannels,
      points: spinePoints,
      from: 0,
      ...(length !== undefined && { length }),
    }
    const [about, spine] = await Promise.all([lap.source.about(), lap.source.trace(query)])
    const problem = [about, spine].find(answer => !answer.ok)
    const isLate = about.ok && !spine.ok && this.#expect(lap, about.body)
    this.#put(lap, {
      ...taken('about', about),
      ...taken('spine', spine),
      ...(problem?.ok === false && {
        problem: isLate ? 'Its samples are on the way.' : problem.problem,
        isLate,
      }),
    })
  }

  /** Whether the samples of a lap will come; they are looked for again then. */
  #expect(lap: LoadedLap, about: LapAbout): boolean {
    const { id } = lap.source
    const looks = this.#looks.get(id) ?? 0
    const wait_ms = nextLook(about, looks, wallNow() + (feed.clock?.offset_ms ?? 0))
    if (wait_ms === undefined) return false
    this.#looks.set(id, looks + 1)
    const timer = setTimeout(() => {
      this.#waits.delete(timer)
      void this.#lookAgain(lap)
    }, wait_ms)
    this.#waits.add(timer)
    return true
  }

  async #lookAgain(lap: LoadedLap): Promise<void> {
    if (this.#find(lap)?.isLate !== true) return
    await this.#load(lap, this.reference?.spine?.length_m, true)
    const came = this.#find(lap)
    if (came?.spine === undefined) return
    // Where it is the measure of all, the others are laid over its way.
    const isMeasure = came.slot === (this.reference ?? this.laps[0])?.slot
    this.laps = this.laps.map(({ problem, isLate: _late, ...known }) =>
      known.slot === came.slot
        ? known
        : isMeasure
          ? { slot: known.slot, source: known.source }
          : { ...known, ...(problem !== undefined && { problem }) },
    )
    await this.#fetch()
  }

  /** All at once: segments are compared that were cut alike. */
  async #fetchSegments(again: boolean): Promise<void> {
    const cut = this.#cut
    const length = this.reference?.spine?.length_m
    const asked = this.laps.filter(lap => lap.spine !== undefined && (again || lap.segments === undefined))
    if (cut === undefined || asked.length === 0) return
    const turn = ++this.#cutTurn
    const answers = await Promise.all(
      asked.map(async lap => [lap, await lap.source.segments(length, cut.cuts)] as const),
    )
    if (turn !== this.#cutTurn) return
    this.laps = this.laps.map(lap => {
      const answer = answers.find(
        ([{ slot, source }]) => slot === lap.slot && source.id === lap.source.id,
      )?.[1]
      return answer === undefined ? lap : { ...lap, ...taken('segments', answer) }
    })
  }

  async #fetchWhole(): Promise<void> {
    const shape = this.#shape
    const turn = ++this.#turn
    if (shape === undefined || this.end(shape.axis) === undefined) return
    const length = this.reference?.spine?.length_m
    const query = this.#query(shape, this.#span(shape), length)
    const answers = await Promise.all(
      this.laps.map(async lap => ({ lap, answer: lap.spine && (await lap.source.trace(query)) })),
    )
    if (turn !== this.#turn) return
    // All at once: laps that are laid over each other must be laid over the same axis.
    this.laps = this.laps.map(lap => {
      const answer = answers.find(
        each => each.lap.slot === lap.slot && each.lap.source.id === lap.source.id,
      )?.answer
      if (answer === undefined) return lap
      const { whole: _whole, fine: _fine, detail: _detail, ...rest } = lap
      return { ...rest, ...taken('whole', answer) }
    })
  }

  async #window(name: 'fine' | 'detail', window: Span | undefined): Promise<void> {
    const shape = this.#shape
    const turn = this.#turn
    if (shape === undefined) return
    const length = this.reference?.spine?.length_m
    const answers =
      window === undefined
        ? []
        : await Promise.all(this.laps.map(lap => lap.source.trace(this.#query(shape, window, length))))
    if (turn !== this.#turn || (window !== undefined && answers.length !== this.laps.length)) return
    this.laps = this.laps.map((lap, index) => {
      const answer = answers[index]
      if (answer?.ok === true) return { ...lap, [name]: answer.body }
      if (window !== undefined) return lap
      const { [name]: _, ...rest } = lap
      return rest
    })
  }

  #query({ axis, channels, points }: Shape, [from, to]: Span, length: number | undefined) {
    const window = {
      axis,
      channels: channels.join(),
      points,
      from: Math.max(0, Math.floor(from)),
      to: Math.ceil(to),
    }
    return length === undefined ? window : { ...window, length }
  }

  #span({ axis }: Shape): Span {
    return [0, this.end(axis) ?? 0]
  }

  #find(lap: LoadedLap): LoadedLap | undefined {
    return this.laps.find(({ slot, source }) => slot === lap.slot && source.id === lap.source.id)
  }

  #put(lap: LoadedLap, change: Partial<LoadedLap>): void {
    this.laps = this.laps.map(known =>
      known.slot === lap.slot && known.source.id === lap.source.id ? { ...known, ...change } : known,
    )
  }
}

const taken = <Name extends string, Body>(name: Name, answer: Answer<Body>) =>
  answer.ok ? { [name]: answer.body } : {}

const lastOf = (values: readonly (number | null)[]): number => values.findLast(value => value !== null) ?? 0
