// Results of a session at which a rig was: its laps are in the store already, and get the server's verdict.
import { alreadyKnown, type KnownLap, mayBeTheirs } from '../race/import/already-known.ts'
import { serverResults } from '../race/import/import-results.ts'
import { fileName, type Imported, type ImportedMessage } from '../race/import/imported.ts'
import type { Receiver } from './receiver.ts'

type Results = Extract<Imported, { readonly ok: true }>

/**
 * The import without the laps that are known, which stand in its list as they are stored. Where the server has another
 * opinion on whether one is valid, that is ruled; a person's ruling stands.
 */
export async function reconciled(results: Results, file: string, receiver: Receiver): Promise<Results> {
  const known = await knownLaps(results, receiver)
  if (known.length === 0) return results
  const storedOf = new Map(known.map(({ told, stored }) => [told.lap_id, stored]))
  const disputed = known.filter(isDisputed)
  for (const { told, stored } of disputed) {
    const ruled = await receiver.rule(stored.lap_id, {
      verdict: told.valid === true ? 'valid' : 'invalid',
      by: serverResults,
      why: `${told.valid === true ? 'valid' : 'not valid'} for best in ${fileName(file)}`.slice(0, 300),
    })
    if (ruled !== undefined) storedOf.set(told.lap_id, ruled)
  }
  const isNew = (message: ImportedMessage) => message.type !== 'lap' || !storedOf.has(message.lap_id)
  const messages = [...results.messages()].filter(isNew)
  return {
    ...results,
    laps: results.laps.map(lap => ({ ...lap, ...storedOf.get(lap.lap_id) })),
    messages: () => (messages.some(({ type }) => type === 'lap') ? messages : []),
    notices: [
      ...results.notices,
      {
        code: 'laps-known',
        message: `${known.length} of ${results.laps.length} laps are stored already, as rigs told them`,
      },
      ...(disputed.length === 0
        ? []
        : [
            {
              code: 'laps-ruled' as const,
              message: `${disputed.length} of them are ruled as the server says`,
            },
          ]),
    ],
  }
}

async function knownLaps({ laps, sessions }: Results, receiver: Receiver): Promise<readonly KnownLap[]> {
  const [session] = sessions
  if (session === undefined || laps.length === 0) return []
  const held = await receiver.sessions(session.track)
  const theirs = held.filter(other => other.session_id !== session.session_id && mayBeTheirs(laps, other))
  const stored = await Promise.all(theirs.map(({ session_id }) => receiver.laps(session_id)))
  // Laps of another import of results are no word of a rig.
  return alreadyKnown(
    laps,
    stored.flat().filter(({ time_source }) => time_source !== serverResults),
  )
}

const isDisputed = ({ told, stored }: KnownLap): boolean =>
  told.valid !== null &&
  told.valid !== stored.valid &&
  (stored.ruling === undefined || stored.ruling.by === serverResults)
