// A stage for pages: a whole hub, and virtual rigs on it whose time is in our hand. It runs fast until what is wanted has
// come about, and as fast as any other while somebody looks. Nothing on it is said by hand: who needs a yellow flag lets
// a car stand, who needs an invalid lap lets the driver run wide.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link } from '../../src/broker/link.ts'
import { systemClock } from '../../src/hub/clock.ts'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import { rigId, siteId } from '../../src/model/identity.ts'
import { runRig } from '../../src/rig/run.ts'
import { openBroadcastServer } from '../../src/rig/virtual/broadcast-server.ts'
import { type Pacer, type VirtualOptions, virtualSource } from '../../src/rig/virtual/source.ts'
import type { World } from '../../src/rig/virtual/world.ts'
import { unixMillis } from '../../src/units/quantity.ts'

export type Drive = {
  /** What is driven. Who sits in the car may be told to err, and other cars to stand. */
  readonly world: World
  /** Drives so many times as fast as real time from now on. */
  readonly pace: (times: number) => void
  /** Drives fast until something holds, then in real time; rejects when it does not come about. */
  readonly until: (holds: (world: World) => boolean, times?: number) => Promise<void>
  /** The cable between rig and hub: while it is out nothing arrives, and the rig keeps what it may. */
  readonly cable: (is: 'in' | 'out') => void
  readonly end: () => Promise<void>
}

export type Stage = {
  readonly hub: Hub
  readonly url: string
  /** A rig of this name drives from now on, as fast as real time. */
  readonly drive: (rig: string, options?: Partial<VirtualOptions>) => Promise<Drive>
  readonly close: () => Promise<void>
}

/** Fast enough to wait for, slow enough that the hub keeps up beside a browser. */
const fast = 24
/** Where a drive is waited for at the longest; a busy machine drives slower than it is asked to. */
const patience_ms = 240_000
/** Days begin before they are looked at: what is driven fast must not end in the future. */
const before_ms = 3_600_000

export type StageOptions = {
  /** How the hub is started; on loopback, with free ports, if left out. */
  readonly hub?: Partial<Parameters<typeof startHub>[0]>
  /** Told what goes wrong with the hub. */
  readonly say?: (text: string) => void
}

export async function openStage({ hub: told = {}, say }: StageOptions = {}): Promise<Stage> {
  const data = mkdtempSync(join(tmpdir(), 'pitwall-stage-'))
  const ignore = () => undefined
  const log = { info: ignore, warn: ignore, error: (_: object, text: string) => say?.(text) }
  const hub = await startHub({ port: 0, mqttPort: 0, ...told, data }, {}, log)
  const drives = new Set<Drive>()
  return {
    hub,
    url: hub.url,
    async drive(rig, options = {}) {
      const drive = await openDrive(hub, join(data, 'spool', rig), rig, options)
      drives.add(drive)
      return drive
    },
    async close() {
      for (const drive of drives) await drive.end()
      await hub.close()
      rmSync(data, { recursive: true })
    },
  }
}

async function openDrive(
  hub: Hub,
  spoolFolder: string,
  rig: string,
  options: Partial<VirtualOptions>,
): Promise<Drive> {
  const server = await openBroadcastServer()
  const link = hub.link()
  const cable = new Cable(link)
  const tempo = new Tempo()
  const ending = new AbortController()
  let shown: World | undefined
  const source = virtualSource({
    startedAt: unixMillis(Date.now() - before_ms),
    ...options,
    speed: 1,
    pacer: tempo,
    broadcast: {
      show(world) {
        shown = world
        server.show(world, 1)
      },
    },
  })
  const running = runRig(
    {
      ...{ source, link: cable.link, spoolFolder, liveHz: 60, report: () => undefined },
      ...{ site: siteId('home'), rig: rigId(rig) },
      broadcasting: { game: server.address, clock: systemClock },
    },
    ending.signal,
  )
  const from = performance.now()
  while (shown === undefined) {
    assert.ok(performance.now() - from < patience_ms, `${rig} did not begin to drive`)
    await sleep(5)
  }
  const world = shown
  const pace = (times: number) => {
    tempo.times = times
    server.show(world, times)
  }
  let ended: Promise<void> | undefined
  return {
    world,
    pace,
    async until(holds, times = fast) {
      const began = performance.now()
      pace(times)
      while (!holds(world)) {
        assert.ok(performance.now() - began < patience_ms, `what ${rig} waits for did not come about`)
        await sleep(5)
      }
      pace(1)
    },
    cable(is) {
      cable.pull(is === 'out')
    },
    end() {
      ended ??= (async () => {
        cable.pull(false)
        ending.abort()
        await running
        await link.close()
        await server.close()
      })()
      return ended
    },
  }
}

/** A time that runs as fast as it is told. */
class Tempo implements Pacer {
  #times = 1
  #passed_ms = 0
  #since = performance.now()
  readonly now = (): number => this.#passed_ms + (performance.now() - this.#since) * this.#times

  set times(times: number) {
    this.#passed_ms = this.now()
    this.#since = performance.now()
    this.#times = times
  }

  readonly sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
  }
}

/** A link at the end of a cable. What is published while it is out is refused, as by a broker out of reach. */
class Cable {
  readonly link: Link
  #isOut = false
  readonly #listeners = new Set<(connected: boolean) => void>()

  constructor(link: Link) {
    const isOut = () => this.#isOut
    const listeners = this.#listeners
    this.link = {
      get connected() {
        return link.connected && !isOut()
      },
      publish: message => (isOut() ? Promise.reject(new Error('the cable is out')) : link.publish(message)),
      subscribe: (filters, handler) => link.subscribe(filters, handler),
      onConnected(listener) {
        listeners.add(listener)
        const stop = link.onConnected(connected => !isOut() && listener(connected))
        return () => {
          listeners.delete(listener)
          stop()
        }
      },
      close: () => link.close(),
    }
  }

  pull(isOut: boolean): void {
    if (isOut === this.#isOut) return
    this.#isOut = isOut
    for (const listener of this.#listeners) listener(!isOut)
  }
}
