// Assetto Corsa Competizione: the catalogue is written after it.
import { wireGames } from '../../wire/games.ts'
import type { Game } from './game.ts'

export const acc: Game = {
  id: 'acc',
  name: wireGames.acc.name,
  pages: wireGames.acc.pages,
  step_us: 2500,
  channels: {},
  player: { id: 'playerCarID', ids: 'carID', active: 'activeCars' },
  card: {
    car: 'static.carModel',
    track: 'static.track',
    driver: ['static.playerName', 'static.playerSurname'],
    nick: 'static.playerNick',
    carId: 'graphics.playerCarID',
    session: 'graphics.session',
    tyres: 'graphics.tyreCompound',
    sectors: 'static.sectorCount',
    maxRpm: 'static.maxRpm',
    maxFuel: 'static.maxFuel',
    online: 'static.isOnline',
  },
}
