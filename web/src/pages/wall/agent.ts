// Which car of the field runs pitwall: of those alone tyres and fuel are known.
import type { FieldEntry, FieldMessage } from '../../../../src/model/field.ts'
import type { RigKey } from '../../../../src/model/live-protocol.ts'
import type { SessionMessage } from '../../../../src/model/messages.ts'

export type Agent = { readonly key: RigKey; readonly session: SessionMessage | undefined }

/**
 * Rigs by car. The rig whose game is watched names its own car; another is known by its driver, when exactly one car of
 * the field has a driver of that name, and both drive the same track.
 */
export function agentsOf(
  field: FieldMessage,
  entries: ReadonlyMap<number, FieldEntry>,
  watched: RigKey,
  rigs: readonly Agent[],
): ReadonlyMap<number, RigKey> {
  const agents = new Map<number, RigKey>()
  const track = rigs.find(({ key }) => key === watched)?.session?.track
  for (const { key, session } of rigs) {
    if (key === watched || session === undefined || session.track !== track) continue
    const own = [...entries.values()].filter(({ drivers }) =>
      drivers.some(({ name }) => isSame(name, session.driver)),
    )
    const [entry] = own
    if (own.length === 1 && entry !== undefined && field.cars.some(({ car }) => car === entry.car))
      agents.set(entry.car, key)
  }
  if (field.player_car !== undefined) agents.set(field.player_car, watched)
  return agents
}

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
