// The keys of the list of laps: what each does, and what the sheet says of it.
import { isForPage } from '../../shell/key-guard.ts'
import type { PageKey } from '../../shell/page-keys.svelte.ts'

export const lapKeys: readonly PageKey[] = [
  { key: '↑ ↓', text: 'Laps: to the next lap, Shift chooses on the way, Home and End to the ends' },
  { key: 'x', text: 'Laps: choose the lap, or take it out; space as well' },
  { key: 'enter', text: 'Laps: compare what is chosen; a lap alone with its fastest rival' },
  { key: 'i', text: 'Laps: the evidence of the lap' },
  { key: 'z', text: 'Laps: only the laps between those that are chosen, 0 shows all again' },
  { key: '/', text: 'Laps: to the filters' },
  { key: 'esc', text: 'Laps: close the evidence, then choose nothing' },
]

export type LapKeyPorts = {
  /** The laps that are listed, from top to bottom. */
  readonly order: readonly string[]
  /** The row that the keyboard is at. */
  readonly at: string | undefined
  readonly go: (lap_id: string) => void
  readonly toggle: (lap_id: string) => void
  readonly stretch: (from: string, to: string) => void
  readonly compare: () => void
  readonly evidence: (lap_id: string) => void
  readonly narrow: () => void
  readonly widen: () => void
  readonly filters: () => void
  readonly clear: () => void
}

export function pressLapKey(event: KeyboardEvent, ports: LapKeyPorts): void {
  if (!isForPage(event)) return
  const target = event.target instanceof Element ? event.target : undefined
  // A button or a link does by itself what these mean there; the box of a row is the row's.
  if ((event.key === 'Enter' || event.key === ' ') && target?.closest('a, button, input') != null) return
  const does = actionOf(event, ports)
  if (does === undefined) return
  event.preventDefault()
  does()
}

function actionOf(event: KeyboardEvent, ports: LapKeyPorts): (() => void) | undefined {
  const { order, at } = ports
  const place = at === undefined ? -1 : order.indexOf(at)
  const move = (to: number) => {
    const next = order[Math.min(order.length - 1, Math.max(0, to))]
    if (next === undefined) return undefined
    return () => {
      if (event.shiftKey && at !== undefined) ports.stretch(at, next)
      ports.go(next)
    }
  }
  const here = (does: (lap_id: string) => void) =>
    place < 0 || at === undefined ? undefined : () => does(at)
  switch (event.key.toLowerCase()) {
    case 'arrowdown':
      return move(place + 1)
    case 'arrowup':
      return move(place < 0 ? 0 : place - 1)
    case 'home':
      return move(0)
    case 'end':
      return move(order.length - 1)
    case 'x':
    case ' ':
      return here(ports.toggle)
    case 'enter':
      return ports.compare
    case 'i':
      return here(ports.evidence)
    case 'z':
      return ports.narrow
    case '0':
      return ports.widen
    case '/':
      return ports.filters
    case 'escape':
      return ports.clear
    default:
      return undefined
  }
}
