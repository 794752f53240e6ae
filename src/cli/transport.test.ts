import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { Deck } from '../rig/recording/deck.ts'
import { micros } from '../units/quantity.ts'
import { placeOf, takeKeys } from './transport.ts'

/** A terminal that remembers how it was left. */
class Terminal extends EventEmitter {
  raw = false
  setRawMode(raw: boolean) {
    this.raw = raw
  }
  resume() {
    return this
  }
  pause() {
    return this
  }
  press(key: string) {
    this.emit('data', Buffer.from(key))
  }
}

test('space stops a recording and lets it go, arrows move it and turn its pace, q ends it', () => {
  const [terminal, deck] = [new Terminal(), new Deck(1)]
  let ended = 0
  const release = takeKeys(terminal, deck, () => ended++)
  assert.equal(terminal.raw, true)
  terminal.press(' ')
  assert.equal(deck.paused, true)
  terminal.press(' ')
  assert.equal(deck.paused, false)
  deck.at(micros(30e6))
  for (const [key, place] of [
    ['\u001b[C', 40e6],
    ['\u001b[D', 20e6],
    ['\u001b[1;2C', 90e6],
    ['\u001b[1;2D', 0],
    ['0', 0],
  ] as const) {
    terminal.press(key)
    assert.equal(deck.takeSeek(), place)
  }
  terminal.press('\u001b[C\u001b[C')
  terminal.press('\u001bOC')
  assert.equal(deck.takeSeek(), 60e6, 'a key that is held down moves on from where it was going')
  terminal.press('\u001b[A')
  assert.equal(deck.speed, 2)
  terminal.press('\u001b[B')
  terminal.press('\u001b[B')
  assert.equal(deck.speed, 0.5)
  terminal.press('x')
  terminal.press('q')
  terminal.press('\u0003')
  assert.equal(ended, 2)
  release()
  assert.equal(terminal.raw, false)
  terminal.press(' ')
  assert.equal(deck.paused, false, 'the keys were given back')
})

test('where it is reads as a clock', () => {
  const deck = new Deck(2)
  deck.at(micros(83.45e6))
  assert.equal(placeOf(deck), '1:23.4 ×2')
  deck.at(micros(3723e6))
  deck.pause()
  assert.equal(placeOf(deck), '1:02:03.0 stopped')
})
