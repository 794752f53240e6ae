// Whose pages are open: what they hold says it, and where that leaves a doubt, the process that runs.

import { pageNames } from '../../wire/acc/page.ts'
import { fits, type WireGameId, wireGames } from '../../wire/games.ts'
import { recognise, requireGame } from '../../wire/recognise.ts'
import { copyAll, type OpenPages } from './open-pages.ts'

/**
 * The game, or undefined while nothing was written that tells. A mapping outlives its game when somebody holds it, so
 * the one game that runs goes before what another has left in the pages. Throws WireFault `other-game` when it is not
 * the one that is wanted, and `wrong-size` for pages of no game.
 */
export function identify(
  pages: OpenPages,
  running: readonly WireGameId[] | undefined,
  wanted: WireGameId | undefined,
): WireGameId | undefined {
  const copies = copyAll(pages)
  if (copies === undefined) return undefined
  const found = recognise(copies, pages.prefix)
  const [only, ...others] = (running ?? []).filter(game => isPossible(pages, game))
  const told =
    only !== undefined && others.length === 0 && found.kind !== 'unknown'
      ? ({ kind: 'game', game: only } as const)
      : found
  if (wanted !== undefined) requireGame(wanted, told)
  else if (told.kind === 'unknown') requireGame('acc', told)
  return told.kind === 'game' ? told.game : wanted
}

const isPossible = ({ prefix, sizes }: OpenPages, game: WireGameId): boolean =>
  (prefix === undefined || wireGames[game].prefix === prefix) &&
  pageNames.every(page => fits(wireGames[game].pages[page], sizes[page]))
