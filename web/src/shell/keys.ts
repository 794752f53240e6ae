// The keys that work on every page, declared once: what they do and what the sheet says of them.
import { referenceKinds } from '../live-core/reference.ts'
import { deltaScale, nextScale } from '../live-core/scale.ts'
import { isForPage } from './key-guard.ts'
import { options } from './options.svelte.ts'
import { pageOf, pages } from './pages.ts'
import { route } from './route.svelte.ts'
import { settings } from './settings.svelte.ts'
import { speaker } from './speaker.ts'

export type Key = {
  readonly key: string
  readonly text: string
  readonly press: () => void
  /** The paths of the pages where it works; everywhere when left out. */
  readonly on?: readonly string[]
}

function nextReference(): void {
  const at = referenceKinds.findIndex(kind => kind === (route.now.query.get('ref') ?? 'session'))
  const next = referenceKinds[(at + 1) % referenceKinds.length]
  route.change({ ref: next === 'session' ? undefined : next }, true)
}

function scaleBy(step: 1 | -1): void {
  const next = nextScale(deltaScale(route.now.query.get('scale')), step)
  route.change({ scale: next === deltaScale(null) ? undefined : String(next / 1000) }, true)
}

function toggleSound(): void {
  options.sound = !options.sound
  speaker.open()
}

function toggleWords(): void {
  options.words = !options.words
}

function toggleCue(): void {
  options.cue = !options.cue
}

function fullscreen(): void {
  // A browser may refuse; then the page stays as it is.
  if (document.fullscreenElement === null) document.documentElement.requestFullscreen().catch(() => undefined)
  else document.exitFullscreen().catch(() => undefined)
}

const live = ['/live']

/** Opens the sheet of keys, and the field for everything; the application hands them in. */
export const keysOf = (sheet: () => void, palette: () => void): readonly Key[] => [
  ...pages.map(({ path, name }, at) => ({ key: String(at + 1), text: name, press: () => route.go(path) })),
  { key: 'r', text: 'Live: measure against the next reference', on: live, press: nextReference },
  { key: '[', text: 'Live: a finer scale of the delta bar', on: live, press: () => scaleBy(-1) },
  { key: ']', text: 'Live: a coarser scale of the delta bar', on: live, press: () => scaleBy(1) },
  { key: 'w', text: 'Live: take words of the pit wall, or none', on: live, press: toggleWords },
  { key: 'h', text: 'Live: help before the next corner, or none', on: live, press: toggleCue },
  { key: 's', text: 'Live, Pit wall: sounds, or silence', on: ['/live', '/wall'], press: toggleSound },
  {
    key: 'n',
    text: 'Night colours, and back',
    press: () => settings.choose(settings.choice === 'night' ? 'auto' : 'night'),
  },
  { key: 'f', text: 'Full screen, and back', press: fullscreen },
  // With its modifier it comes another way: `opensPalette`.
  { key: 'ctrl k', text: 'Search pages, laps, references and colours; ⌘ k as well', press: palette },
  { key: '?', text: 'This sheet', press: sheet },
]

/** Ctrl or ⌘ with K, wherever somebody writes. */
export const opensPalette = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k'

/** Does what a key asks for; not while somebody writes, and not with a modifier, which is the browser's. */
export function pressKey(keys: readonly Key[], event: KeyboardEvent): void {
  if (!isForPage(event)) return
  const here = pageOf(route.now.path)?.path
  const key = keys.find(({ key: name }) => name === event.key.toLowerCase())
  if (key === undefined || (key.on !== undefined && (here === undefined || !key.on.includes(here)))) return
  event.preventDefault()
  key.press()
}
