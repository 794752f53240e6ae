// Assetto Corsa Rally: ACC's pages with temperatures in Kelvin.
import { wireGames } from '../../wire/games.ts'
import { acc } from './acc.ts'
import type { Game } from './game.ts'

const celsius = { offset: -273.15 } as const

export const acr: Game = {
  ...acc,
  id: 'acr',
  name: wireGames.acr.name,
  pages: wireGames.acr.pages,
  step_us: 3000,
  channels: { tyre_core_temp_c: celsius, brake_temp_c: celsius },
  trackPrefix: 'acr-',
}
