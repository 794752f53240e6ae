// The physics page of AC EVO: ACC's, but for the steering and what is not alive yet.
import { accPhysics } from '../acc/physics.ts'
import { changed } from '../fields.ts'
import { type Decoded, struct } from '../struct.ts'

/** Source: ACE_SharedFileOut, version 1, and readers of the game. No bytes have proven it yet. */
export const evoPhysics = struct(
  'evo.physics',
  accPhysics.size,
  changed(accPhysics.fields, {
    steerAngle: { unit: 'rad' },
    carDamage: { note: 'absolute; front, rear, left, right, centre' },
  }),
)

export type EvoPhysics = Decoded<typeof evoPhysics>
