// Assetto Corsa: the older, shorter pages. It never says whether a lap is valid; that all four tyres were off does.
import { wireGames } from '../../wire/games.ts'
import { acc } from './acc.ts'
import type { Game } from './game.ts'

// Neither has a place in its pages.
const { carId: _carId, online: _online, ...card } = acc.card

export const ac1: Game = {
  id: 'ac1',
  name: wireGames.ac1.name,
  pages: wireGames.ac1.pages,
  step_us: 3000,
  channels: {
    // The same fields are settings there: the slip at which the aid comes in.
    tc_intervention: 'absent',
    abs_intervention: 'absent',
    tyre_wear: { factor: 0.01 },
    car_position_m: { field: 'carCoordinates' },
  },
  card: { ...card, layout: 'static.trackConfiguration' },
  trackPrefix: 'ac1-',
}
