// The keys of Compare: what each does, and what the sheet says of it.
import type { PageKey } from '../../shell/page-keys.svelte.ts'
import type { Viewport } from './viewport.svelte.ts'

export type KeyPorts = {
  readonly viewport: Viewport
  /** The next (1) or previous (-1) corner on the axis. */
  readonly corner: (way: 1 | -1) => void
  readonly turn: () => void
  readonly swap: () => void
  readonly live: () => void
  readonly edit: () => void
  readonly play: (faster: 1 | 0 | -1) => void
  readonly save: () => void
  readonly link: () => void
}

export const compareKeys: readonly PageKey[] = [
  { key: '← →', text: 'Compare: cursor by a step, Shift by ten, Alt to the next corner' },
  { key: '↑ ↓', text: 'Compare: zoom in and out at the cursor, 0 shows the whole lap' },
  { key: 'v', text: 'Compare: held, wheel and drag zoom the values of a chart; with b both ways' },
  { key: 'm', text: 'Compare: second cursor here, Esc takes it away' },
  { key: 'k', text: 'Compare: distance or time' },
  { key: 'c', text: 'Compare: swap A and the reference' },
  { key: 'l', text: 'Compare: the running lap as one of the laps' },
  { key: 'g', text: 'Compare: cut the track into segments of your own' },
  { key: 'space', text: 'Compare: both cars in real time; + and − change the pace' },
  { key: 'e', text: 'Compare: save the charts as a picture' },
  { key: 'y', text: 'Compare: copy the link to this view' },
]

const fields = 'input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]'

/** Does what a key asks for, and keeps it from the rest of the page. */
export function pressCompareKey(event: KeyboardEvent, ports: KeyPorts): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey) return
  if (event.target instanceof Element && event.target.closest(`${fields}, dialog`) !== null) return
  const does = actionOf(event, ports)
  if (does === undefined) return
  event.preventDefault()
  does()
}

function actionOf(event: KeyboardEvent, ports: KeyPorts): (() => void) | undefined {
  const { viewport } = ports
  const { cursor } = viewport
  const way = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : undefined
  if (way !== undefined) {
    if (event.altKey) return () => ports.corner(way)
    return () => step(viewport, way * (event.shiftKey ? 10 : 1))
  }
  if (event.altKey) return undefined
  // A button does by itself what space and enter mean there.
  const onButton = event.target instanceof Element && event.target.closest('button, a') !== null
  switch (event.key.toLowerCase()) {
    case 'arrowup':
      return () => viewport.scale(0.5, middle(viewport))
    case 'arrowdown':
      return () => viewport.scale(2, middle(viewport))
    case '0':
      return () => viewport.reset()
    case 'm':
      return () => {
        cursor.measure(cursor.place)
        viewport.save()
      }
    case 'escape':
      return () => {
        if (cursor.second !== undefined) cursor.measure(undefined)
        else cursor.pin(undefined)
        viewport.save()
      }
    case 'k':
      return ports.turn
    case 'c':
      return ports.swap
    case 'l':
      return ports.live
    case 'g':
      return ports.edit
    case 'e':
      return ports.save
    case 'y':
      return ports.link
    case '+':
      return () => ports.play(1)
    case '-':
      return () => ports.play(-1)
    case ' ':
      return onButton ? undefined : () => ports.play(0)
    default:
      return undefined
  }
}

const middle = ({ cursor, window: [from, to] }: Viewport): number =>
  cursor.place !== undefined && cursor.place >= from && cursor.place <= to ? cursor.place : (from + to) / 2

/** A metre, or ten milliseconds; a cursor that leaves the window takes it along. */
function step(viewport: Viewport, by: number): void {
  const { cursor, unit } = viewport
  const [from, to] = viewport.window
  const place = Math.min(
    viewport.end,
    Math.max(0, Math.round((cursor.place ?? (from + to) / 2) / unit + by) * unit),
  )
  cursor.pin(place)
  if (place < from || place > to) viewport.show([place - (to - from) / 2, place + (to - from) / 2])
  viewport.save()
}
