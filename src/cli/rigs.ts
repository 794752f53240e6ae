// Which rigs a command runs, and what drives each: the game, a recording, or the virtual car.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import type { Link } from '../broker/link.ts'
import { systemClock } from '../hub/clock.ts'
import { rigId, siteId } from '../model/identity.ts'
import type { GameAddress } from '../rig/broadcasting/client.ts'
import { idle } from '../rig/idle.ts'
import { type LineOptions, runRig } from '../rig/run.ts'
import { sharedMemoryFolder } from '../rig/shared-memory/page-folder.ts'
import { gameIsThere } from '../rig/shared-memory/place.ts'
import { sharedMemory } from '../rig/shared-memory/shared-memory.ts'
import type { Source } from '../rig/source.ts'
import type { CircuitId } from '../rig/virtual/circuits.ts'
import { unixMillis } from '../units/quantity.ts'
import { type WireGameId, wireGameIds } from '../wire/games.ts'
import { broadcastingOption, gameOf } from './broadcasting.ts'
import { demoDriver } from './demo-field.ts'
import { factor, seedOption, trackOption, whole } from './options.ts'
import { CommandFault, exits } from './output.ts'
import { type RecordFlags, recordOptions, tapeOf } from './recordings.ts'

/** Flags of a recording that is sent again. */
export const replayOptions = (): readonly Option[] => [
  new Option('--site <name>', 'where the rig stands').default('home').argParser(named(siteId)),
  new Option('--rig <name>', 'what the rig is called').default('rig1').argParser(named(rigId)),
  new Option('--speed <times>', 'times faster than real time, or max').default(1).argParser(factor),
  new Option('--live-hz <hz>', 'live messages per second').default(60).argParser(whole(1, 60)),
]

/** Flags that say what drives; declared once for every command that has a connector. */
export const rigOptions = (): readonly Option[] => [
  new Option('--source <name>', 'auto, shm, udp (Assetto Corsa), virtual, none, or a recording').default(
    'auto',
  ),
  new Option('--shm-dir <folder>', 'where the pages of the game are').default(sharedMemoryFolder),
  new Option('--game <name>', 'read this game alone').choices(wireGameIds),
  new Option('--game-host <address>', 'where the game of --source udp runs').default('127.0.0.1'),
  new Option('--rigs <number>', 'virtual rigs').default(1).argParser(whole(1, 60)),
  trackOption(),
  seedOption(),
  new Option('--rate <hz>', 'physics pages per second of the virtual rig')
    .default(400)
    .argParser(whole(1, 400)),
  broadcastingOption(),
  ...replayOptions(),
  ...recordOptions(),
]

export type RigFlags = RecordFlags & {
  readonly source: string
  readonly shmDir: string
  readonly game?: WireGameId
  readonly gameHost: string
  readonly site: ReturnType<typeof siteId>
  readonly rig: ReturnType<typeof rigId>
  readonly rigs: number
  readonly track: CircuitId
  readonly seed: number
  readonly rate: number
  readonly speed: number
  readonly liveHz: number
  /** Absent for commands that replay. */
  readonly broadcasting?: string
}

/** One rig with its own name, source and spool, and the game whose broadcasting it follows. */
export type Rig = {
  readonly name: string
  readonly source: Source
  readonly game?: GameAddress
  /** Lets go of what was opened for it. */
  readonly close?: () => Promise<void>
}

const speedOf = (speed: number): number | 'max' => (Number.isFinite(speed) ? speed : 'max')

/**
 * The rigs that the flags ask for; `fallback` is what drives under `auto` when no game is there. Only the source that is
 * asked for is loaded: beside a game every megabyte counts.
 */
