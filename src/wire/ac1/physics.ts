// The physics page of Assetto Corsa (AC1): the beginning of ACC's, at 333 Hz, with more of it alive.
import { accPhysics } from '../acc/physics.ts'
import { changed, until } from '../fields.ts'
import { type Decoded, struct } from '../struct.ts'

/** Source: shared memory reference of Assetto Corsa; sizes and offsets as independent readers have them. */
export const ac1Physics = struct(
  'ac1.physics',
  580,
  changed(until(accPhysics.fields, 'localVelocity'), {
    wheelLoad: { unit: 'N' },
    tyreWear: { unit: 'ratio', note: 'per cent' },
    tyreDirtyLevel: { unit: 'ratio' },
    camberRAD: { unit: 'rad' },
    drs: { unit: 'ratio' },
    tc: { unit: 'ratio', note: 'slip ratio at which traction control comes in: a setting' },
    cgHeight: { unit: 'm' },
    numberOfTyresOut: {
      unit: 'count',
      note: '4 is a cut; the only hint that a lap is invalid, and not a sure one',
    },
    abs: { unit: 'ratio', note: 'slip ratio at which ABS comes in: a setting' },
    kersCharge: { unit: 'ratio' },
    kersInput: { unit: 'ratio' },
    rideHeight: { unit: 'm', note: 'front, rear' },
    ballast: { note: 'kg' },
    airDensity: { note: 'kg/m³' },
    performanceMeter: { unit: 's', note: 'ahead of the best lap, or behind' },
    engineBrake: { unit: 'index' },
    ersRecoveryLevel: { unit: 'index' },
    ersPowerLevel: { unit: 'index' },
    ersHeatCharging: { unit: 'flag' },
    ersIsCharging: { unit: 'flag' },
    kersCurrentKJ: { note: 'kJ' },
    drsAvailable: { unit: 'flag' },
    drsEnabled: { unit: 'flag' },
    tyreTempI: { unit: '°C' },
    tyreTempM: { unit: '°C' },
    tyreTempO: { unit: '°C' },
  }),
)

export type Ac1Physics = Decoded<typeof ac1Physics>
