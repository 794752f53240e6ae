// The games whose pages are read, by the id that stands in session messages.
import type { WireGameId } from '../../wire/games.ts'
import { ac1 } from './ac1.ts'
import { ac1Udp } from './ac1-udp.ts'
import { acc } from './acc.ts'
import { acr } from './acr.ts'
import { evo } from './evo.ts'
import type { Game } from './game.ts'

export const games: { readonly [Id in WireGameId | 'ac1-udp']: Game } = {
  acc,
  ac1,
  acr,
  evo,
  'ac1-udp': ac1Udp,
}
