// The pages of Assetto Corsa Rally: ACC's in size and order, temperatures in Kelvin, wheel loads alive.
import { accGraphics } from '../acc/graphics.ts'
import { accPhysics } from '../acc/physics.ts'
import { accStatic } from '../acc/static.ts'
import { changed } from '../fields.ts'
import { struct } from '../struct.ts'

const kelvin = { note: 'kelvin' } as const

/** Source: two readers of the game; no bytes have proven it yet. */
export const acrPhysics = struct(
  'acr.physics',
  accPhysics.size,
  changed(accPhysics.fields, {
    wheelLoad: { unit: 'N' },
    tyreCoreTemperature: kelvin,
    brakeTemp: kelvin,
    currentMaxRpm: { measured: false, note: 'shows values that are none' },
  }),
)
export const acrGraphics = struct('acr.graphics', accGraphics.size, accGraphics.fields)
export const acrStatic = struct('acr.static', accStatic.size, accStatic.fields)
