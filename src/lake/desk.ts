// What the lake's worker thread is asked, and what it answers.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LapMessage, SessionMessage } from '../model/messages.ts'
import { believedLap, believedSession } from '../model/trust.ts'
import type { TrackShape } from '../race/corner-detection.ts'
import { Catalogue, type StoredLap } from './catalogue.ts'
import { type Closed, type Closing, prepareLap, removeDiscarded, storeLap } from './closing.ts'
import { FolderStore } from './folder-store.ts'
import { cutLanding, indexLanding } from './landing-file.ts'
import { Ranges, type Run } from './ranges.ts'
import { RowBlock } from './rows.ts'
import { type Adopting, adopt, type ClosedApart, type ClosingApart, closeApart } from './shared/apart.ts'
import { writeSummaries } from './summaries.ts'

/** A lap of which something lies in the landing log and not yet in a file. */
export type Found = {
  readonly lap_id: string
  readonly session_id: string
  readonly length: number
  readonly damaged: number
  readonly frames: readonly Run[]
  readonly span?: Span
}

/** What of a session is in the lake: its frames, and the laps of which a message came. */
export type SessionState = { readonly frames: readonly Run[]; readonly laps: readonly string[] }

/** The frames that a lap message names. */
export type Span = { readonly first_seq: number; readonly last_seq: number }

export type Request =
  | { readonly ask: 'open' }
  | { readonly ask: 'session-state'; readonly session_id: string }
  | { readonly ask: 'put-session'; readonly session_id: string; readonly message: string }
  | ({ readonly ask: 'close-lap' } & Closing)
  | { readonly ask: 'write-summaries' }
  | ({ readonly ask: 'close-apart' } & ClosingApart)
  | ({ readonly ask: 'adopt' } & Adopting)
  | { readonly ask: 'missing'; readonly laps: readonly LapNumber[] }
  | { readonly ask: 'keep-shape'; readonly track: string; readonly shape: TrackShape }

export type Answers = {
  readonly open: readonly Found[]
  readonly 'session-state': SessionState
  readonly 'put-session': undefined
  readonly 'close-lap': Closed | undefined
  readonly 'write-summaries': undefined
  readonly 'close-apart': ClosedApart | undefined
  readonly adopt: undefined
  readonly missing: readonly LapNumber[]
  readonly 'keep-shape': undefined
}

/** A state of a lap in a lake that hubs share. */
export type LapNumber = { readonly lap_id: string; readonly number: number }

export const landingFolder = 'landing'
export const catalogueFile = 'catalogue.sqlite'
export const logName = (lapId: string): string => `${lapId}.log`

type Work = {
  readonly [Ask in Request['ask']]: (request: Extract<Request, { ask: Ask }>) => Promise<Answers[Ask]>
}

/** Answers requests in their order; holds all that must not run on the main thread. */
export async function openDesk(
  folder: string,
  version: string,
): Promise<{
  answer<Ask extends Request['ask']>(request: Extract<Request, { ask: Ask }>): Promise<Answers[Ask]>
  close(): void
}> {
  await mkdir(join(folder, landingFolder), { recursive: true })
  const store = await new FolderStore(folder).open()
  const catalogue = new Catalogue(join(folder, catalogueFile))
  const desk = { store, catalogue, block: new RowBlock(), version, carries: new Map() }
  // A lap is computed when the laps before it have been, and stored when everything before it is done.
  const computing = new Line()
  const storing = new Line()

  const work: Work = {
    open: () =>
      storing.add(async () => {
        await removeDiscarded(desk)
        await writeSummaries(store, catalogue, version)
        return recoverLanding(join(folder, landingFolder), catalogue)
      }),
    'session-state': ({ session_id }) => storing.add(async () => stateOf(session_id, catalogue)),
    'put-session': ({ session_id, message }) =>
      storing.add(async () => {
        const before = catalogue.session(session_id)
        const now = before === undefined ? message : believed(before, message)
        if (now !== before) catalogue.transaction(() => catalogue.putSession(session_id, now))
        return undefined
      }),
    'close-lap'(job) {
      const prepared = computing.add(() => prepareLap(desk, job))
      // It may fail before anyone waits for it.
      prepared.catch(() => undefined)
      return storing.add(async () => {
        const lap = await prepared
        return lap && storeLap(desk, lap)
      })
    },
    'write-summaries': () =>
      storing.add(async () => {
        await writeSummaries(store, catalogue, version)
        return undefined
      }),
    'close-apart': job => computing.add(() => closeApart(desk, job)),
    adopt: adopting =>
      storing.add(async () => {
        await adopt(desk, adopting)
        return undefined
      }),
    missing: ({ laps }) =>
      storing.add(async () =>
        laps.filter(({ lap_id, number }) => (catalogue.mirrored(lap_id) ?? 0) < number),
      ),
    'keep-shape': ({ track, shape }) =>
      storing.add(async () => {
        catalogue.keepShape(track, shape)
        return undefined
      }),
  }
  return {
    answer: request => work[request.ask](request),
    close: () => catalogue.close(),
  }
}

/** Work that is done in the order in which it was added, each when the one before has ended, well or not. */
class Line {
  #last: Promise<unknown> = Promise.resolve()

  add<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }
}

function stateOf(session_id: string, catalogue: Catalogue): SessionState {
  const laps = catalogue.lapsOf(session_id)
  const frames = new Ranges()
  for (const lap of laps) for (const run of lap.frames) frames.addRun(...run)
  const told = laps.filter(lap => lap.message !== undefined).map(lap => lap.lap_id)
  return { frames: frames.runs, laps: told }
}

/** The session message that stays, as JSON. */
function believed(before: string, message: string): string {
  const now: SessionMessage = JSON.parse(message)
  return believedSession(JSON.parse(before), now) === now ? message : before
}

/** The message of a lap that is in the lake, when another comes. */
function toldOf(stored: StoredLap | undefined, message: LapMessage): string {
  const told: LapMessage | undefined = stored?.message && JSON.parse(stored.message)
  return JSON.stringify(believedLap(told, message))
}

/** Cuts torn tails, drops logs whose frames are all in the lake, and says what is left. */
function recoverLanding(folder: string, catalogue: Catalogue): readonly Found[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.log'))
    .sort()
    .flatMap(name => {
      const path = join(folder, name)
      const lapId = name.slice(0, -'.log'.length)
      const { frames, message, end, damaged } = indexLanding(path)
      const stored = catalogue.lap(lapId)
      const done = new Ranges(stored?.frames ?? [])
      const who = frames[0]?.header ?? message
      const isKnown =
        frames.every(frame => done.has(frame.header.seq)) &&
        (message === undefined || toldOf(stored, message) === stored?.message)
      if (who === undefined || isKnown) {
        rmSync(path)
        return []
      }
      if (end < statSync(path).size) cutLanding(path, end)
      const seqs = new Ranges()
      for (const frame of frames) seqs.add(frame.header.seq)
      const known = message ?? (stored?.message === undefined ? undefined : JSON.parse(stored.message))
      const span = known && { first_seq: known.first_seq, last_seq: known.last_seq }
      return [
        {
          lap_id: lapId,
          session_id: who.session_id,
          length: end,
          damaged,
          frames: seqs.runs,
          ...(span && { span }),
        },
      ]
    })
}
