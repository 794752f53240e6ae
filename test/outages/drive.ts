// A rig and a hub as processes of their own, something that goes wrong between them, and what must hold afterwards: every
// lap once and complete, every sample as in the rig's own recording.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  eventually,
  pitwall,
  pitwallJson,
  type Running,
  start,
  startFile,
  withFolder,
} from '../e2e/command.ts'
import type { Machines } from './two-machines.ts'

export type Lap = { readonly lap_id: string; readonly lap_number: number; readonly session_id: string }

export type Summary = {
  readonly sent: number
  readonly waiting: number
  readonly dropped: number
  readonly unrecorded: number
}

const script = (name: string) => fileURLToPath(new URL(`./processes/${name}.ts`, import.meta.url))

/** Every column of every sample, as one number a lap. Replays and live ones differ in nothing else. */
const sums = `select coalesce(lap_id, '') as lap, count(*)::INT as n, bit_xor(hash(COLUMNS(* EXCLUDE (written_by))))
  from samples group by 1 order by 1`
export type LapSum = { readonly lap: string; readonly n: number }
export const samplesOf = (data: string) => pitwallJson<readonly LapSum[]>('sql', sums, '--data', data)
export const lapsOf = (data: string) => pitwallJson<readonly Lap[]>('laps', '--data', data)

export class Drive {
  readonly folder: string
  readonly data: string
  /** Where the rig keeps its own. */
  readonly rigFolder: string
  readonly #machines: Machines
  readonly #running = new Set<Running>()
  #hub: Running | undefined
  #rig: Running | undefined
  #url = ''

  constructor(folder: string, machines: Machines, rigFolder = folder) {
    this.folder = folder
    this.rigFolder = rigFolder
    this.data = join(folder, 'hub')
    this.#machines = machines
  }

  /** The broker as the rig reaches it. */
  get url(): string {
    return this.#url
  }

  /** A hub behind the cable, and the way to it; `broker` is another one that it takes from. */
  async openHub(broker?: string): Promise<string> {
    const ports = ['--port', '0', '--mqtt-port', '0']
    const words = ['up', '--source', 'none', ...ports, '--data', this.data]
    const hub = start(
      [...words, ...(broker === undefined ? [] : ['--broker', broker])],
      {},
      this.#machines.hub,
    )
    this.#hub = hub
    this.#running.add(hub)
    const [, port = ''] = await hub.printed(/mqtt:\/\/127\.0\.0\.1:(\d+)/)
    await this.openWay(port)
    return port
  }

  async openWay(port: string): Promise<void> {
    const { hub, address } = this.#machines
    const forward = this.run('forward', [address, port], hub)
    const [, outside = ''] = await forward.printed(/forwards (\d+)/)
    this.#url = `mqtt://${address}:${outside}`
  }

  openRig(environment: NodeJS.ProcessEnv = {}, budget?: number): Running {
    const words = [this.#url, this.rigFolder, 'drive', ...(budget === undefined ? [] : [String(budget)])]
    const rig = this.run('rig', words, this.#machines.rig, environment)
    this.#rig = rig
    return rig
  }

  run(
    name: string,
    words: readonly string[],
    within: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Running {
    const running = startFile(script(name), words, environment, within)
    this.#running.add(running)
    return running
  }

  /** Resolves when the hub has this many laps. */
  async laps(count: number): Promise<readonly Lap[]> {
    return await eventually(
      () => lapsOf(this.data).catch(() => []),
      found => found.length >= count,
      400,
    )
  }

  /** Takes a process of another kind to its own; it ends with the drive. */
  adopt(running: Running): Running {
    this.#running.add(running)
    return running
  }

  /** Ends the drive, lets all arrive that lies in the spool, and closes the hub. */
  async finish(): Promise<Summary> {
    const stopped = await this.#rig?.stop()
    await this.drain()
    await this.#hub?.stop()
    const summary: Summary = JSON.parse(stopped?.out.trim().split('\n').at(-1) ?? '')
    return summary
  }

  /** Lets all arrive that lies in the spool. */
  async drain(): Promise<void> {
    const drained = this.run('rig', [this.#url, this.rigFolder, 'drain'], this.#machines.rig)
    const { out, err } = await drained.finished
    const rest: Summary = JSON.parse(out)
    assert.deepEqual([rest.waiting, rest.dropped], [0, 0], err)
  }

  /** The hub does nothing, as on a machine that is busy otherwise, until it goes on. */
  holdUpHub(): () => void {
    this.#hub?.process.kill('SIGSTOP')
    return () => this.#hub?.process.kill('SIGCONT')
  }

  async closeHub(): Promise<void> {
    await this.#hub?.stop()
  }

  /** What the recordings of the rig say, in a folder of its own. */
  async recorded(): Promise<{ readonly laps: readonly Lap[]; readonly samples: readonly LapSum[] }> {
    const recordings = join(this.rigFolder, 'recordings')
    const files = (await readdir(recordings)).map(name => join(recordings, name))
    const data = join(this.folder, 'recorded')
    const { code, err } = await pitwall('import', ...files, '--data', data)
    assert.equal(code, 0, err)
    return { laps: await lapsOf(data), samples: await samplesOf(data) }
  }

  /** Laps complete and single, samples equal to the recording's; says how many of each. */
  async mustBeWhole(): Promise<{ readonly laps: number; readonly samples: number }> {
    const laps = await lapsOf(this.data)
    assert.ok(laps.length > 0)
    assert.equal(new Set(laps.map(({ lap_id }) => lap_id)).size, laps.length, 'a lap is there twice')
    const recorded = await this.recorded()
    const driven = laps.map(lap => ({ ...lap, origin: 'import' }))
    assert.deepEqual(driven, recorded.laps)
    const samples = await samplesOf(this.data)
    assert.deepEqual(samples, recorded.samples)
    return { laps: laps.length, samples: samples.reduce((sum, { n }) => sum + n, 0) }
  }

  async close(): Promise<void> {
    for (const { process, finished } of this.#running) {
      process.kill('SIGKILL')
      await finished
    }
  }
}

export const withDrive = (
  machines: Machines,
  run: (drive: Drive) => Promise<void>,
  rigFolder?: string,
): Promise<void> =>
  withFolder(async folder => {
    const drive = new Drive(folder, machines, rigFolder)
    try {
      await run(drive)
    } finally {
      await drive.close()
    }
  })
