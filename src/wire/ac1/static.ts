// The static page of Assetto Corsa (AC1): the beginning of ACC's, with more of it alive.
import { accStatic } from '../acc/static.ts'
import { changed, until } from '../fields.ts'
import { type Decoded, struct } from '../struct.ts'

/** Source: shared memory reference of Assetto Corsa; sizes and offsets as independent readers have them. */
export const ac1Static = struct(
  'ac1.static',
  684,
  changed(until(accStatic.fields, 'PitWindowEnd'), {
    maxTorque: { note: 'N·m' },
    maxPower: { note: 'W' },
    suspensionMaxTravel: { unit: 'm' },
    tyreRadius: { unit: 'm' },
    maxTurboBoost: { unit: 'bar' },
    hasDRS: { unit: 'flag' },
    hasERS: { unit: 'flag' },
    hasKERS: { unit: 'flag' },
    kersMaxJ: { note: 'J' },
    engineBrakeSettingsCount: { unit: 'count' },
    ersPowerControllerCount: { unit: 'count' },
    trackSPlineLength: { unit: 'm' },
    trackConfiguration: { note: 'the layout, empty where a track has but one' },
    ersMaxJ: { note: 'J' },
    isTimedRace: { unit: 'flag' },
    hasExtraLap: { unit: 'flag' },
    carSkin: {},
    reversedGridPositions: { unit: 'count' },
    PitWindowStart: { note: 'minutes or laps' },
    PitWindowEnd: { note: 'minutes or laps' },
  }),
)

export type Ac1Static = Decoded<typeof ac1Static>
