// The graphics page of Assetto Corsa (AC1): ACC's up to the place on the track, then its own end.
import { flags, sessionTypes } from '../acc/enumerations.ts'
import { accGraphics } from '../acc/graphics.ts'
import { changed, until } from '../fields.ts'
import { type Decoded, struct } from '../struct.ts'

const { 0: none, 1: blue, 2: yellow, 3: black, 4: white, 5: chequered, 6: penalty } = flags
/** The flags that AC1 knows. */
export const ac1Flags = { 0: none, 1: blue, 2: yellow, 3: black, 4: white, 5: chequered, 6: penalty } as const
const { 7: _hotstint, 8: _superpole, ...ac1SessionTypes } = sessionTypes

/** Source: shared memory reference of Assetto Corsa; sizes and offsets as independent readers have them. */
export const ac1Graphics = struct('ac1.graphics', 296, [
  ...changed(until(accGraphics.fields, 'normalizedCarPosition'), {
    session: { values: ac1SessionTypes },
    lastSectorTime: { unit: 'ms', note: 'of the last sector alone' },
    replayTimeMultiplier: { unit: 'ratio' },
    split: { none: '', note: 'time of the last split' },
  }),
  { name: 'carCoordinates', type: 'f32', count: 3, unit: 'm', note: "the player's car alone" },
  { name: 'penaltyTime', type: 'f32', unit: 's' },
  { name: 'flag', type: 'i32', values: ac1Flags },
  { name: 'idealLineOn', type: 'i32', unit: 'flag' },
  { name: 'isInPitLane', type: 'i32', unit: 'flag' },
  { name: 'surfaceGrip', type: 'f32', unit: 'ratio' },
  { name: 'mandatoryPitDone', type: 'i32', unit: 'flag' },
  { name: 'windSpeed', type: 'f32', unit: 'm/s' },
  { name: 'windDirection', type: 'f32', unit: 'deg' },
])

export type Ac1Graphics = Decoded<typeof ac1Graphics>
