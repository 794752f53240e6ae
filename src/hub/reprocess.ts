// Laps and lake of recorded sessions made anew by what the code knows today. Each session is rebuilt beside the lake and
// then takes the place of the old one in one commit; one that fails leaves the old rows as they are.
import { mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Lake, openLake } from '../lake/lake.ts'
import { copyShapes, Replacement, writersOf } from '../lake/replace.ts'
import { openSqliteLapStore } from '../laps/sqlite.ts'
import { rebuildSession } from '../laps/sqlite-rebuild.ts'
import { readFrameHeader } from '../model/frame-header.ts'
import {
  type LapMessage,
  lapMessage,
  type Origin,
  readMessage,
  type SessionMessage,
  sessionMessage,
} from '../model/messages.ts'
import { messagesOf } from '../rig/recording/messages.ts'
import { openRecordedFile, type RecordedFile } from '../rig/recording/recorded-file.ts'
import { recordingEnding } from '../rig/recording/shelf.ts'
import type { Outgoing } from '../rig/session-messages.ts'
import { dataFolder, lockDataFolder } from './data-folder.ts'
import { version } from './version.ts'

export type ReprocessOptions = {
  readonly data: string
  readonly recordings: readonly string[]
  /** Also sessions that this version has written. */
  readonly all: boolean
  /** Also where the recording holds fewer samples than the lake. */
  readonly fewer: boolean
  readonly report: (text: string) => void
}

/** What became of one recording. */
export type Reprocessed = {
  readonly file: string
  readonly outcome: 'rebuilt' | 'current' | 'fewer-samples' | 'official' | 'failed'
  readonly message?: string
  readonly sessions: readonly string[]
  readonly laps: number
  readonly samples: number
  readonly samples_before: number
}

const none = { sessions: [], laps: 0, samples: 0, samples_before: 0 }
/** Frames that wait for the disk at a time. */
const together = 64

/** Rebuilds one recording after the other. Throws HubFault while a hub works in the folder. */
export async function* reprocess(options: ReprocessOptions): AsyncGenerator<Reprocessed> {
  const folder = dataFolder(options.data)
  const lock = lockDataFolder(folder)
  const beside = join(folder.root, 'reprocess')
  try {
    // What a killed hub left half done is finished first: it is part of what is replaced.
    const lake = await openLake({ folder: folder.lake, version })
    await lake.close()
    for (const file of options.recordings) {
      try {
        yield await rebuild(file, options, beside)
      } catch (error) {
        yield { file, outcome: 'failed', message: sentence(error), ...none }
      } finally {
        await rm(beside, { recursive: true, force: true })
      }
    }
  } finally {
    lock.release()
  }
}

async function rebuild(file: string, options: ReprocessOptions, beside: string): Promise<Reprocessed> {
  const folder = dataFolder(options.data)
  const named = basename(file, recordingEnding)
  if (!options.all && isCurrent(writersOf(folder.lake, named))) {
    return { file, outcome: 'current', ...none, sessions: [named] }
  }
  const recording = await openRecordedFile(file)
  if (recording.from === undefined) {
    return {
      file,
      outcome: 'failed',
      message: 'it does not say whose pages it holds; replay it instead',
      ...none,
    }
  }
  await rm(beside, { recursive: true, force: true })
  await mkdir(beside, { recursive: true })
  const known = await knownOf(folder.store, named)
  const origin = known.origin ?? recording.from.origin
  const told = await intoLake(recording, recording.from, origin, beside, folder.lake, options.report)
  if (known.isOfficial && ![...told.laps.values()].some(isOfficial)) {
    return { file, outcome: 'official', ...none, sessions: [named] }
  }
  const replacement = await Replacement.open(folder.lake, beside, version)
  const total = { laps: 0, samples: 0, samples_before: 0 }
  try {
    for (const session of told.sessions.values()) {
      const { before, after, replaced } = await replacement.replace(session.session_id, options.fewer)
      total.samples += after
      total.samples_before += before
      if (!replaced) return { file, outcome: 'fewer-samples', sessions: [session.session_id], ...total }
      const laps = [...told.laps.values()].filter(({ session_id }) => session_id === session.session_id)
      total.laps += laps.filter(({ kind }) => kind !== 'incomplete').length
      rebuildSession(folder.store, session, laps, session.origin !== 'replay')
    }
  } finally {
    replacement.close()
  }
  return { file, outcome: 'rebuilt', sessions: [...told.sessions.keys()], ...total }
}

const isCurrent = (writers: ReadonlySet<string>): boolean => writers.size === 1 && writers.has(version)

const isOfficial = ({ valid_source }: Pick<LapMessage, 'valid_source'>): boolean =>
  valid_source === 'broadcast'

type Known = { readonly origin: Origin | undefined; readonly isOfficial: boolean }

/**
 * What was replayed stays a replay, although the recording is of a drive. Laps that heard the official word over
 * broadcasting know better than the pages alone.
 */
async function knownOf(path: string, sessionId: string): Promise<Known> {
  const store = openSqliteLapStore(path)
  try {
    const sessions = await store.sessions({})
    const laps = await store.laps({ session_id: sessionId })
    return {
      origin: sessions.find(({ session_id }) => session_id === sessionId)?.origin,
      isOfficial: laps.some(isOfficial),
    }
  } finally {
    await store.close()
  }
}

type Told = {
  readonly sessions: ReadonlyMap<string, SessionMessage>
  readonly laps: ReadonlyMap<string, LapMessage>
}

/** The messages of a recording into a lake of its own. */
async function intoLake(
  recording: RecordedFile,
  from: NonNullable<RecordedFile['from']>,
  origin: Origin,
  beside: string,
  lakeFolder: string,
  report: (text: string) => void,
): Promise<Told> {
  const [sessions, laps] = [new Map<string, SessionMessage>(), new Map<string, LapMessage>()]
  const lake = await openLake({ folder: beside, version, report: ({ message }) => report(message) })
  try {
    copyShapes(lakeFolder, beside)
    const onTheirWay = new Set<Promise<void>>()
    for await (const message of messagesOf(recording, { ...from, origin }, report)) {
      if (message.stream === 'session') {
        const session = readMessage(sessionMessage, jsonOf(message), 'session')
        sessions.set(session.session_id, session)
      } else if (message.stream === 'lap') {
        const lap = readMessage(lapMessage, jsonOf(message), 'lap')
        laps.set(lap.lap_id, lap)
      }
      const taken = take(lake, message).finally(() => onTheirWay.delete(taken))
      onTheirWay.add(taken)
      if (onTheirWay.size >= together) await Promise.race(onTheirWay)
    }
    await Promise.all(onTheirWay)
    await lake.settle('everything')
  } finally {
    await lake.close()
  }
  return { sessions, laps }
}

async function take(lake: Lake, message: Outgoing): Promise<void> {
  if (message.stream === 'frame') await lake.land(message.json, readFrameHeader(message.json))
  else if (message.stream === 'lap') await lake.closeLap(readMessage(lapMessage, jsonOf(message), 'lap'))
  else if (message.stream === 'session') {
    await lake.session(readMessage(sessionMessage, jsonOf(message), 'session'))
  }
}

const jsonOf = ({ json }: Outgoing): unknown => JSON.parse(Buffer.from(json).toString())
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