export async function rigsOf(
  flags: RigFlags,
  fallback: 'virtual' | 'shm',
  now: number,
  report: (text: string) => void,
): Promise<readonly Rig[]> {
  const { source, shmDir, speed } = flags
  const kind = source === 'auto' ? ((await gameIsThere(shmDir)) ? 'shm' : fallback) : source
  if (kind === 'none' && (flags.broadcasting ?? 'auto') === 'auto') return []
  if (kind === 'none' || kind === 'shm') return followingRig(flags, kind, now, report)
  if (kind === 'udp') {
    const { remoteTelemetry } = await import('../rig/remote-telemetry/remote-telemetry.ts')
    return [{ name: flags.rig, source: remoteTelemetry({ host: flags.gameHost }) }]
  }
  if (kind === 'virtual')
    return await Promise.all(Array.from({ length: flags.rigs }, (_, index) => virtualRig(flags, index)))
  if (!existsSync(kind)) {
    throw new CommandFault(
      `--source: expected auto, shm, udp, virtual, none or a recording, found "${kind}", and there is no such file.`,
      exits.usage,
    )
  }
  const { recording } = await import('../rig/recording/recording.ts')
  return [{ name: flags.rig, source: recording({ path: kind, speed: speedOf(speed) }) }]
}

/** A rig that reads the game of this machine, or none, and follows what is broadcast. ACC alone broadcasts. */
function followingRig(
  flags: RigFlags,
  kind: 'none' | 'shm',
  now: number,
  report: (text: string) => void,
): readonly Rig[] {
  const { rig: name, shmDir: folder, game: wanted, broadcasting = 'off' } = flags
  const game = wanted === undefined || wanted === 'acc' ? gameOf(broadcasting, report) : undefined
  const followed = game === undefined ? {} : { game }
  if (kind === 'none') return game === undefined ? [] : [{ name, source: idle(unixMillis(now)), game }]
  const source = sharedMemory({ folder, ...(wanted !== undefined && { game: wanted }) })
  return [{ name, source, ...followed }]
}

/** Beyond this a machine would be busy with the datagrams of fields that nobody looks at. */
const mostFields = 4

async function virtualRig(flags: RigFlags, index: number): Promise<Rig> {
  const { track, rate, speed, rig } = flags
  const broadcasts = (flags.broadcasting ?? 'off') !== 'off' && index < mostFields
  const [{ openBroadcastServer }, { virtualSource }] = await Promise.all([
    import('../rig/virtual/broadcast-server.ts'),
    import('../rig/virtual/source.ts'),
  ])
  const server = broadcasts ? await openBroadcastServer() : undefined
  const source = virtualSource({
    ...demoDriver(index),
    ...{
      track,
      rate,
      seed: flags.seed + index,
      speed: speedOf(speed),
      startedAt: () => unixMillis(Date.now()),
    },
    ...(server !== undefined && { broadcast: server }),
  })
  const name = index === 0 ? rig : `${rig.replace(/\d+$/, '')}${index + 1}`
  return server === undefined
    ? { name, source }
    : { name, source, game: server.address, close: () => server.close() }
}

/** Runs the rigs until all have ended or `signal` aborts. */
export async function runRigs(
  rigs: readonly Rig[],
  flags: RigFlags,
  spool: string,
  linkOf: (name: string) => Promise<Link>,
  report: (text: string) => void,
  signal: AbortSignal,
  line: LineOptions = {},
  recordings?: string,
): Promise<readonly Awaited<ReturnType<typeof runRig>>[]> {
  return await Promise.all(
    rigs.map(async ({ name, source, game, close }) => {
      const link = await linkOf(name)
      const said = (text: string) => report(rigs.length === 1 ? text : `${name}: ${text}`)
      try {
        const tape =
          recordings === undefined
            ? undefined
            : await tapeOf(source, flags.site, rigId(name), flags, recordings, said)
        return await runRig(
          {
            ...(tape !== undefined && { tape }),
            ...{ source, link, line, site: flags.site, rig: rigId(name), liveHz: flags.liveHz, report: said },
            spoolFolder: join(spool, name),
            ...(game !== undefined && { broadcasting: { game, clock: systemClock } }),
          },
          signal,
        )
      } finally {
        await link.close()
        await close?.()
      }
    }),
  )
}

/** Takes a name that `read` accepts, and says why not otherwise. */
export function named<Id>(read: (text: string) => Id): (text: string) => Id {
  return text => {
    try {
      return read(text)
    } catch (fault) {
      throw new InvalidArgumentError(fault instanceof Error ? `${fault.message}.` : 'not a name.')
    }
  }
}
