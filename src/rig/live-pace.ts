// How many live values a second are worth making: as many as a hub takes, and all while nothing is known of that.
import type { Link } from '../broker/link.ts'
import type { RigId, SiteId } from '../model/identity.ts'
import { readWanted, wantedFor_ms, wantedTopic } from '../model/live-wanted.ts'

export type LivePaceOptions = {
  readonly link: Link
  readonly site: SiteId
  readonly rig: RigId
  /** The most a second. */
  readonly full_hz: number
  /** Told at every change, in Hz. */
  readonly changed: (hz: number) => void
}

export class LivePace {
  readonly #options: LivePaceOptions
  readonly #stops: (() => void)[] = []
  #hz: number
  #forgetting: NodeJS.Timeout | undefined

  /** Listens until it is closed. */
  constructor(options: LivePaceOptions) {
    const { link, site, rig } = options
    this.#options = options
    this.#hz = options.full_hz
    this.#stops.push(link.onConnected(() => this.#become(options.full_hz)))
    link
      .subscribe([wantedTopic(site, rig)], ({ payload }) => this.#hear(payload))
      .then(
        stop => this.#stops.push(() => void stop().catch(ignore)),
        // A broker that lets this be heard by nobody: all is sent.
        ignore,
      )
  }

  close(): void {
    clearTimeout(this.#forgetting)
    for (const stop of this.#stops.splice(0)) stop()
  }

  #hear(payload: Uint8Array): void {
    const wanted = readWanted(payload)
    if (wanted === undefined) return
    this.#become(Math.min(this.#options.full_hz, wanted))
    this.#forgetting = setTimeout(() => this.#become(this.#options.full_hz), wantedFor_ms).unref()
  }

  #become(hz: number): void {
    clearTimeout(this.#forgetting)
    if (hz === this.#hz) return
    this.#hz = hz
    this.#options.changed(hz)
  }
}

const ignore = () => undefined
