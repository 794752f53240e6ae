// Where and whether a command that has a connector records, declared once.
import { InvalidArgumentError, Option } from 'commander'
import { version } from '../hub/version.ts'
import type { RigId, SiteId } from '../model/identity.ts'
import type { Origin } from '../model/messages.ts'
import { defaultBudget } from '../rig/recording/shelf.ts'
import { Tape } from '../rig/recording/tape.ts'
import type { Source } from '../rig/source.ts'

export type RecordFlags = {
  /** Undefined: drives in earnest only. */
  readonly record?: boolean
  readonly recordBudget: number
}

export const recordOptions = (): readonly Option[] => [
  new Option('--record', 'record the pages of the virtual rig as well, not only those of a game'),
  new Option('--no-record', 'record nothing'),
  budgetOption(),
]

export const budgetOption = (): Option =>
  new Option(
    '--record-budget <size>',
    'what recordings may take, such as 500MB; the oldest sessions go first',
  )
    .default(defaultBudget, '10GB')
    .argParser(size)

/** What is recorded if nobody says: a drive in earnest. A replay is a recording already. */
const isRecorded = (origin: Origin, { record }: RecordFlags): boolean =>
  record !== false && (origin === 'live' || (origin === 'virtual' && record === true))

/** The tape of one rig; undefined when it does not record, or cannot: a full disk is no reason not to drive. */
export async function tapeOf(
  source: Source,
  site: SiteId,
  rig: RigId,
  flags: RecordFlags,
  folder: string,
  report: (text: string) => void,
): Promise<Tape | undefined> {
  if (!isRecorded(source.origin, flags)) return undefined
  const { origin } = source
  const budget = flags.recordBudget
  try {
    return await Tape.open({ folder, budget, report, site, rig, origin, version })
  } catch (error) {
    report(`nothing is recorded: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

const units: Readonly<Record<string, number>> = { '': 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 }

/** `500MB`, `10 GB`, or bytes. */
function size(text: string): number {
  const [, digits = '', unit = ''] = /^([\d.]+)\s*([kmgt]b)?$/i.exec(text.trim()) ?? []
  const bytes = Number(digits) * (units[unit.toLowerCase()] ?? Number.NaN)
  if (digits !== '' && Number.isFinite(bytes)) return Math.floor(bytes)
  throw new InvalidArgumentError(`expected a size such as 500MB or 10GB, found "${text}".`)
}
