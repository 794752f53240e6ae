// The next state of the screens of a board, from what a hand at a phone does.
import type { BoardScreen } from '../../../../src/model/board-screen.ts'

/** Seconds that a page may stand, as one steps through them. */
const dwells = [5, 10, 15, 20, 30, 60, 120] as const
export const usualDwell_s = 10

export type Hand =
  | { readonly kind: 'freeze' }
  | { readonly kind: 'turn' }
  | { readonly kind: 'page'; readonly by: 1 | -1 }
  | { readonly kind: 'dwell'; readonly by: 1 | -1 }
  | { readonly kind: 'banner' }
  | { readonly kind: 'show'; readonly board: string }

/** Turning to a page holds it there; going to another board lets its pages turn. */
export function directed(screen: BoardScreen, hand: Hand): BoardScreen {
  const { show: _once, ...state } = screen
  const { page, ...turning } = state
  switch (hand.kind) {
    case 'freeze':
      return { ...turning, page: page ?? 0 }
    case 'turn':
      return turning
    case 'page':
      return { ...turning, page: Math.max(0, Math.min(999, (page ?? 0) + hand.by)) }
    case 'dwell':
      return { ...state, dwell_s: nextDwell(state.dwell_s ?? usualDwell_s, hand.by) }
    case 'banner':
      return { ...state, banner: !state.banner }
    case 'show':
      return { ...turning, show: hand.board }
  }
}

function nextDwell(now_s: number, by: 1 | -1): number {
  const next = by > 0 ? dwells.find(dwell => dwell > now_s) : dwells.findLast(dwell => dwell < now_s)
  return next ?? now_s
}

/** Screens of which nobody has said anything. */
export const undirected = (board: string): BoardScreen => ({ board, banner: true })
