// The keys of a recording that plays at a terminal: space stops it, arrows move it and change its pace.
import type { Deck } from '../rig/recording/deck.ts'
import { micros } from '../units/quantity.ts'

/** What a terminal sends for each key, and what it does. */
const keys: Readonly<Record<string, (deck: Deck) => void>> = {
  ' ': deck => (deck.paused ? deck.resume() : deck.pause()),
  '\u001b[C': deck => move(deck, 10),
  '\u001b[D': deck => move(deck, -10),
  '\u001b[1;2C': deck => move(deck, 60),
  '\u001b[1;2D': deck => move(deck, -60),
  '\u001b[A': deck => deck.setSpeed(Number.isFinite(deck.speed) ? deck.speed * 2 : 100),
  '\u001b[B': deck => deck.setSpeed(Number.isFinite(deck.speed) ? deck.speed / 2 : 1),
  '0': deck => deck.seek(micros(0)),
}

export const keyHelp =
  'space stops and goes on, ← → move 10 s (with Shift a minute), ↑ ↓ change the pace, 0 goes to the beginning, q ends'

const esc = '\u001b'

/** A key that is held down comes many times at once; a terminal may begin arrows with O instead of [. */
function keysIn(text: string): readonly string[] {
  const [plain = '', ...escaped] = text.split(esc)
  return [
    ...plain,
    ...escaped.flatMap(part => {
      const [, arrow, rest = part] = /^[[O]([0-9;]*[A-Za-z~])(.*)$/s.exec(part) ?? []
      return arrow === undefined ? [...part] : [`${esc}[${arrow}`, ...rest]
    }),
  ]
}

const isEnd = (key: string): boolean => key === 'q' || key === '\u0003' || key === '\u0004'

/** The part of a terminal that is needed here. */
export type Keyboard = {
  setRawMode(raw: boolean): unknown
  on(event: 'data', take: (bytes: Buffer) => void): unknown
  off(event: 'data', take: (bytes: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
}

/** Lets the keys turn the deck; `end` is called when somebody has had enough. Returns what gives the keys back. */
export function takeKeys(keyboard: Keyboard, deck: Deck, end: () => void): () => void {
  const take = (bytes: Buffer) => {
    for (const key of keysIn(bytes.toString('utf8'))) {
      if (isEnd(key)) end()
      else keys[key]?.(deck)
    }
  }
  keyboard.setRawMode(true)
  keyboard.on('data', take)
  keyboard.resume()
  return () => {
    keyboard.off('data', take)
    keyboard.setRawMode(false)
    keyboard.pause()
  }
}

/** `1:02:03.4 ×2` */
export function placeOf({ position, speed, paused }: Deck): string {
  const seconds = Math.floor(position / 100_000) / 10
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const clock = `${hours > 0 ? `${hours}:` : ''}${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${(seconds % 60).toFixed(1).padStart(4, '0')}`
  return `${clock} ${paused ? 'stopped' : Number.isFinite(speed) ? `×${speed}` : 'as fast as it goes'}`
}

function move(deck: Deck, seconds: number): void {
  // Again before the last one was done: from where that goes.
  deck.seek(micros((deck.wanted ?? deck.position) + seconds * 1e6))
}
