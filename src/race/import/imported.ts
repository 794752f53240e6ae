// What an import makes of a file: the messages that a rig would have sent, and the report that the command line prints.
import type { FrameMessage } from '../../model/frame.ts'
import type { RigId, SessionId, SiteId } from '../../model/identity.ts'
import { asSessionId, rigId, siteId } from '../../model/identity.ts'
import type { LapMessage, LapRecord, SessionMessage } from '../../model/messages.ts'
import type { UnixMillis } from '../../units/quantity.ts'
import { fingerprint } from './fingerprint.ts'
import type { ImportNotice } from './notice.ts'

export type NamedBytes = { readonly name: string; readonly bytes: Uint8Array }

/** A file as it lies on disk. `name` may be a path. */
export type ImportSource = NamedBytes & {
  /** When it was last written: stands in where the file does not say when it was made. */
  readonly modified_at: UnixMillis
  /** Files beside it; one of the same name that ends in `.ldx` holds the beacons of an `.ld`. */
  readonly sidecars?: readonly NamedBytes[]
}

/** What the user knows better than the file. */
export type ImportOptions = {
  readonly site?: SiteId
  readonly driver?: string
  readonly car?: string
  readonly track?: string
}

export type ImportFormat = 'motec-ld' | 'motec-ldx' | 'motec-csv' | 'acc-results' | 'mcap'

export type ImportedMessage = SessionMessage | FrameMessage | LapMessage

export type Imported =
  | {
      readonly ok: true
      readonly format: ImportFormat
      readonly sessions: readonly SessionMessage[]
      /** All of them, incomplete ones included. */
      readonly laps: readonly LapMessage[]
      readonly samples: number
      /** Everything in the order in which a rig sends it; frames are made when they are asked for. */
      readonly messages: () => Iterable<ImportedMessage>
      readonly notices: readonly ImportNotice[]
    }
  | { readonly ok: false; readonly format?: ImportFormat; readonly notices: readonly ImportNotice[] }

/** Where imported laps are said to come from. */
export type ImportPlace = { readonly site: SiteId; readonly rig: RigId; readonly session_id: SessionId }

/** Names a session by the bytes that it was read from: the same file is the same session, whenever it is imported. */
export function placeOf(options: ImportOptions, rig: 'motec' | 'results', content: Uint8Array): ImportPlace {
  const { site = siteId('import') } = options
  return { site, rig: rigId(rig), session_id: asSessionId(`${site}-${rig}-${fingerprint(content)}`) }
}

export type ImportReport = {
  readonly file: string
  readonly ok: boolean
  readonly format?: ImportFormat
  readonly sessions: readonly Omit<SessionMessage, 'v' | 'type'>[]
  readonly laps: readonly LapRecord[]
  readonly samples: number
  readonly notices: readonly ImportNotice[]
}

/** One element of what `pitwall import --json` prints. */
export function importReport(file: string, imported: Imported): ImportReport {
  const { ok, format, notices } = imported
  const named = format === undefined ? {} : { format }
  if (!imported.ok) return { file, ok, ...named, sessions: [], laps: [], samples: 0, notices }
  return {
    file,
    ok,
    ...named,
    sessions: imported.sessions.map(({ v, type, ...session }) => session),
    laps: imported.laps.map(({ v, type, first_seq, last_seq, ...lap }) => lap),
    samples: imported.samples,
    notices,
  }
}

/** The name of a file without its folder. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

/** The name of a file without its folder and its ending, in small letters. */
export const stemOf = (path: string): string =>
  fileName(path)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
