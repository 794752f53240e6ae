// The keys of the wall: what they are called in the sheet, and what they ask for.
import { isForPage } from '../../shell/key-guard.ts'
import type { PageKey } from '../../shell/page-keys.svelte.ts'
import { delayStep_s } from './delay.ts'

export const wallKeys: readonly PageKey[] = [
  { key: '↑ ↓', text: 'Pit wall: the car in front and behind, in the tower' },
  { key: '/', text: 'Pit wall: look at the car with a number' },
  { key: 'g', text: 'Pit wall: track, gaps, flat or the driver’s screen' },
  { key: 'm', text: 'Pit wall: mark this moment, with a note' },
  { key: 'd', text: 'Pit wall: rows closer together, or further apart' },
  { key: ', .', text: 'Pit wall: 5 s less or more delay, with Shift 30 s' },
  { key: 'Esc', text: 'Pit wall: back to the own car' },
]

export type WallOrders = {
  /** Seconds more; negative is less. */
  readonly delay: (by_s: number) => void
  readonly find: () => void
  /** The next view of the map. */
  readonly map: () => void
  readonly mark: () => void
  /** The next density of rows. */
  readonly rows: () => void
  readonly back: () => void
  /** So many rows further down the tower. */
  readonly step: (rows: number) => void
}

/** Does what a key asks for; not while somebody writes, and not with a modifier, which is the browser's. */
export function pressWallKey(event: KeyboardEvent, orders: WallOrders): void {
  if (!isForPage(event)) return
  const step_s = event.shiftKey ? 6 * delayStep_s : delayStep_s
  switch (event.key) {
    case ',':
    case '<':
      orders.delay(-step_s)
      return
    case '.':
    case '>':
      orders.delay(step_s)
      return
    case 'ArrowUp':
    case 'ArrowDown':
      event.preventDefault()
      orders.step(event.key === 'ArrowUp' ? -1 : 1)
      return
    case '/':
      // Without this the key would be written into the field that it leads to; so would a mark's into its note.
      event.preventDefault()
      orders.find()
      return
    case 'g':
      orders.map()
      return
    case 'm':
      event.preventDefault()
      orders.mark()
      return
    case 'd':
      orders.rows()
      return
    case 'Escape':
      orders.back()
      return
  }
}
